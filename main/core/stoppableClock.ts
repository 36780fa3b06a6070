import type { Clock, Stop } from './ports';

/** A clock whose timers all end with the app: after `stop` none of them runs and none is set, whatever is still on its way. */
export function createStoppableClock(clock: Clock): Clock & { stop(): void } {
  const waiting = new Set<Stop>();
  let isStopped = false;
  return {
    now: () => clock.now(),
    after(delayMs, run) {
      if (isStopped) return () => undefined;
      const stopOne = clock.after(delayMs, () => {
        waiting.delete(stop);
        run();
      });
      const stop = (): void => {
        waiting.delete(stop);
        stopOne();
      };
      waiting.add(stop);
      return stop;
    },
    stop() {
      isStopped = true;
      for (const stop of [...waiting]) stop();
    },
  };
}
