import type { Clock, DeskEvents, Stop } from '../core/ports';
import type { MainWindow } from './window';

/** A page that was renewed because its session ended in sleep has drawn itself within this. */
const RENEWED_MS = 500;

/** Takes the window off the screen before the computer sleeps, and puts it back after: without what the end of a session took away. */
export function coverInSleep(parts: {
  desk: DeskEvents;
  window: Pick<MainWindow, 'cover' | 'uncover'>;
  isSignedIn(): boolean;
  clock: Clock;
}): Stop {
  const { desk, window, isSignedIn, clock } = parts;
  let wasSignedIn = false;
  let stopTimer: Stop = () => undefined;
  const stop = desk.watch((event) => {
    // Each may come twice.
    if (event === 'suspending') {
      wasSignedIn ||= isSignedIn();
      stopTimer();
      window.cover();
    } else if (event === 'resumed') {
      // SECURITY: a session that ended in sleep leaves with its page, before the window is seen again.
      const waitMs = wasSignedIn && !isSignedIn() ? RENEWED_MS : 0;
      wasSignedIn = false;
      stopTimer();
      stopTimer = clock.after(waitMs, () => {
        window.uncover();
      });
    }
  });
  return () => {
    stopTimer();
    stop();
  };
}
