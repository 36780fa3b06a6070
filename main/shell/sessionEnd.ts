import type { Clock, Stop } from '../core/ports';
import type { Services } from '../core/services';

/** The page that asked for a sign-out hears the answer first. */
const ANSWER_MS = 50;

/** Calls `run` soon after a session has ended, however it did. */
export function whenSessionEnds(session: Pick<Services['session'], 'state' | 'onChange'>, clock: Clock, run: () => void): Stop {
  let wasOpen = session.state().status === 'signedIn';
  let stopTimer: Stop = () => undefined;
  const stop = session.onChange(({ status }) => {
    if (status === 'signedIn') wasOpen = true;
    if (status !== 'signedOut' || !wasOpen) return;
    wasOpen = false;
    stopTimer();
    stopTimer = clock.after(ANSWER_MS, run);
  });
  return () => {
    stopTimer();
    stop();
  };
}

/** Long enough for what an end does behind it: the keychain, the platform's answer, the page's new process. */
const SETTLED_MS = 2000;

/** Calls `run` once it has been quiet after something that lets go of secrets: a sign-in, an end, a lock, a revocation. */
export function whenSecretsGo(services: Pick<Services, 'session' | 'lock' | 'queue'>, clock: Clock, run: () => void): Stop {
  const { session, lock, queue } = services;
  const markNow = (): string => [session.state().status, lock.state().isLocked, queue.state().entries.length].join();
  let mark = markNow();
  let stopTimer: Stop = () => undefined;
  const look = (): void => {
    const next = markNow();
    if (next === mark) return;
    mark = next;
    stopTimer();
    stopTimer = clock.after(SETTLED_MS, run);
  };
  const stops = [session.onChange(look), lock.onChange(look), queue.onChange(look)];
  return () => {
    stopTimer();
    for (const stop of stops) stop();
  };
}

/** Calls `run` when the app gets locked while it runs; a start that finds it locked has shown nothing yet. */
export function whenLocked(lock: Pick<Services['lock'], 'state' | 'onChange'>, run: () => void): Stop {
  let wasLocked = lock.state().isLocked;
  return lock.onChange(({ isLocked, lockedBy }) => {
    if (isLocked && !wasLocked && lockedBy !== 'start') run();
    wasLocked = isLocked;
  });
}
