/** Idle logout as the operating system's notices tell it, where the person is not at our window. */
import type { SessionState } from '../../preload/contract/contract';
import type { Stop } from '../core/ports';
import type { Services } from '../core/services';
import { words } from './words';

export interface IdleNoticeParts {
  services: {
    session: Pick<Services['session'], 'state' | 'onChange'>;
    idle: Pick<Services['idle'], 'stay'>;
    settings: Pick<Services['settings'], 'state'>;
  };
  isWindowInFront(): boolean;
  /** Shows one; `onPress` is a click on it. Returns how to take it away. */
  notify(title: string, body: string, onPress?: () => void): Stop;
}

export function startIdleNotices({ services, isWindowInFront, notify }: IdleNoticeParts): Stop {
  const { session, idle, settings } = services;
  let former = session.state();
  let takeAway: Stop | null = null;
  const isWanted = (): boolean => settings.state().notices && !isWindowInFront();

  function look(now: SessionState): void {
    const before = idleOf(former);
    const after = idleOf(now);
    const hadNotice = before?.isWarning === true;
    if (after?.isWarning === true && !hadNotice && now.status === 'signedIn' && isWanted()) {
      const { username } = now.account;
      takeAway = notify(words.idle.soonTitle(username), words.idle.soon(after.limitMs), () => void idle.stay());
    }
    if (after?.isWarning !== true) {
      takeAway?.();
      takeAway = null;
    }
    if (after?.sensor === 'dead' && before?.sensor !== 'dead' && isWanted()) notify(words.idle.deadTitle, words.idle.dead);
    if (hasIdledOut(former, now) && isWanted()) notify(words.idle.endedTitle(now.ended?.username ?? ''), words.idle.ended);
    former = now;
  }

  const stop = session.onChange(look);
  return () => {
    takeAway?.();
    stop();
  };
}

function idleOf(state: SessionState) {
  return state.status === 'signedIn' ? state.idle : null;
}

function hasIdledOut(former: SessionState, now: SessionState): now is Extract<SessionState, { status: 'signedOut' }> {
  return former.status === 'signedIn' && now.status === 'signedOut' && now.ended?.reason === 'idle';
}
