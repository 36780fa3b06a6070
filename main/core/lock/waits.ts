import type { LockDocument } from '../ports';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

/** One second after the first wrong passphrase, twice as long after each further one, five minutes at the most. */
export function waitMs(failedCount: number): number {
  return failedCount === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failedCount - 1));
}

/** How long the next passphrase is not looked at; a clock that was set back makes it no longer than the wait itself. */
export function waitLeftMs(document: LockDocument, nowMs: number): number {
  const wholeMs = waitMs(document.failedCount);
  return Math.max(0, Math.min(wholeMs, document.lastFailedMs + wholeMs - nowMs));
}
