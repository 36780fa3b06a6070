import { describe, expect, it } from 'vitest';
import type { AccountsState, Notice, NoticesState, SessionState } from '../../../preload/contract/contract';
import { createEmitter } from '../../../main/core/emitter';
import { startNotices } from '../../../main/shell/notices';
import { signedIn } from '../agent/scriptedServices';

const { account } = signedIn as Extract<SessionState, { status: 'signedIn' }>;
const accounts: AccountsState = {
  shownId: account.id,
  isAdding: false,
  removed: null,
  list: [{ account, status: 'signedIn', openedBy: 'password', idle: null, ended: null }],
};
const DAY = 86_400_000;
const of = (kind: Notice['kind'], patch: Partial<Notice> = {}): Notice => ({
  ...{ id: `n-${kind}`, kind, accountId: account.id, program: null, atMs: 0, untilMs: null },
  token: { signature: 'ab'.repeat(32), label: 'CI upload', last4: 'QRST' },
  ...patch,
});

function play(options: { isInFront?: boolean } = {}) {
  const due = createEmitter<Notice[]>();
  const changed = createEmitter<NoticesState>();
  const shown: { title: string; body: string; press: () => void; isGone: boolean }[] = [];
  const done: string[] = [];
  const stop = startNotices({
    services: {
      accounts: { state: () => accounts, onChange: () => () => undefined } as never,
      notices: {
        onDue: (listener: (list: Notice[]) => void) => due.on(listener),
        onChange: (listener: (state: NoticesState) => void) => changed.on(listener),
        press: ({ id }: { id: string }) => done.push(`pressed ${id}`),
      } as never,
    },
    isWindowInFront: () => options.isInFront ?? false,
    showWindow: () => done.push('shown'),
    nowMs: () => 0,
    notify: (title, body, press = () => undefined) => {
      const notice = { title, body, press, isGone: false };
      shown.push(notice);
      return () => (notice.isGone = true);
    },
  });
  return { due: due.emit, become: (open: Notice[]) => changed.emit({ open, pressedId: null }), shown, done, stop };
}

describe('what is due on the desktop', () => {
  it('names the token by label and last 4, and its account', () => {
    const { due, shown } = play();
    due([of('tokenExpiring', { untilMs: 7 * DAY })]);
    due([of('firstUse', { program: 'nextflow' })]);
    due([of('revokedElsewhere')]);
    due([of('sessionEnding', { token: null, untilMs: 600_000 })]);
    const whose = `amy on ${account.platform.name}`;
    expect(shown.map(({ title }) => title)).toEqual([
      'CI upload ••••QRST ends in 7 days',
      'nextflow uses CI upload ••••QRST for the first time',
      'CI upload ••••QRST was revoked elsewhere',
      `The session of ${whose} ends in 10 min`,
    ]);
    for (const { body } of shown.slice(0, 3)) expect(body).toContain(`A token of ${whose}.`);
  });

  it('leads to the window when it is pressed, and goes when it is put aside there', () => {
    const { due, become, shown, done } = play();
    due([of('firstUse', { program: 'make' })]);
    shown[0]?.press();
    expect(done).toEqual(['pressed n-firstUse', 'shown']);
    become([]);
    expect(shown[0]?.isGone).toBe(true);
  });

  it('is one that counts them where many come at once', () => {
    const { due, shown } = play();
    due(['a', 'b', 'c', 'd'].map((id) => of('firstUse', { id })));
    expect(shown.map(({ title }) => title)).toEqual(['4 notices']);
  });

  it('is left to the window where somebody looks at it', () => {
    const { due, shown } = play({ isInFront: true });
    due([of('revokedElsewhere')]);
    expect(shown).toEqual([]);
  });

  it('goes with the app', () => {
    const { due, shown, stop } = play();
    due([of('revokedElsewhere')]);
    stop();
    expect(shown[0]?.isGone).toBe(true);
  });
});
