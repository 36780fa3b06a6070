/** A clock on which everything can go faster, so that core's and the adapter's real limits pass in moments. */
import type { Clock } from '../../../main/core/ports';

export interface ScaledClock extends Clock {
  /** How many times faster than the wall's it goes from now on. */
  go(speed: number): void;
  /** Nothing runs any more. */
  stop(): void;
}

interface Timer {
  dueMs: number;
  run(): void;
  handle: NodeJS.Timeout | null;
}

const LONGEST_TIMER_MS = 2_000_000_000;

export function scaledClock(): ScaledClock {
  let speed = 1;
  let sinceMs = Date.now();
  let sinceRealMs = performance.now();
  const timers = new Set<Timer>();
  let isStopped = false;

  const now = (): number => Math.round(sinceMs + (performance.now() - sinceRealMs) * speed);

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
    go(next) {
      sinceMs = now();
      sinceRealMs = performance.now();
      speed = next;
      for (const timer of timers) arm(timer);
    },
    stop() {
      isStopped = true;
      for (const timer of timers) if (timer.handle !== null) clearTimeout(timer.handle);
      timers.clear();
    },
  };
}
