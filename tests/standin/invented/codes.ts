/**
 * OUR INVENTION (PROTOCOL.md `?`): that a used code is answered with OTPMismatchError at sign-in, that a code of 30 s before
 * or after is taken, and that a back-up code stands in the `otp` field and works once. Documented is only that a code is good
 * for one session and that a back-up code replaces it.
 */
import { sha256Hex } from '../ids';
import type { Person, PersonRecord } from '../model';
import { codeOf, secretOfSalt, timeStep } from '../totp';

export type Verdict = 'right' | 'wrong' | 'replayed';

/** The secret that counts now, base32; null where two-factor authentication is off. */
export function secretOf(person: Person, record: PersonRecord): string | null {
  if (record.factor === 'off') return null;
  return record.factor === 'seed' ? person.otpSecret : secretOfSalt(record.factor.salt);
}

/** `right` once for each code: what was accepted is remembered in `record`. */
export function useCode(record: PersonRecord, secret: string, typed: string, nowMs: number): Verdict {
  const code = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(code) ? useTimedCode(record, secret, code, nowMs) : useBackupCode(record, code);
}

/** A code that `useCode` will take next; where this step and the next are used, they are forgiven. For tests alone. */
export function nextCode(record: PersonRecord, secret: string, nowMs: number): string {
  const current = timeStep(nowMs);
  // Not the step before, though it would be taken: it stops being good at the next turn of the clock.
  const step = [current, current + 1].find((each) => record.lastTimeStep === null || each > record.lastTimeStep);
  if (step === undefined) record.lastTimeStep = current - 1;
  return codeOf(secret, step ?? current);
}

/** One step before and one after are taken; a step that was used, or an older one, is not taken again. */
export function useTimedCode(record: { lastTimeStep: number | null }, secret: string, code: string, nowMs: number): Verdict {
  const current = timeStep(nowMs);
  const step = [current, current - 1, current + 1].find((each) => codeOf(secret, each) === code);
  if (step === undefined) return 'wrong';
  // A clock that was moved back would put the last code into the future, where it could never be passed.
  const last = record.lastTimeStep === null ? -1 : Math.min(record.lastTimeStep, current + 1);
  if (step <= last) return 'replayed';
  record.lastTimeStep = step;
  return 'right';
}

function useBackupCode(record: PersonRecord, code: string): Verdict {
  const index = record.backupCodeHashes.indexOf(sha256Hex(code));
  if (index === -1) return 'wrong';
  record.backupCodeHashes.splice(index, 1);
  return 'right';
}
