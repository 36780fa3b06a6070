/**
 * OUR INVENTION (PROTOCOL.md `?`): that five failures in a row lock an account for 15 minutes, and that the answer is
 * `AccountLockedError`, 403, with `Retry-After`. Known is only that a lock-out exists.
 */
import type { PersonRecord } from '../model';
import { PlatformError } from '../platformError';

const FAILURES_ALLOWED = 5;
const LOCKED_MS = 15 * 60_000;

/** Throws while the account is locked, even for the right password. */
export function refuseWhileLocked(record: PersonRecord, nowMs: number): void {
  if (nowMs >= record.lockedUntilMs) return;
  const seconds = Math.ceil((record.lockedUntilMs - nowMs) / 1_000);
  throw new PlatformError('AccountLockedError', 'Too many failed logins: the account is locked for a while', {
    'Retry-After': String(seconds),
  });
}

/** A wrong password or a wrong code; the last of the row locks. */
export function countFailure(record: PersonRecord, nowMs: number): void {
  record.failures += 1;
  if (record.failures < FAILURES_ALLOWED) return;
  record.failures = 0;
  record.lockedUntilMs = nowMs + LOCKED_MS;
}

export function forgetFailures(record: PersonRecord): void {
  record.failures = 0;
}
