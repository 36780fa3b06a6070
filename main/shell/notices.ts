/** What core says is due, as the operating system's notices; the window says it in any case. */
import type { Notice } from '../../preload/contract/contract';
import type { Stop } from '../core/ports';
import type { Services } from '../core/services';
import { accountName, tokenName } from './trayMenu';
import { leftText, words } from './words';

/** More at once would cover the screen: one says how many wait. */
const MOST_AT_ONCE = 3;

export interface NoticeParts {
  services: Pick<Services, 'notices' | 'accounts'>;
  isWindowInFront(): boolean;
  showWindow(): void;
  nowMs(): number;
  notify(title: string, body: string, onPress?: () => void): Stop;
}

export function startNotices({ services, isWindowInFront, showWindow, nowMs, notify }: NoticeParts): Stop {
  const { notices, accounts } = services;
  const shown = new Map<string, Stop>();

  function show(one: Notice): void {
    const card = accounts.state().list.find(({ account }) => account.id === one.accountId);
    const [title = '', body = ''] = textOf(one, card === undefined ? words.unnamedAccount : accountName(card), nowMs());
    const takeAway = notify(title, body, () => {
      notices.press({ id: one.id });
      showWindow();
    });
    shown.set(one.id, takeAway);
  }

  const stops = [
    notices.onDue((list) => {
      // Whoever looks at the window reads it there.
      if (isWindowInFront()) return;
      if (list.length <= MOST_AT_ONCE) list.forEach(show);
      else {
        const [title = '', body = ''] = words.notices.several(list.length);
        notify(title, body, showWindow);
      }
    }),
    notices.onChange(({ open }) => {
      const ids = new Set(open.map(({ id }) => id));
      for (const [id, takeAway] of shown) {
        if (ids.has(id)) continue;
        takeAway();
        shown.delete(id);
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const takeAway of shown.values()) takeAway();
  };
}

function textOf({ kind, token, program, untilMs }: Notice, account: string, nowMs: number): string[] {
  const said = words.notices;
  const name = token === null ? words.unnamedToken : tokenName(token);
  const left = leftText((untilMs ?? nowMs) - nowMs);
  switch (kind) {
    case 'tokenExpiring':
      return said.tokenExpiring(name, account, left);
    case 'firstUse':
      return said.firstUse(name, account, program ?? said.unknownProgram);
    case 'revokedElsewhere':
      return said.revokedElsewhere(name, account);
    case 'sessionEnding':
      return said.sessionEnding(account, left);
  }
}
