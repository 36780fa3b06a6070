import type { Clock } from '../core/ports';

/** setTimeout holds 31 bits: a longer delay would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The computer's clock. A delay is counted in pieces, so that one of months works; a waiting timer keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout | undefined;
    const wait = (leftMs: number): void => {
      const pieceMs = Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS);
      timer = setTimeout(() => {
        if (leftMs > pieceMs) wait(leftMs - pieceMs);
        else run();
      }, pieceMs);
      timer.unref();
    };
    wait(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
