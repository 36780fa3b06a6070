import type { Clock } from '../../main/core/ports';

/** A clock that a test moves. */
export interface ManualClock extends Clock {
  /** Runs what falls due on the way, in order. */
  advance(byMs: number): void;
}

export function manualClock(startMs = 1_800_000_000_000): ManualClock {
  let nowMs = startMs;
  let waiting: { dueMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const entry = { dueMs: nowMs + delayMs, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    advance(byMs) {
      const endMs = nowMs + byMs;
      for (;;) {
        const next = waiting.filter((entry) => entry.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        waiting = waiting.filter((entry) => entry !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.run();
      }
      nowMs = endMs;
    },
  };
}
