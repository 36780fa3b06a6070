import type { Ground } from '../../ground';
import type { IdleRecord, SessionRecord } from '../../ports';
import { idleLimit, type IdleLimit } from './limit';

/** How long ago the person was seen, by what was kept; null where the clocks cannot be right. */
export function sinceActivityMs(kept: IdleRecord, now: { bootId: string; uptimeMs: number; dateMs: number }): number | null {
  // SECURITY: the uptime counts sleep and no hand on the clock moves it, so within a boot nothing else is asked.
  if (kept.bootId === now.bootId) return Math.max(0, now.uptimeMs - kept.activityUptimeMs);
  // SECURITY: over a boot only the date is left; one that went back would make the session longer.
  if (now.dateMs < kept.seenDateMs) return null;
  return now.dateMs - kept.activityDateMs;
}

/** How long ago the person of a recorded session was seen. A session of which nothing was kept is as old as its sign-in. */
export function sessionIdleMs(ground: Ground, record: SessionRecord): number | null {
  const { clock, clocks } = ground.ports;
  const kept = keptOf(ground, record);
  const dateMs = clock.now();
  if (kept !== null) return sinceActivityMs(kept, { bootId: clocks.bootId, uptimeMs: clocks.uptimeMs(), dateMs });
  return dateMs < record.sinceMs ? null : dateMs - record.sinceMs;
}

/** Whether a session of the last run has idled out meanwhile; needs no network. */
export function hasIdledOut(ground: Ground, record: SessionRecord): boolean {
  if (record.openedBy === 'token') return false;
  const idleMs = sessionIdleMs(ground, record);
  return idleMs === null || idleMs >= limitFor(ground, record.accountId).limitMs;
}

/** The limit of an account as it is known now. */
export function limitFor(ground: Ground, accountId: string): IdleLimit {
  const policy = ground.idle.value().policies.find((one) => one.accountId === accountId) ?? null;
  return idleLimit(policy, ground.settings.value().settings.idleLimitMs);
}

function keptOf(ground: Ground, record: SessionRecord): IdleRecord | null {
  const { sessions } = ground.idle.value();
  return sessions.find((one) => one.accountId === record.accountId && one.signature === record.signature) ?? null;
}
