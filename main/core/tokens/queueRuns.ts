import type { Ground } from '../ground';
import type { Stop } from '../ports';
import type { Outlooks } from './outlooks';

/** A due time that has passed is not run at once again: the queue must never spin. */
const SHORTEST_WAIT_MS = 1_000;

export interface QueueRuns {
  /** Tries every entry. What is asked during a run is done once more after it: that run may have passed the entry already. */
  run(): Promise<void>;
  /** Sets the clock by the entry that falls due next. */
  schedule(): void;
  stop(): void;
}

/** When the queue is gone through: at a start, at a sign-in, when asked, and as its entries fall due. */
export function createQueueRuns(
  ground: Ground,
  outlooks: Outlooks,
  tryAll: (isDue: (signature: string) => boolean, isStopped: () => boolean) => Promise<void>,
  onEnd: () => void,
): QueueRuns {
  const { clock } = ground.ports;
  let stopTimer: Stop = () => undefined;
  let isStopped = false;
  let running: Promise<void> | null = null;
  let again: Promise<void> | null = null;

  function begin(isDue: (signature: string) => boolean): Promise<void> {
    const mine = tryAll(isDue, () => isStopped).finally(() => {
      running = null;
      onEnd();
      schedule();
    });
    running = mine;
    return mine;
  }

  function run(): Promise<void> {
    if (running === null) return begin(() => true);
    again ??= running
      .catch(() => undefined)
      .then(() => {
        again = null;
        return run();
      });
    return again;
  }

  function schedule(): void {
    stopTimer();
    const nextMs = outlooks.nextMs(ground.queue.value().entries);
    if (isStopped || nextMs === null) return;
    stopTimer = clock.after(Math.max(SHORTEST_WAIT_MS, nextMs - clock.now()), () => {
      // A run that is under way sets the clock again when it ends.
      if (running === null) ground.background('queue.run', begin(outlooks.isDue));
    });
  }

  return {
    run,
    schedule,
    stop: () => {
      isStopped = true;
      stopTimer();
    },
  };
}
