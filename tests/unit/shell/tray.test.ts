/* eslint-disable max-lines -- the menu and its presses share one person, one account and one token */
import { describe, expect, it } from 'vitest';
import type { AccountCard, AccountsState, SessionState, TokenRow } from '../../../preload/contract/contract';
import { AppError } from '../../../main/core/errors';
import { copyNotice, runTrayAction } from '../../../main/shell/trayActions';
import { menuLabel, nextTrayChangeMs, tokenName, trayMenu } from '../../../main/shell/trayMenu';
import type { TrayDeed, TrayItem, TrayState } from '../../../main/shell/trayMenu';
import { memoryLog } from '../../fakes/memoryLog';

type SignedIn = Extract<SessionState, { status: 'signedIn' }>;

const platform = {
  key: 'standin',
  kind: 'standin',
  name: 'Stand-in',
  apiUrl: 'http://127.0.0.1:1',
  authUrl: 'http://127.0.0.1:1',
  webUrl: null,
} as const;
const accountId = 'standin/user-amy';
const signedIn: SignedIn = {
  status: 'signedIn',
  account: { id: 'standin/user-amy', platform, userId: 'user-amy', username: 'amy', fullName: null },
  openedBy: 'password',
  tokenSignature: null,
  sinceMs: 1,
  expiresMs: null,
  verified: 'yes',
  canMint: 'yes',
  idle: null,
};
const HOUR = 3_600_000;
const signedOut: SessionState = { status: 'signedOut', accountId: null, last: null, ended: null };

const row = (over: Partial<TokenRow> = {}): TokenRow => ({
  signature: 'a'.repeat(64),
  label: 'my laptop',
  last4: 'wxyz',
  scope: { kind: 'full' },
  state: 'live',
  held: 'here',
  origin: 'minted',
  madeMs: null,
  expiresMs: null,
  lastUsedMs: null,
  parentSignature: null,
  worksWhileAway: false,
  defaultProject: null,
  isShellToken: false,
  isPaused: false,
  leaseCount: 0,
  reachesPhi: 0,
  replacedBy: null,
  selfRotation: 'off',
  ...over,
});
const cardOf = (session: SignedIn): AccountCard => {
  const { account, openedBy, idle } = session;
  return { account, status: 'signedIn', openedBy, idle, ended: null };
};
const accountsOf = (...list: AccountCard[]): AccountsState => ({
  shownId: list[0]?.account.id ?? null,
  isAdding: false,
  list,
  removed: null,
});
const menuOf = (
  { session, tokens }: { session: SessionState; tokens: TokenRow[] },
  lock = { isSetUp: false, isLocked: false },
  accounts = session.status === 'signedIn' ? accountsOf(cardOf(session)) : accountsOf(),
  lastDeeds: readonly TrayDeed[] = [],
) => trayMenu({ session, accounts, tokensOf: () => tokens, lock, sessionEndsMs: () => null, clipboard: null, lastDeeds, nowMs: 1000 });
const list = (...rows: TokenRow[]): TokenRow[] => rows;
const labels = (items: TrayItem[]): string[] => items.map((item) => (item.type === 'separator' ? '-' : item.label));

describe('the tray menu', () => {
  it('has each held token with Copy, Pause, Rotate and Revoke, Open, Sign Out and Quit', () => {
    const { items, icon } = menuOf({ session: signedIn, tokens: list(row()) });
    expect(icon).toBe('signedIn');
    expect(labels(items)).toEqual(['amy on Stand-in', '-', 'my laptop ••••wxyz', '-', 'Open dxkey', 'Sign Out…', 'Panic…', 'Quit']);
    expect(items[2]).toMatchObject({
      type: 'submenu',
      items: [
        { label: 'Copy', action: { kind: 'copy', accountId, signature: 'a'.repeat(64) }, isEnabled: true },
        { label: 'Pause…', action: { kind: 'pause', accountId, signature: 'a'.repeat(64) }, isEnabled: true },
        { label: 'Rotate…', action: { kind: 'rotate', accountId, signature: 'a'.repeat(64) }, isEnabled: true },
        { label: 'Revoke…', action: { kind: 'revoke', accountId, signature: 'a'.repeat(64) }, isEnabled: true },
      ],
    });
  });

  it('offers no rotation of a token that was replaced', () => {
    const [, , item] = menuOf({ session: signedIn, tokens: list(row({ replacedBy: 'b'.repeat(64) })) }).items;
    expect(item).toMatchObject({ items: [{}, {}, { label: 'Rotate…', isEnabled: false }, {}] });
  });

  it('leaves out what is not held here or no longer a token', () => {
    const rows = [row({ held: 'elsewhere' }), row({ state: 'gone' }), row({ state: 'lost' }), row({ state: 'revoking' })];
    expect(labels(menuOf({ session: signedIn, tokens: list(...rows) }).items)).toContain('No tokens on this computer');
  });

  it('shows an expired token, and offers nothing that cannot work: it can be replaced', () => {
    const item = menuOf({ session: signedIn, tokens: list(row({ state: 'expired' })) }).items[2];
    expect(item).toMatchObject({
      label: 'my laptop ••••wxyz (expired)',
      items: [{ isEnabled: false }, { isEnabled: false }, { label: 'Rotate…', isEnabled: true }, { isEnabled: false }],
    });
  });

  it('can be signed out of only when signed in, and says so in its icon and words', () => {
    const out = menuOf({ session: signedOut, tokens: list() });
    expect(out).toMatchObject({ icon: 'signedOut', tooltip: 'dxkey: signed out' });
    expect(out.items.find((item) => item.type === 'action' && item.action.kind === 'signOut')).toMatchObject({ isEnabled: false });
  });

  it('puts what ends soon first, with the time that is left, and warns by its icon in the last day', () => {
    const rows = [
      row({ label: 'long', expiresMs: 1000 + 30 * 24 * HOUR }),
      row({ label: 'soon', expiresMs: 1000 + 50 * HOUR }),
      row({ label: 'now', expiresMs: 1000 + 5.5 * HOUR }),
    ];
    const { items, icon } = menuOf({ session: signedIn, tokens: list(...rows) });
    expect(labels(items).slice(2, 5)).toEqual(['now ••••wxyz (5 hours)', 'soon ••••wxyz (2 days)', 'long ••••wxyz']);
    expect(items[4]).toMatchObject({ items: [{ type: 'text', label: 'Ends in 30 days' }, {}, {}, {}, {}] });
    expect(icon).toBe('warning');
    expect(menuOf({ session: signedIn, tokens: list(row({ expiresMs: 1000 + 50 * HOUR })) }).icon).toBe('signedIn');
    expect(nextTrayChangeMs(accountsOf(), [1000 + 5.5 * HOUR, 1000 + 50 * HOUR], 1000)).toBe(HOUR / 2 + 1);
    expect(nextTrayChangeMs(accountsOf(), [1000 + 600_000], 1000)).toBe(600_000);
  });

  it('shows a paused token as that: it is resumed or revoked, not copied', () => {
    expect(menuOf({ session: signedIn, tokens: list(row({ isPaused: true })) }).items[2]).toMatchObject({
      label: 'my laptop ••••wxyz (paused)',
      items: [
        { label: 'Copy', isEnabled: false },
        { label: 'Resume', isEnabled: true },
        { label: 'Rotate…', isEnabled: true },
        { label: 'Revoke…', isEnabled: true },
      ],
    });
  });

  it('does not rotate again what was rotated', () => {
    const item = menuOf({ session: signedIn, tokens: list(row({ replacedBy: 'b'.repeat(64) })) }).items[2];
    expect(item).toMatchObject({ items: [{}, {}, { label: 'Rotate…', isEnabled: false }, { isEnabled: true }] });
  });

  it('has the last five actions, and none of them locked', () => {
    const deeds = Array.from({ length: 7 }, (_, n) => ({ deed: 'token.copied' as const, label: `t${String(n)}`, last4: 'wxyz', atMs: n }));
    const open = { isSetUp: true, isLocked: false };
    const { items } = menuOf({ session: signedIn, tokens: list() }, open, undefined, deeds);
    const menu = items.find((item) => item.type === 'submenu');
    expect(menu).toMatchObject({ label: 'Last actions' });
    expect(menu?.items.map((item) => (item.type === 'text' ? item.label.replace(/^.*? {2}/, '') : ''))).toEqual(
      [0, 1, 2, 3, 4].map((n) => `Copied t${String(n)} ••••wxyz`),
    );
    const locked = menuOf({ session: signedIn, tokens: list() }, { isSetUp: true, isLocked: true }, undefined, deeds);
    expect(JSON.stringify(locked)).not.toContain('Copied');
  });

  it('stays usable with a thousand tokens', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => row({ label: `t${String(index)}` }));
    const { items } = menuOf({ session: signedIn, tokens: list(...rows) });
    expect(items.filter((item) => item.type === 'submenu')).toHaveLength(25);
    expect(labels(items)).toContain('975 more in the window');
  });

  it('locked, names no account and no token, and offers nothing but to unlock, to panic and to quit', () => {
    const menu = menuOf({ session: signedIn, tokens: list(row()) }, { isSetUp: true, isLocked: true });
    expect(labels(menu.items)).toEqual(['Locked', '-', 'Unlock…', 'Panic…', 'Quit']);
    expect(menu).toMatchObject({ icon: 'locked', tooltip: 'dxkey: locked' });
    expect(JSON.stringify(menu)).not.toMatch(/amy|laptop|wxyz/);
  });

  it('offers to lock where a lock is set up', () => {
    const { items } = menuOf({ session: signedIn, tokens: list(row()) }, { isSetUp: true, isLocked: false });
    expect(labels(items).slice(-5)).toEqual(['Open dxkey', 'Lock', 'Sign Out…', 'Panic…', 'Quit']);
  });

  it('cuts a long label by characters, and keeps the last 4', () => {
    expect(tokenName(row({ label: '🧬'.repeat(60) }))).toBe(`${'🧬'.repeat(39)}… ••••wxyz`);
    expect(tokenName(row({ label: null, last4: null }))).toBe('Token without a label');
  });

  it('shows an ampersand as itself', () => {
    expect(menuLabel('R&D &x')).toBe('R&&D &&x');
    expect(labels(menuOf({ session: signedIn, tokens: list(row({ label: 'R&D_x' })) }).items)[2]).toBe('R&&D_x ••••wxyz');
  });
});

describe('the clipboard in the tray', () => {
  const holding = (leftMs: number | null, over = {}) => ({
    label: 'ci-upload',
    last4: 'Tt0a',
    clearsAtMs: leftMs === null ? null : 1000 + leftMs,
    ...over,
  });
  const said = (clipboard: TrayState['clipboard'], isLocked = false) => {
    const lock = { isSetUp: isLocked, isLocked };
    const state = { session: signedIn, accounts: accountsOf(cardOf(signedIn)), tokensOf: () => [], lock, sessionEndsMs: () => null };
    const { items } = trayMenu({ ...state, clipboard, lastDeeds: [], nowMs: 1000 });
    return labels(items).filter((label) => /clip|clear/i.test(label));
  };

  it.each([
    [120_000, 120, 30_000],
    [119_999, 120, 29_999],
    [60_001, 90, 1],
    [60_000, 60, 10_000],
    [29_500, 30, 9_500],
    [10_000, 10, 10_000],
    [1, 10, 1],
  ])('%i ms before it is cleared: within %i s, told anew after %i ms', (leftMs, seconds, changesInMs) => {
    const clipboard = holding(leftMs);
    expect(said(clipboard)).toEqual([`Clipboard: ci-upload ••••Tt0a, clears within ${String(seconds)} s`, 'Clear now']);
    expect(nextTrayChangeMs(accountsOf(), [], 1000, clipboard.clearsAtMs)).toBe(changesInMs);
  });

  it('that is never cleared has no time, and is cleared by a press', () => {
    expect(said(holding(null))).toEqual(['Clipboard: ci-upload ••••Tt0a, until it is cleared', 'Clear now']);
    expect(nextTrayChangeMs(accountsOf(), [], 1000, null)).toBeNull();
  });

  it('with what is no token says only that it is secret', () => {
    expect(said(holding(5_000, { label: null, last4: '' }))[0]).toBe('Clipboard: a secret, clears within 10 s');
  });

  it('is not there where it holds nothing of ours, nor locked', () => {
    expect(said(null)).toEqual([]);
    expect(said(holding(5_000), true)).toEqual([]);
  });
});

describe('the tray of several accounts', () => {
  const other = { ...signedIn.account, id: 'staging/user-amy', platform: { ...platform, key: 'staging', name: 'Staging' } };
  const two = (second: Partial<AccountCard>) => accountsOf(cardOf(signedIn), { ...cardOf(signedIn), account: other, ...second });
  const menu = (second: Partial<AccountCard> = {}) =>
    trayMenu({
      session: signedIn,
      accounts: two(second),
      tokensOf: (id) => (id === accountId ? [row()] : [row({ label: 'other', signature: 'b'.repeat(64) })]),
      lock: { isSetUp: false, isLocked: false },
      sessionEndsMs: (id) => (id === accountId ? 1000 + 17.5 * HOUR : null),
      clipboard: null,
      lastDeeds: [],
      nowMs: 1000,
    });
  const sections = (items: TrayItem[]) => items.flatMap((item) => (item.type === 'submenu' ? [item] : []));

  it('has a menu for each, named by user and platform, with what is done for that one alone', () => {
    const { items, tooltip } = menu();
    expect(labels(items)).toEqual(['amy on Stand-in', 'amy on Staging', '-', 'Open dxkey', 'Panic…', 'Quit']);
    expect(tooltip).toBe('dxkey: signed in as amy on Stand-in, amy on Staging');
    const [first, second] = sections(items);
    expect(labels(first?.items ?? [])).toEqual([
      'The session ends in 17 hours',
      'my laptop ••••wxyz',
      '-',
      'Shown in the window',
      'Sign Out…',
    ]);
    expect(labels(second?.items ?? [])).toEqual(['other ••••wxyz', '-', 'Show in the window', 'Sign Out…']);
    const meant = JSON.stringify(second).match(/"accountId":"[^"]*"/g);
    expect(new Set(meant)).toEqual(new Set([`"accountId":"${other.id}"`]));
  });

  it('names one that is signed out as that, with the way to its sign-in', () => {
    const { items, tooltip } = menu({ status: 'signedOut', openedBy: null });
    expect(tooltip).toBe('dxkey: signed in as amy on Stand-in');
    const second = sections(items)[1];
    expect(second?.label).toBe('amy on Staging: signed out');
    expect(second?.items.at(-1)).toMatchObject({ label: 'Sign In…', action: { kind: 'switch', accountId: other.id } });
  });

  it('offers to stay where any of them is about to end', () => {
    const idle = { limitMs: 900_000, from: 'platform', orgName: null, isPolicyRead: true } as const;
    const warned = { ...idle, deadlineMs: 31_000, isWarning: true, activity: 'computer', sensor: 'working' } as const;
    expect(labels(menu({ idle: warned }).items)[0]).toBe('Stay signed in');
  });
});

describe('the time left in the tray', () => {
  const at = (leftMs: number, isWarning = false): SignedIn => ({
    ...signedIn,
    idle: {
      limitMs: 900_000,
      from: 'platform',
      orgName: null,
      isPolicyRead: true,
      deadlineMs: 1000 + leftMs,
      isWarning,
      activity: 'computer',
      sensor: 'working',
    },
  });
  const second = (session: SessionState): TrayItem | undefined => menuOf({ session, tokens: list() }).items[1];

  it.each([
    [900_000, 15, 300_000],
    [601_000, 15, 1_000],
    [600_000, 10, 300_000],
    [300_000, 5, 60_000],
    [241_000, 5, 1_000],
    [61_000, 2, 1_000],
  ])('%i ms before the end says %i min, and says it anew in %i ms', (leftMs, minutes, changesInMs) => {
    expect(second(at(leftMs))).toMatchObject({ type: 'text', label: `Signs out in ${String(minutes)} min if nobody is here` });
    expect(nextTrayChangeMs(accountsOf(cardOf(at(leftMs))), [], 1000)).toBe(changesInMs);
  });

  it('in the last minute offers to stay', () => {
    const { items } = menuOf({ session: at(30_000, true), tokens: list() });
    expect(items.slice(1, 3)).toEqual([
      { type: 'text', label: 'Signs out in less than a minute' },
      { type: 'action', label: 'Stay signed in', action: { kind: 'stay' }, isEnabled: true },
    ]);
  });

  it('is not there for a session that does not idle out', () => {
    expect(second(signedIn)).toEqual({ type: 'separator' });
    expect(nextTrayChangeMs(accountsOf(cardOf(signedIn)), [], 1000)).toBeNull();
  });
});

function playTray(
  over: {
    running?: { isKnown: boolean; count: number; isAtLeast: boolean };
    press?: number;
    fails?: Error;
    openedBy?: 'password' | 'token';
    childCount?: number | null;
    leases?: unknown[];
    isLocked?: () => boolean;
    isErasing?: boolean;
    cleared?: string | null;
  } = {},
) {
  const did: unknown[] = [];
  const asked: { message: string; detail: string; buttons: string[] }[] = [];
  const said: [string, string][] = [];
  const running = { named: [], ...(over.running ?? { isKnown: true, count: 0, isAtLeast: false }) };
  const log = memoryLog();
  const services = {
    idle: { input: () => undefined, stay: () => did.push('stay') },
    accounts: {
      state: () => accountsOf(cardOf(signedIn)),
      switchTo: (input: unknown) => void did.push(['switch', input]),
    },
    session: {
      previewSignOut: () =>
        Promise.resolve({
          openedBy: over.openedBy ?? 'password',
          running,
          leases: over.leases ?? [],
          heldCount: 2,
          childCount: over.childCount ?? 0,
        }),
      signOut: (input: unknown) => Promise.resolve(did.push(['signOut', input])),
    },
    tokens: {
      stateOf: () => ({ rows: [row()] }),
      copy: (input: unknown) => {
        if (over.fails !== undefined) return Promise.reject(over.fails);
        did.push(['copy', input]);
        return Promise.resolve({ outcome: 'copied', clearsAtMs: 31_000 });
      },
      previewPause: () => Promise.resolve({ row: row(), leases: over.leases ?? [] }),
      pause: (input: unknown) => Promise.resolve(did.push(['pause', input])),
      resume: (input: unknown) => {
        did.push(['resume', input]);
        return Promise.resolve(row());
      },
      previewRevoke: () => Promise.resolve({ row: row(), running, leases: [], childCount: over.childCount ?? 0 }),
      revoke: (input: unknown) => {
        did.push(['revoke', input]);
        return Promise.resolve({ outcome: 'revoked' });
      },
    },
    clipboard: {
      clear: () => {
        did.push('clear');
        return Promise.resolve({ lastOutcome: over.cleared === undefined ? 'cleared' : over.cleared });
      },
    },
    lock: { isLocked: over.isLocked ?? (() => false), lock: (reason: string) => void did.push(['lock', reason]) },
    erase: { state: () => ({ phase: over.isErasing === true ? 'running' : 'none' }) },
    panic: { ask: () => void did.push('panic') },
  };
  const parts = {
    services: services as never,
    ask: (question: { message: string; detail: string; buttons: string[] }) => {
      asked.push(question);
      return Promise.resolve(over.press ?? question.buttons.length - 1);
    },
    notify: (title: string, body: string) => void said.push([title, body]),
    tellFailure: (title: string, body: string) => void said.push([title, body]),
    nowMs: () => 1000,
    showWindow: () => void did.push('show'),
    quit: () => void did.push('quit'),
    log,
  };
  return { parts, did, asked, said, log };
}

const signature = 'a'.repeat(64);

describe('a press in the tray', () => {
  it('copies and says when the clipboard is cleared', async () => {
    const { parts, did, said } = playTray();
    await runTrayAction({ kind: 'copy', accountId, signature }, parts);
    expect(did).toEqual([['copy', { accountId, signature }]]);
    expect(said).toEqual([['Copied my laptop ••••wxyz', 'amy on Stand-in. The clipboard is cleared after 30 s.']]);
  });

  it('says what went wrong by its code, and a fault to the log', async () => {
    const refused = playTray({ fails: new AppError('KEYCHAIN_LOCKED') });
    await runTrayAction({ kind: 'copy', accountId, signature }, refused.parts);
    expect(refused.said[0]?.[1]).toContain('KEYCHAIN_LOCKED');
    const fault = playTray({ fails: new Error('CANARY') });
    await runTrayAction({ kind: 'copy', accountId, signature }, fault.parts);
    expect(JSON.stringify(fault.said)).not.toContain('CANARY');
    expect(fault.log.events()).toEqual(['tray.fault']);
  });

  it('revokes only after asking, naming in numbers what would stop', async () => {
    const { parts, did, asked } = playTray({ running: { isKnown: true, count: 2, isAtLeast: false }, press: 0 });
    await runTrayAction({ kind: 'revoke', accountId, signature }, parts);
    expect(asked[0]?.detail).toContain('2 running executions');
    expect(asked[0]?.buttons).toEqual(['Yes, revoke it', 'When they are done', 'Cancel']);
    expect(did).toEqual([['revoke', { accountId, signature, when: 'now' }]]);
  });

  it('says how many tokens were made by what ends, and nothing where none was', async () => {
    const made = playTray({ childCount: 2 });
    await runTrayAction({ kind: 'signOut', accountId }, made.parts);
    await runTrayAction({ kind: 'revoke', accountId, signature }, made.parts);
    for (const { detail } of made.asked)
      expect(detail).toContain('2 tokens were made by it; DNAnexus does not say whether they end with it.');
    const none = playTray();
    await runTrayAction({ kind: 'signOut', accountId }, none.parts);
    expect(none.asked[0]?.detail).not.toContain('made by it');
  });

  it('pauses at once what nobody holds; else names what ends and asks', async () => {
    const free = playTray();
    await runTrayAction({ kind: 'pause', accountId, signature }, free.parts);
    await runTrayAction({ kind: 'resume', accountId, signature }, free.parts);
    expect(free.did).toEqual([
      ['pause', { accountId, signature }],
      ['resume', expect.objectContaining({ accountId, signature })],
    ]);
    const leases = [{ program: 'make', pid: 77, kind: 'exec' }];
    const no = playTray({ leases });
    await runTrayAction({ kind: 'pause', accountId, signature }, no.parts);
    expect(no.did).toEqual([]);
    expect(no.asked[0]).toMatchObject({ message: 'Pause my laptop ••••wxyz?', buttons: ['Yes, pause it', 'Cancel'] });
    expect(no.asked[0]?.detail).toBe(
      'A token of amy on Stand-in.\nmake (77) is stopped.\nWhat a process has already read only a revoke takes back.',
    );
    const yes = playTray({ leases, press: 0 });
    await runTrayAction({ kind: 'pause', accountId, signature }, yes.parts);
    expect(yes.did).toEqual([['pause', { accountId, signature }]]);
  });

  it.each([
    ['cleared', 'The clipboard is cleared'],
    ['unverified', 'The clipboard may still hold a token'],
    ['failed', 'The clipboard still holds it'],
    [null, 'The clipboard no longer held it'],
  ])('clears the clipboard and says what came of it: %s', async (cleared, title) => {
    const { parts, did, said } = playTray({ cleared });
    await runTrayAction({ kind: 'clearClipboard' }, parts);
    expect(did).toEqual(['clear']);
    expect(said[0]?.[0]).toBe(title);
  });

  it('waits for what runs where that is chosen', async () => {
    const { parts, did } = playTray({ running: { isKnown: true, count: 1, isAtLeast: true }, press: 1 });
    await runTrayAction({ kind: 'revoke', accountId, signature }, parts);
    expect(did).toEqual([['revoke', { accountId, signature, when: 'whenJobsDone' }]]);
  });

  it('never claims that nothing runs where the platform could not say', async () => {
    const { parts, asked } = playTray({ running: { isKnown: false, count: 0, isAtLeast: false } });
    await runTrayAction({ kind: 'revoke', accountId, signature }, parts);
    expect(asked[0]?.detail).toContain('could not say');
    expect(asked[0]?.detail).not.toContain('Nothing is running');
  });

  it('takes closing the question for no', async () => {
    const { parts, did } = playTray();
    await runTrayAction({ kind: 'revoke', accountId, signature }, parts);
    await runTrayAction({ kind: 'signOut', accountId }, parts);
    expect(did).toEqual([]);
  });

  it('signs out of a password session, saying that API tokens stay', async () => {
    const { parts, did, asked } = playTray({ press: 0 });
    await runTrayAction({ kind: 'signOut', accountId }, parts);
    expect(asked[0]?.detail).toContain('2 API tokens stay');
    expect(did).toEqual([['signOut', { accountId, kind: 'destroy', commands: 'letFinish' }]]);
  });

  it('offers to forget before to destroy where an API token opened the session', async () => {
    const forget = playTray({ openedBy: 'token', press: 0 });
    await runTrayAction({ kind: 'signOut', accountId }, forget.parts);
    expect(forget.asked[0]?.buttons).toEqual(['Forget on this computer', 'Destroy the token', 'Cancel']);
    expect(forget.did).toEqual([['signOut', { accountId, kind: 'forget', commands: 'letFinish' }]]);
    const destroy = playTray({ openedBy: 'token', press: 1 });
    await runTrayAction({ kind: 'signOut', accountId }, destroy.parts);
    expect(destroy.did).toEqual([['signOut', { accountId, kind: 'destroy', commands: 'letFinish' }]]);
  });

  it('asks what becomes of commands that hold a token, and ends them only where that is pressed', async () => {
    const ends = playTray({ leases: [{}, {}], press: 1 });
    await runTrayAction({ kind: 'signOut', accountId }, ends.parts);
    expect(ends.asked[0]?.buttons).toEqual(['Sign Out', 'Sign Out and end 2 commands', 'Cancel']);
    expect(ends.asked[0]?.detail).toContain('2 commands here hold a token of this account. They go on unless you end them.');
    expect(ends.did).toEqual([['signOut', { accountId, kind: 'destroy', commands: 'end' }]]);
  });

  it('names the account in every question', async () => {
    const { parts, asked } = playTray();
    await runTrayAction({ kind: 'revoke', accountId, signature }, parts);
    await runTrayAction({ kind: 'signOut', accountId }, parts);
    expect(asked[0]?.detail).toContain('A token of amy on Stand-in.');
    expect(asked[1]?.message).toBe('Sign out amy on Stand-in?');
  });

  it('shows another account in the window', async () => {
    const { parts, did } = playTray();
    await runTrayAction({ kind: 'switch', accountId }, parts);
    expect(did).toEqual([['switch', { accountId }], 'show']);
  });

  it('says that the person is here', async () => {
    const { parts, did } = playTray();
    await runTrayAction({ kind: 'stay' }, parts);
    expect(did).toEqual(['stay']);
  });

  it('locks', async () => {
    const { parts, did } = playTray();
    await runTrayAction({ kind: 'lock' }, parts);
    expect(did).toEqual([['lock', 'person']]);
  });

  it('does nothing behind the lock but open and quit, whatever menu stood open', async () => {
    const { parts, did, said } = playTray({ isLocked: () => true, press: 0 });
    for (const action of [
      { kind: 'copy', accountId, signature },
      { kind: 'revoke', accountId, signature },
      { kind: 'signOut', accountId },
      { kind: 'lock' },
    ] as const)
      await runTrayAction(action, parts);
    expect(did).toEqual([]);
    expect(said.map(([, body]) => body)).toEqual(Array(4).fill('Open dxkey to see what happened (APP_LOCKED).'));
    await runTrayAction({ kind: 'open' }, parts);
    expect(did).toEqual(['show']);
  });

  it('does nothing while dxkey is being erased', async () => {
    const { parts, did } = playTray({ isErasing: true, press: 0 });
    await runTrayAction({ kind: 'copy', accountId, signature }, parts);
    await runTrayAction({ kind: 'lock' }, parts);
    expect(did).toEqual([]);
  });

  it('a question that is answered after the lock closed does nothing', async () => {
    let looks = 0;
    const closing = () => (looks += 1) > 1;
    const revoke = playTray({ isLocked: closing, press: 0 });
    await runTrayAction({ kind: 'revoke', accountId, signature }, revoke.parts);
    looks = 0;
    const signOut = playTray({ isLocked: closing, press: 0 });
    await runTrayAction({ kind: 'signOut', accountId }, signOut.parts);
    expect([...revoke.did, ...signOut.did]).toEqual([]);
  });

  it('shows the choice of a panic in the window, also behind the lock', async () => {
    const { parts, did } = playTray({ isLocked: () => true });
    await runTrayAction({ kind: 'panic' }, parts);
    expect(did).toEqual(['panic', 'show']);
  });

  it('opens and quits', async () => {
    const { parts, did } = playTray();
    await runTrayAction({ kind: 'open' }, parts);
    await runTrayAction({ kind: 'quit' }, parts);
    expect(did).toEqual(['show', 'quit']);
  });

  it('says where a copy could not be checked, waits for a press, or stays', () => {
    expect(copyNotice('t', { outcome: 'copiedUnverified', clearsAtMs: null }, 0)).toEqual([
      'Copied t; this desktop does not let us check it',
      'It stays in the clipboard until you copy something else.',
    ]);
    expect(copyNotice('t', { outcome: 'needsPress', clearsAtMs: null }, 0)[1]).toContain('small window');
  });
});
