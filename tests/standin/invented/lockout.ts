/**
 * OUR INVENTION (PROTOCOL.md `?`): that five failures in a row lock an account for 15 minutes, that the answer is
 * `AccountLockedError`, 403, with `Retry-After`, and that a failure before that says in `details.attemptsLeft` how many are
 * left. Known is only that a lock-out exists.
 */
import type { PersonRecord } from '../model';
import type { Platform } from '../platform';
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

/** A wrong password or a wrong code, counted before it is answered; the last of the row locks. */
export function fail(platform: Platform, record: PersonRecord | undefined, error: PlatformError): never {
  if (record) {
    record.failures += 1;
    // Of the code's failures only: of the password's, the same words go to whoever guesses a name.
    if (error.type !== 'UsernameOrPasswordError') error.details = { attemptsLeft: FAILURES_ALLOWED - record.failures };
    if (record.failures >= FAILURES_ALLOWED) {
      record.failures = 0;
      record.lockedUntilMs = platform.clock.now() + LOCKED_MS;
    }
  }
  platform.state.save();
  throw error;
}

export function forgetFailures(record: PersonRecord): void {
  record.failures = 0;
}
