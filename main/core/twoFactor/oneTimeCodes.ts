import { createGuardrails, generateSync } from 'otplib';

/** What an authenticator needs to make codes. */
export interface SetupKey {
  /** Base32, upper case, no padding. */
  secret: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  digits: 6 | 7 | 8;
  /** Seconds. */
  period: number;
}

export interface ShownCodes {
  currentCode: string;
  nextCode: string;
  /** When the next one takes over, by this computer's clock. */
  untilMs: number;
  periodMs: number;
}

/** A period before and one after are taken, as platforms do. */
const TOLERANCE_STEPS = [0, -1, 1];
// Many services hand out 80 bits, which otplib calls too short; what the platform gave is not ours to refuse.
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 5 });

const stepAt = (key: SetupKey, nowMs: number): number => Math.floor(nowMs / 1_000 / key.period);

export function codeOfStep(key: SetupKey, step: number): string {
  const { secret, algorithm, digits, period } = key;
  return generateSync({ secret, algorithm, digits, period, epoch: step * period, guardrails });
}

/** `clockOffsetMs`: how far the platform's clock is ahead of ours; its time is the one that counts. */
export function codesAt(key: SetupKey, nowMs: number, clockOffsetMs: number): ShownCodes {
  const step = stepAt(key, nowMs + clockOffsetMs);
  const untilMs = (step + 1) * key.period * 1_000 - clockOffsetMs;
  return { currentCode: codeOfStep(key, step), nextCode: codeOfStep(key, step + 1), untilMs, periodMs: key.period * 1_000 };
}

/** The time step of a typed code, null where it is none of this key's around now. */
export function stepOfCode(key: SetupKey, typed: string, platformNowMs: number): number | null {
  const code = typed.replace(/\s/g, '');
  const now = stepAt(key, platformNowMs);
  const found = TOLERANCE_STEPS.find((shift) => codeOfStep(key, now + shift) === code);
  return found === undefined ? null : now + found;
}
