/** A clock on which everything goes faster, so that core's and the adapter's real limits pass in moments. */
import type { Clock } from '../../../main/core/ports';

export interface ScaledClock extends Clock {
  /** Nothing runs any more. */
  stop(): void;
}

interface Timer {
  dueMs: number;
  run(): void;
  handle: NodeJS.Timeout | null;
}

const LONGEST_TIMER_MS = 2_000_000_000;

export function scaledClock(speed: number): ScaledClock {
  const startedMs = Date.now();
  const startedRealMs = performance.now();
  const timers = new Set<Timer>();
  let isStopped = false;

  const now = (): number => Math.round(startedMs + (performance.now() - startedRealMs) * speed);

  function arm(timer: Timer): void {
    if (timer.handle !== null) clearTimeout(timer.handle);
    const leftMs = Math.min(LONGEST_TIMER_MS, Math.max(0, Math.ceil((timer.dueMs - now()) / speed)));
    timer.handle = setTimeout(() => {
      if (timer.dueMs > now()) {
        arm(timer);
        return;
      }
      timers.delete(timer);
      timer.run();
    }, leftMs);
  }

  return {
    now,
    after(delayMs, run) {
      if (isStopped) return () => undefined;
      const timer: Timer = { dueMs: now() + delayMs, run, handle: null };
      timers.add(timer);
      arm(timer);
      return () => {
        if (timer.handle !== null) clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    stop() {
      isStopped = true;
      for (const timer of timers) if (timer.handle !== null) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}
