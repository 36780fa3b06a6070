import { describe, expect, it } from 'vitest';
import type { AccountCard, AccountsState, IdleState, SessionState } from '../../../preload/contract/contract';
import { createEmitter } from '../../../main/core/emitter';
import { startIdleNotices } from '../../../main/shell/idleNotices';
import { signedIn as base } from '../agent/scriptedServices';

const idle: IdleState = {
  limitMs: 900_000,
  from: 'platform',
  orgName: null,
  isPolicyRead: true,
  deadlineMs: 900_000,
  isWarning: false,
  activity: 'computer',
  sensor: 'working',
};
const { account } = base as Extract<SessionState, { status: 'signedIn' }>;
const other = { ...account, id: 'other/user-amy', platform: { ...account.platform, name: 'Elsewhere' } };
const card = (patch: Partial<AccountCard>): AccountCard => ({
  ...{ account, status: 'signedIn', openedBy: 'password', idle, ended: null },
  ...patch,
});
const accounts = (...list: AccountCard[]): AccountsState => ({ shownId: account.id, isAdding: false, list, removed: null });
const signedIn = (patch: Partial<IdleState> = {}) => accounts(card({ idle: { ...idle, ...patch } }));
const ended = (reason: 'idle' | 'signedOut') => accounts(card({ status: 'signedOut', openedBy: null, idle: null, ended: reason }));

function play(options: { notices?: boolean; isKindOn?: boolean; isInFront?: boolean; from?: AccountsState } = {}) {
  const changed = createEmitter<AccountsState>();
  const shown: { title: string; body: string; press: () => void; isGone: boolean }[] = [];
  let stays = 0;
  const stop = startIdleNotices({
    services: {
      accounts: { state: () => options.from ?? signedIn(), onChange: (listener) => changed.on(listener) },
      idle: { stay: () => ((stays += 1), base) },
      settings: { state: () => ({ notices: options.notices ?? true }) as never },
      notices: { isOn: () => options.isKindOn ?? true },
    },
    isWindowInFront: () => options.isInFront ?? false,
    notify: (title, body, press = () => undefined) => {
      const notice = { title, body, press, isGone: false };
      shown.push(notice);
      return () => (notice.isGone = true);
    },
  });
  return { become: changed.emit, shown, stays: () => stays, stop };
}

describe('notices of the operating system', () => {
  it('say the end a minute before, once, and a press on it stays signed in', () => {
    const { become, shown, stays } = play();
    become(signedIn({ isWarning: true }));
    become(signedIn({ isWarning: true, deadlineMs: 1 }));
    expect(shown).toMatchObject([
      {
        title: `amy on ${account.platform.name} is about to be signed out`,
        body: 'Nobody has been here for almost 15 min. Click to stay signed in.',
      },
    ]);
    shown[0]?.press();
    expect(stays()).toBe(1);
    become(signedIn());
    expect(shown[0]?.isGone).toBe(true);
  });

  it('say that it came, and not where a person signed out', () => {
    const { become, shown } = play();
    become(ended('idle'));
    expect(shown).toMatchObject([{ title: `amy on ${account.platform.name} is signed out` }]);
    become(signedIn());
    become(ended('signedOut'));
    expect(shown).toHaveLength(1);
  });

  it('say that the desktop does not tell when somebody is here', () => {
    const { become, shown } = play();
    become(signedIn({ sensor: 'dead', activity: 'app' }));
    become(signedIn({ sensor: 'dead', activity: 'app', deadlineMs: 2 }));
    expect(shown).toMatchObject([{ title: 'This desktop does not say when you are here' }]);
  });

  it.each([{ notices: false }, { isKindOn: false }, { isInFront: true }])(
    'are not there where the window says it, or none are wanted: %j',
    (options) => {
      const { become, shown } = play(options);
      become(signedIn({ isWarning: true }));
      become(ended('idle'));
      expect(shown).toEqual([]);
    },
  );

  it('name the account, one notice each, and the one that goes on is not told of the other’s end', () => {
    const both = (first: Partial<AccountCard>, second: Partial<AccountCard>) => accounts(card(first), card({ account: other, ...second }));
    const { become, shown } = play({ from: both({}, {}) });
    become(both({ idle: { ...idle, isWarning: true } }, { idle: { ...idle, isWarning: true } }));
    expect(shown.map(({ title }) => title)).toEqual([
      `amy on ${account.platform.name} is about to be signed out`,
      'amy on Elsewhere is about to be signed out',
    ]);
    become(both({}, { status: 'signedOut', idle: null, ended: 'idle' }));
    expect(shown.map(({ isGone }) => isGone)).toEqual([true, true, false]);
    expect(shown[2]?.title).toBe('amy on Elsewhere is signed out');
  });

  it('go with the app', () => {
    const { become, shown, stop } = play();
    become(signedIn({ isWarning: true }));
    stop();
    expect(shown[0]?.isGone).toBe(true);
  });
});
