import type { AccountCard, AccountsState, ClipboardState, LockState, SessionState, TokenRow } from '../../preload/contract/contract';
import type { Deed } from '../core/audit/entries';
import { words } from './words';

/** What a press in the tray's menu means. */
export type TrayAction =
  | { kind: 'open' }
  | { kind: 'stay' }
  | { kind: 'lock' }
  | { kind: 'quit' }
  /** Shows the choice in the window; also while the app is locked. */
  | { kind: 'panic' }
  | { kind: 'clearClipboard' }
  | { kind: 'switch' | 'signOut'; accountId: string }
  | { kind: TokenAct; accountId: string; signature: string };
type TokenAct = 'copy' | 'pause' | 'resume' | 'rotate' | 'revoke';

export type TrayItem =
  | { type: 'text'; label: string }
  | { type: 'separator' }
  | { type: 'action'; label: string; action: TrayAction; isEnabled: boolean }
  | { type: 'submenu'; label: string; items: TrayItem[] };

/** What the icon tells at a glance; `warning`: a session or a token here is about to end. */
export type TrayIconState = 'signedOut' | 'signedIn' | 'warning' | 'locked';

/** One of the last things that were done; never a secret. */
export interface TrayDeed {
  deed: Deed;
  label: string | null;
  last4: string | null;
  atMs: number;
}

export interface TrayModel {
  icon: TrayIconState;
  tooltip: string;
  items: TrayItem[];
}

/** A menu longer than a screen cannot be used; the window has them all. */
const MAX_TOKENS = 25;
const MAX_DEEDS = 5;
const MAX_LABEL_CHARS = 40;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Shown first, with the time that is left. */
const EXPIRING_MS = 3 * DAY_MS;

const LOCKED_ITEMS: TrayItem[] = [
  { type: 'text', label: words.tray.locked },
  { type: 'separator' },
  { type: 'action', label: words.tray.unlock, action: { kind: 'open' }, isEnabled: true },
  { type: 'action', label: words.tray.panic, action: { kind: 'panic' }, isEnabled: true },
  { type: 'action', label: words.tray.quit, action: { kind: 'quit' }, isEnabled: true },
];

export interface TrayState {
  accounts: AccountsState;
  session: SessionState;
  tokensOf(accountId: string): readonly TokenRow[];
  lock: Pick<LockState, 'isSetUp' | 'isLocked'>;
  /** When the session of an account ends; null where it is not known or there is none. */
  sessionEndsMs(accountId: string): number | null;
  /** What of ours the clipboard holds. */
  clipboard: ClipboardState['holding'];
  /** Newest first. */
  lastDeeds: readonly TrayDeed[];
  nowMs: number;
}

/** The tray as a pure function of the state and the time. */
export function trayMenu(state: TrayState): TrayModel {
  const { accounts, lock } = state;
  // SECURITY: locked, the menu names no account and no token.
  if (lock.isLocked) return { icon: 'locked', tooltip: words.tray.lockedTip, items: LOCKED_ITEMS };
  const open = accounts.list.filter((card) => card.status === 'signedIn');
  const names = open.map(accountName);
  const tooltip = open.length === 0 ? words.tray.signedOut : words.tray.signedIn(names.join(', '));
  const items: TrayItem[] = [
    ...(accounts.list.length > 1 ? sections(state) : onlyAccount(state)),
    { type: 'separator' },
    ...clipboardItems(state),
    ...lastDeeds(state),
    { type: 'action', label: words.tray.open, action: { kind: 'open' }, isEnabled: true },
    ...(lock.isSetUp ? [{ type: 'action', label: words.tray.lock, action: { kind: 'lock' }, isEnabled: true } as const] : []),
    ...(accounts.list.length > 1 ? [] : [signOutItem(accounts.list[0])]),
    { type: 'action', label: words.tray.panic, action: { kind: 'panic' }, isEnabled: true },
    { type: 'action', label: words.tray.quit, action: { kind: 'quit' }, isEnabled: true },
  ];
  return { icon: iconOf(state), tooltip, items };
}

function iconOf({ accounts, tokensOf, nowMs }: TrayState): TrayIconState {
  const isEnding = accounts.list.some(
    ({ account, idle }) =>
      idle?.isWarning === true || tokensOf(account.id).some((row) => row.held === 'here' && isExpiring(row, nowMs, DAY_MS)),
  );
  if (isEnding) return 'warning';
  return accounts.list.some((card) => card.status === 'signedIn') ? 'signedIn' : 'signedOut';
}

function isExpiring({ state, expiresMs }: TokenRow, nowMs: number, withinMs = EXPIRING_MS): boolean {
  return state === 'live' && expiresMs !== null && expiresMs > nowMs && expiresMs - nowMs <= withinMs;
}

/** The countdown goes in steps: each one has the whole menu sent to the desktop again, and closes it on some while it is open. */
const CLEAR_LONG_MS = 60_000;
const clearStep = (leftMs: number): number => (leftMs > CLEAR_LONG_MS ? 30_000 : 10_000);

function clipboardItems({ clipboard, nowMs }: TrayState): TrayItem[] {
  if (clipboard === null) return [];
  const said = words.tray.clipboard;
  const { label, last4, clearsAtMs } = clipboard;
  const name = label === null && last4 === '' ? said.secret : tokenName({ label, last4 });
  const leftMs = clearsAtMs === null ? null : Math.max(0, clearsAtMs - nowMs);
  const text = leftMs === null ? said.stays(name) : said.clears(name, (Math.ceil(leftMs / clearStep(leftMs)) * clearStep(leftMs)) / 1000);
  return [
    { type: 'text', label: menuLabel(text) },
    { type: 'action', label: said.clearNow, action: { kind: 'clearClipboard' }, isEnabled: true },
    { type: 'separator' },
  ];
}

function lastDeeds({ lastDeeds: deeds }: TrayState): TrayItem[] {
  if (deeds.length === 0) return [];
  const line = ({ deed, label, last4, atMs }: TrayDeed): TrayItem => {
    const of = label === null && last4 === null ? '' : ` ${tokenName({ label, last4 })}`;
    return { type: 'text', label: menuLabel(words.tray.deed(`${words.deeds[deed]}${of}`, atMs)) };
  };
  return [{ type: 'submenu', label: words.tray.lastDeeds, items: deeds.slice(0, MAX_DEEDS).map(line) }];
}

function onlyAccount(state: TrayState): TrayItem[] {
  const { accounts, session, tokensOf, nowMs } = state;
  const [card] = accounts.list;
  const status = session.status === 'signedIn' && card !== undefined ? menuLabel(accountName(card)) : statusWord(session);
  return [
    { type: 'text', label: status },
    ...(card === undefined ? [] : [...idleItems(card, nowMs), ...sessionItems(card, state)]),
    { type: 'separator' },
    ...tokenItems(card?.account.id ?? '', card === undefined ? [] : tokensOf(card.account.id), nowMs),
  ];
}

/** A submenu an account: what is done in it is done for that account, whichever the window shows. */
function sections(state: TrayState): TrayItem[] {
  const { accounts, tokensOf, nowMs } = state;
  const isWarned = accounts.list.some((card) => card.idle?.isWarning === true);
  return [
    ...(isWarned ? [STAY] : []),
    ...accounts.list.map((card): TrayItem => {
      const { id } = card.account;
      const label = card.status === 'signedIn' ? accountName(card) : words.tray.withStatus(accountName(card), statusWord(card));
      const isShown = accounts.shownId === id;
      const show = card.status === 'signedOut' ? words.tray.signIn : words.tray.show;
      return {
        type: 'submenu',
        label: menuLabel(label),
        items: [
          ...idleItems(card, nowMs).filter((item) => item.type === 'text'),
          ...sessionItems(card, state),
          ...tokenItems(id, tokensOf(id), nowMs),
          { type: 'separator' },
          isShown && card.status === 'signedIn'
            ? { type: 'text', label: words.tray.shown }
            : { type: 'action', label: show, action: { kind: 'switch', accountId: id }, isEnabled: card.status !== 'working' },
          ...(card.status === 'signedIn' ? [signOutItem(card)] : []),
        ],
      };
    }),
  ];
}

function signOutItem(card: AccountCard | undefined): TrayItem {
  const isEnabled = card?.status === 'signedIn';
  return { type: 'action', label: words.tray.signOut, action: { kind: 'signOut', accountId: card?.account.id ?? '' }, isEnabled };
}

/** The end that no activity puts off. */
function sessionItems({ account, status }: AccountCard, { sessionEndsMs, nowMs }: TrayState): TrayItem[] {
  const endsMs = status === 'signedIn' ? sessionEndsMs(account.id) : null;
  return endsMs === null || endsMs <= nowMs ? [] : [{ type: 'text', label: words.tray.sessionEnds(spanLeft(endsMs - nowMs)) }];
}

/** In steps that a glance needs: days, then hours. */
function spanLeft(ms: number): string {
  if (ms < HOUR_MS) return words.tray.underAnHour;
  return ms < 2 * DAY_MS ? words.tray.hours(Math.floor(ms / HOUR_MS)) : words.tray.days(Math.floor(ms / DAY_MS));
}

/** Those that end soon come first, the soonest of all at the top. */
function inOrder(rows: readonly TokenRow[], nowMs: number): TokenRow[] {
  const place = (row: TokenRow): number => (isExpiring(row, nowMs) && row.expiresMs !== null ? row.expiresMs : Infinity);
  return [...rows].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function tokenItems(accountId: string, rows: readonly TokenRow[], nowMs: number): TrayItem[] {
  const usable = rows.filter((row) => row.held === 'here' && (row.state === 'live' || row.state === 'expired'));
  const held = inOrder(usable, nowMs);
  const shown = held.slice(0, MAX_TOKENS);
  if (held.length === 0) return [{ type: 'text', label: words.tray.noTokens }];
  return [
    ...shown.map((row) => tokenItem(accountId, row, nowMs)),
    ...(held.length > shown.length ? [{ type: 'text', label: words.tray.moreTokens(held.length - shown.length) } as const] : []),
  ];
}

/** The time left in steps that a glance needs: a menu that is drawn anew closes on some desktops while it is open. */
const LONG_STEP_MS = 5 * 60_000;
const SHORT_STEP_MS = 60_000;
const STAY: TrayItem = { type: 'action', label: words.idle.stay, action: { kind: 'stay' }, isEnabled: true };

function idleItems({ idle }: AccountCard, nowMs: number): TrayItem[] {
  if (idle === null) return [];
  if (idle.isWarning) return [{ type: 'text', label: words.idle.leftSoon }, STAY];
  const leftMs = idle.deadlineMs - nowMs;
  const stepMs = stepOf(leftMs);
  return [{ type: 'text', label: words.idle.left(Math.max(1, (Math.ceil(leftMs / stepMs) * stepMs) / SHORT_STEP_MS)) }];
}

const stepOf = (leftMs: number): number => (leftMs > LONG_STEP_MS ? LONG_STEP_MS : SHORT_STEP_MS);

/** When the tray says something else by the time alone; null where it does not. `endsMs`: of sessions and tokens. */
export function nextTrayChangeMs(
  { list }: AccountsState,
  endsMs: readonly number[],
  nowMs: number,
  clearsAtMs: number | null = null,
): number | null {
  const changes = list.flatMap(({ idle }) => {
    if (idle === null || idle.isWarning) return [];
    const leftMs = Math.max(0, idle.deadlineMs - nowMs);
    const restMs = leftMs % stepOf(leftMs);
    return [restMs === 0 ? stepOf(leftMs) : restMs];
  });
  if (clearsAtMs !== null && clearsAtMs > nowMs) {
    const leftMs = clearsAtMs - nowMs;
    changes.push(leftMs % clearStep(leftMs) || clearStep(leftMs));
  }
  for (const one of endsMs) {
    const leftMs = one - nowMs;
    if (leftMs <= 0) continue;
    const step = leftMs < 2 * DAY_MS ? HOUR_MS : DAY_MS;
    // Just past the boundary, where the shorter span is the one that is told.
    changes.push(Math.min(leftMs, (leftMs % step) + 1));
  }
  return changes.length === 0 ? null : changes.reduce((a, b) => Math.min(a, b));
}

function tokenItem(accountId: string, row: TokenRow, nowMs: number): TrayItem {
  const { signature, expiresMs, isPaused } = row;
  const isEnabled = row.state === 'live';
  const left = isEnabled && expiresMs !== null && expiresMs > nowMs ? spanLeft(expiresMs - nowMs) : null;
  const marks = [
    ...(isEnabled ? [] : [words.tray.expired]),
    ...(isEnabled && isPaused ? [words.tray.paused] : []),
    ...(left !== null && isExpiring(row, nowMs) ? [left] : []),
  ];
  const act = (label: string, kind: TokenAct, isOffered = isEnabled): TrayItem => ({
    type: 'action',
    label,
    action: { kind, accountId, signature },
    isEnabled: isOffered,
  });
  return {
    type: 'submenu',
    label: menuLabel(tokenName(row)) + (marks.length === 0 ? '' : ` (${marks.join(', ')})`),
    items: [
      ...(left === null ? [] : [{ type: 'text', label: words.tray.endsIn(left) } as const]),
      act(words.tray.copy, 'copy', isEnabled && !isPaused),
      isPaused ? act(words.tray.resume, 'resume') : act(words.tray.pause, 'pause'),
      // One that has expired can be replaced, too; one that was replaced is not replaced again.
      act(words.tray.rotate, 'rotate', row.replacedBy === null),
      act(words.tray.revoke, 'revoke'),
    ],
  };
}

function statusWord({ status }: { status: SessionState['status'] }): string {
  return status === 'signedIn' ? '' : words.tray.status[status];
}

/** As every menu, dialog and notice names an account. */
export function accountName({ account }: Pick<AccountCard, 'account'>): string {
  return words.tray.signedInAs(account.username, account.platform.name);
}

/** Label and last 4, the pair that the platform's audit trail shows; a long label keeps its start. */
export function tokenName(row: Pick<TokenRow, 'label' | 'last4'>): string {
  const label = cut(row.label ?? words.unnamedToken);
  return row.last4 === null ? label : `${label} ••••${row.last4}`;
}

function cut(label: string): string {
  const chars = Array.from(label);
  return chars.length <= MAX_LABEL_CHARS ? label : `${chars.slice(0, MAX_LABEL_CHARS - 1).join('')}…`;
}

/** In a menu `&` marks the next letter as its key; doubled, it is itself. Chromium does the same for `_` where the desktop needs it. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
