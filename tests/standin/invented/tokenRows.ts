/**
 * OUR INVENTION (PROTOCOL.md `?`): the row members `created`, `expires`, `scope` and `session` (true for a sign-in's own
 * token, absent otherwise), that sessions are listed at all, the order (newest first), and that a scoped token is refused
 * the list. Known from 2019 are `signature`, `label` and `parentSignature`.
 */
import type { TokenRecord } from '../model';
import type { Platform } from '../platform';
import { PlatformError } from '../platformError';
import { isFullScope, liveTokens } from '../tokens';
import type { Caller } from '../tokens';

export interface TokenRow {
  signature: string;
  label?: string;
  parentSignature?: string;
  created: number;
  expires: number;
  scope: TokenRecord['scope'];
  session?: true;
}

/** All live tokens of the caller; throws what the switch `listRoute` says. */
export function listedTokens(platform: Platform, caller: Caller): TokenRecord[] {
  const { listRoute } = platform.state.records.settings;
  if (listRoute === 'ResourceNotFound') throw new PlatformError('ResourceNotFound', 'No such API method');
  if (listRoute === 'PermissionDenied' || !isFullScope(caller.token.scope)) {
    throw new PlatformError('PermissionDenied', 'This token may not list access tokens');
  }
  return liveTokens(platform, caller.person.id).sort((a, b) => b.createdMs - a.createdMs || a.signature.localeCompare(b.signature));
}

export function tokenRow(token: TokenRecord, withLabel: boolean): TokenRow {
  return {
    signature: token.signature,
    ...(withLabel && token.label !== null ? { label: token.label } : {}),
    ...(token.parentSignature === null ? {} : { parentSignature: token.parentSignature }),
    created: token.createdMs,
    expires: token.expiresMs,
    scope: token.scope,
    ...(token.isSession ? { session: true as const } : {}),
  };
}
