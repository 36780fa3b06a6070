/**
 * OUR INVENTION (PROTOCOL.md `?`): the longest expiry that an API token may ask for (five years). Documented are the
 * default of one month, and the 18 hours of an interactive session, which cap what the client asks for.
 */
import { PlatformError } from '../platformError';

const DAY_MS = 86_400_000;
const SESSION_MS = 18 * 3_600_000;
const DEFAULT_MS = 30 * DAY_MS;
const LONGEST_MS = 5 * 365 * DAY_MS;

export function sessionExpiryMs(askedMs: number | null | undefined, nowMs: number): number {
  refusePast(askedMs, nowMs);
  return Math.min(askedMs ?? nowMs + SESSION_MS, nowMs + SESSION_MS);
}

export function apiTokenExpiryMs(askedMs: number | null | undefined, nowMs: number): number {
  refusePast(askedMs, nowMs);
  if (askedMs !== null && askedMs !== undefined && askedMs > nowMs + LONGEST_MS) {
    throw new PlatformError('InvalidInput', 'expires: expected a time within five years');
  }
  return askedMs ?? nowMs + DEFAULT_MS;
}

function refusePast(askedMs: number | null | undefined, nowMs: number): void {
  if (askedMs !== null && askedMs !== undefined && askedMs <= nowMs) {
    throw new PlatformError('InvalidInput', 'expires: expected a time in the future');
  }
}
