import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { Stop } from '../ports';
import type { Lock } from '../services';
import type { Consent } from './service';

/** Who waits for the app to be unlocked. */
export function createUnlocks(ground: Ground, lock: Pick<Lock, 'onChange'>): { next: Consent['whenUnlocked'] } {
  const { clock } = ground.ports;
  const unlocked = createEmitter<null>();
  lock.onChange(({ isLocked }) => {
    if (!isLocked) unlocked.emit(null);
  });
  return {
    next: ({ waitMs, whenGone }) =>
      new Promise((resolve) => {
        const untilMs = clock.now() + waitMs;
        const stops: Stop[] = [];
        const end = (leftMs: number): void => {
          for (const stop of stops.splice(0)) stop();
          resolve(Math.max(0, leftMs));
        };
        if (!ground.latch.isLocked()) {
          end(waitMs);
          return;
        }
        const giveUp = (): void => {
          end(0);
        };
        const look = (): void => {
          end(untilMs - clock.now());
        };
        stops.push(clock.after(waitMs, giveUp), whenGone(giveUp), unlocked.on(look));
      }),
  };
}
