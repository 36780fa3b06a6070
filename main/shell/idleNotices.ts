/** Idle logout as the operating system's notices tell it, where the person is not at our window. */
import type { AccountCard, AccountsState } from '../../preload/contract/contract';
import type { Stop } from '../core/ports';
import type { Services } from '../core/services';
import { words } from './words';

export interface IdleNoticeParts {
  services: {
    accounts: Pick<Services['accounts'], 'state' | 'onChange'>;
    idle: Pick<Services['idle'], 'stay'>;
    settings: Pick<Services['settings'], 'state'>;
    notices: Pick<Services['notices'], 'isOn'>;
  };
  isWindowInFront(): boolean;
  /** Shows one; `onPress` is a click on it. Returns how to take it away. */
  notify(title: string, body: string, onPress?: () => void): Stop;
}

export function startIdleNotices({ services, isWindowInFront, notify }: IdleNoticeParts): Stop {
  const { accounts, idle, settings, notices: kinds } = services;
  let former = byId(accounts.state());
  /** One an account: a press on any of them says that the person is here. */
  const notices = new Map<string, Stop>();
  const isWanted = (): boolean => settings.state().notices && !isWindowInFront();

  function lookAt(now: AccountCard, before: AccountCard | undefined): void {
    const { id } = now.account;
    const name = words.tray.signedInAs(now.account.username, now.account.platform.name);
    if (now.idle?.isWarning === true && before?.idle?.isWarning !== true && isWanted() && kinds.isOn('sessionEnding'))
      notices.set(
        id,
        notify(words.idle.soonTitle(name), words.idle.soon(now.idle.limitMs), () => void idle.stay()),
      );
    if (now.idle?.isWarning !== true) {
      notices.get(id)?.();
      notices.delete(id);
    }
    const hasIdledOut = before?.status === 'signedIn' && now.status === 'signedOut' && now.ended === 'idle';
    if (hasIdledOut && isWanted() && kinds.isOn('sessionEnding')) notify(words.idle.endedTitle(name), words.idle.ended);
  }

  function look(state: AccountsState): void {
    const now = byId(state);
    // Said once for all: it is the desktop's fault, not an account's.
    if (hasDeadSensor(now) && !hasDeadSensor(former) && isWanted()) notify(words.idle.deadTitle, words.idle.dead);
    for (const [id, card] of now) lookAt(card, former.get(id));
    former = now;
  }

  const stop = accounts.onChange(look);
  return () => {
    for (const takeAway of notices.values()) takeAway();
    stop();
  };
}

type Cards = ReadonlyMap<string, AccountCard>;
const byId = ({ list }: AccountsState): Cards => new Map(list.map((card) => [card.account.id, card]));
const hasDeadSensor = (cards: Cards): boolean => [...cards.values()].some(({ idle }) => idle?.sensor === 'dead');
