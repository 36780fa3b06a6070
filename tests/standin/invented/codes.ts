/**
 * OUR INVENTION (PROTOCOL.md `?`): that a used code is answered with OTPMismatchError, that a code of 30 s before or after
 * is taken, and that a back-up code stands in the `otp` field and works once. Documented is only that a code is good for
 * one session and that a back-up code replaces it.
 */
import { generateSync, verifySync } from 'otplib';
import { sha256Hex } from '../ids';
import type { PersonRecord } from '../model';

const PERIOD_S = 30;
const TOLERANCE_S = 30;

/** True once for each code: what was accepted is remembered in `record`. */
export function useCode(record: PersonRecord, otpSecret: string, typed: string, nowMs: number): boolean {
  const code = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(code) ? useTimedCode(record, otpSecret, code, nowMs) : useBackupCode(record, code);
}

/** A code that `useCode` will take next; where this step and the next are used, they are forgiven. For tests alone. */
export function nextCode(record: PersonRecord, otpSecret: string, nowMs: number): string {
  const current = Math.floor(nowMs / 1_000 / PERIOD_S);
  // Not the step before, though it would be taken: it stops being good at the next turn of the clock.
  const step = [current, current + 1].find((each) => record.lastTimeStep === null || each > record.lastTimeStep);
  if (step === undefined) record.lastTimeStep = current - 1;
  return generateSync({ secret: otpSecret, epoch: (step ?? current) * PERIOD_S });
}

function useTimedCode(record: PersonRecord, secret: string, token: string, nowMs: number): boolean {
  const epoch = Math.floor(nowMs / 1_000);
  // A clock that was moved back would put the last code into the future, which otplib refuses to compare with.
  const newest = Math.floor((epoch + TOLERANCE_S) / PERIOD_S);
  const after = record.lastTimeStep === null ? {} : { afterTimeStep: Math.min(record.lastTimeStep, newest) };
  const result = verifySync({ secret, token, epoch, epochTolerance: TOLERANCE_S, ...after });
  if (!result.valid || !('timeStep' in result)) return false;
  record.lastTimeStep = result.timeStep;
  return true;
}

function useBackupCode(record: PersonRecord, code: string): boolean {
  const index = record.backupCodeHashes.indexOf(sha256Hex(code));
  if (index === -1) return false;
  record.backupCodeHashes.splice(index, 1);
  return true;
}
