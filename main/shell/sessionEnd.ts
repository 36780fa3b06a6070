import type { SessionState } from '../../preload/contract/contract';
import type { Clock, Stop } from '../core/ports';
import type { Services } from '../core/services';

/** The page that asked for a sign-out hears the answer first. */
const ANSWER_MS = 50;

/**
 * Calls `run` soon after a session ended that this page has shown. The one in front goes at once, however it ended. Another's end
 * must not blank what a person works with: it waits until another account is shown, or until nobody looks at the window.
 */
export function whenShownSessionEnds(
  session: Pick<Services['session'], 'state' | 'stateOf' | 'onChange'>,
  parts: { clock: Clock; isWindowShowing(): boolean },
  run: () => void,
): Stop {
  /** Whose sessions the page of now has shown. */
  const seen = new Set<string>();
  let shown: string | null = null;
  let stopTimer: Stop = () => undefined;

  function look(): void {
    const state = session.state();
    if (state.status === 'signedIn') seen.add(state.account.id);
    const now = ownerOf(state);
    const ended = [...seen].filter((id) => session.stateOf(id).status === 'signedOut');
    const isSwitched = now !== null && shown !== null && now !== shown;
    if (now !== null) shown = now;
    if (ended.length === 0 || !(isSwitched || (now !== null && ended.includes(now)) || !parts.isWindowShowing())) return;
    seen.clear();
    if (state.status === 'signedIn') seen.add(state.account.id);
    stopTimer();
    stopTimer = parts.clock.after(ANSWER_MS, run);
  }
  look();
  const stop = session.onChange(look);
  return () => {
    stopTimer();
    stop();
  };
}

/** The account that stands in front; null while a sign-in does. */
function ownerOf(state: SessionState): string | null {
  if (state.status === 'signedIn') return state.account.id;
  return state.status === 'signedOut' || state.status === 'working' ? state.accountId : null;
}

/** Long enough for what an end does behind it: the keychain, the platform's answer, the page's new process. */
const SETTLED_MS = 2000;

/** Calls `run` once it has been quiet after something that lets go of secrets: a sign-in, an end, a lock, a revocation. */
export function whenSecretsGo(services: Pick<Services, 'accounts' | 'session' | 'lock' | 'queue'>, clock: Clock, run: () => void): Stop {
  const { accounts, session, lock, queue } = services;
  // Each account's: one that ends behind another leaves as much.
  const statuses = (): string =>
    accounts
      .state()
      .list.map((card) => card.status)
      .join();
  const markNow = (): string => [session.state().status, statuses(), lock.state().isLocked, queue.state().entries.length].join();
  let mark = markNow();
  let stopTimer: Stop = () => undefined;
  const look = (): void => {
    const next = markNow();
    if (next === mark) return;
    mark = next;
    stopTimer();
    stopTimer = clock.after(SETTLED_MS, run);
  };
  const stops = [accounts.onChange(look), session.onChange(look), lock.onChange(look), queue.onChange(look)];
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
