import { freshToken, signatureOf } from './ids';
import { isIdledOut } from './invented/autoLogout';
import { failJobsOf } from './jobs';
import type { Person, Scope, TokenRecord } from './model';
import type { Platform } from './platform';
import { PlatformError } from './platformError';

// Ended tokens are kept only to be told apart from unknown ones; this many are plenty.
const ENDED_KEPT = 2_000;
/** A session's last use is written at most this often, so that reading does not write a file each time. */
const SEEN_STEP_MS = 1_000;

export interface Caller {
  token: TokenRecord;
  person: Person;
}

/** Who asks, by the bearer; the scheme's case does not matter. Throws InvalidAuthentication, whose message alone tells why. */
export function authenticate(platform: Platform, authorization: string | undefined): Caller {
  const bearer = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined) throw new PlatformError('InvalidAuthentication', 'No authentication token was supplied');
  endWhatIsOver(platform);
  const token = findToken(platform, signatureOf(bearer));
  if (!token || token.ended === 'revoked') throw new PlatformError('InvalidAuthentication', 'The token could not be found');
  if (token.ended === 'expired') throw new PlatformError('InvalidAuthentication', 'The supplied authentication token has expired');
  const person = platform.world.people.get(token.userId);
  if (!person) throw new PlatformError('InvalidAuthentication', 'The token could not be found');
  markSeen(platform, token);
  return { token, person };
}

export function isFullScope(scope: Scope): boolean {
  return 'full' in scope;
}

/** Makes a token and keeps its signature alone; the secret is returned and forgotten. */
export function issueToken(
  platform: Platform,
  input: { userId: string; label: string | null; parentSignature: string | null; scope: Scope; expiresMs: number; isSession: boolean },
  secret = freshToken(),
): { secret: string; token: TokenRecord } {
  const nowMs = platform.clock.now();
  const token: TokenRecord = { ...input, signature: signatureOf(secret), createdMs: nowMs, lastSeenMs: nowMs, ended: null };
  platform.state.records.tokens.push(token);
  forgetLongEnded(platform);
  platform.state.save();
  return { secret, token };
}

export function findToken(platform: Platform, signature: string): TokenRecord | undefined {
  return platform.state.records.tokens.find((token) => token.signature === signature);
}

export function liveTokens(platform: Platform, userId?: string): TokenRecord[] {
  endWhatIsOver(platform);
  return platform.state.records.tokens.filter((token) => token.ended === null && (userId === undefined || token.userId === userId));
}

/** Revokes a token, with its children where `--cascade` says so, and fails the jobs that live on what ended. */
export function revokeToken(platform: Platform, token: TokenRecord): void {
  for (const each of platform.state.records.settings.cascade ? [token, ...descendants(platform, token)] : [token]) {
    if (each.ended === null) end(platform, each, 'revoked');
  }
  platform.state.save();
}

/** Credentials changed: every other session of the person ends; API tokens live on (documented). */
export function endOtherSessions(platform: Platform, caller: Caller): void {
  for (const token of liveTokens(platform, caller.person.id)) {
    if (token.isSession && token.signature !== caller.token.signature) revokeToken(platform, token);
  }
}

/** Ends what has expired or idled out since the last look; the clock has no timers, so every request looks first. */
export function endWhatIsOver(platform: Platform): void {
  const nowMs = platform.clock.now();
  const over = platform.state.records.tokens.filter(
    (token) => token.ended === null && (token.expiresMs <= nowMs || isIdledOut(platform, token, nowMs)),
  );
  for (const token of over) end(platform, token, 'expired');
  if (over.length > 0) platform.state.save();
}

function end(platform: Platform, token: TokenRecord, how: 'revoked' | 'expired'): void {
  token.ended = how;
  failJobsOf(platform, token.signature);
}

function descendants(platform: Platform, token: TokenRecord): TokenRecord[] {
  const children = platform.state.records.tokens.filter((each) => each.parentSignature === token.signature);
  return children.flatMap((child) => [child, ...descendants(platform, child)]);
}

function markSeen(platform: Platform, token: TokenRecord): void {
  if (!token.isSession || platform.clock.now() - token.lastSeenMs < SEEN_STEP_MS) return;
  token.lastSeenMs = platform.clock.now();
  platform.state.save();
}

function forgetLongEnded(platform: Platform): void {
  const { records } = platform.state;
  const surplus = records.tokens.filter((token) => token.ended !== null).length - ENDED_KEPT;
  if (surplus <= 0) return;
  let dropped = 0;
  records.tokens = records.tokens.filter((token) => token.ended === null || (dropped += 1) > surplus);
}
