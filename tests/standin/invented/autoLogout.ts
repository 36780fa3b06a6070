/**
 * OUR INVENTION (PROTOCOL.md `?`): where the org policy `autoLogoutAfter` stands (`policies.autoLogoutAfter`), its unit
 * (milliseconds), that the shortest of several orgs wins, and that the server counts requests as activity. Documented are
 * only the 15 minutes, the policy's name, and that logins by API token do not idle out.
 */
import type { TokenRecord } from '../model';
import type { Platform } from '../platform';
import { orgsOf } from '../world';

const DEFAULT_IDLE_MS = 15 * 60_000;

export function idleLimitMs(platform: Platform, userId: string): number {
  const limits = orgsOf(platform.world, userId).map((org) => org.policies.autoLogoutAfter);
  const set = limits.filter((limit): limit is number => typeof limit === 'number');
  return set.length === 0 ? DEFAULT_IDLE_MS : Math.min(...set);
}

export function isIdledOut(platform: Platform, token: TokenRecord, nowMs: number): boolean {
  return token.isSession && nowMs - token.lastSeenMs >= idleLimitMs(platform, token.userId);
}
