import type { AccountCard, AccountsState, LockState, SessionState, TokenRow } from '../../preload/contract/contract';
import { words } from './words';

/** What a press in the tray's menu means. */
export type TrayAction =
  | { kind: 'open' }
  | { kind: 'stay' }
  | { kind: 'lock' }
  | { kind: 'quit' }
  | { kind: 'switch' | 'signOut'; accountId: string }
  | { kind: 'copy' | 'revoke'; accountId: string; signature: string };

export type TrayItem =
  | { type: 'text'; label: string }
  | { type: 'separator' }
  | { type: 'action'; label: string; action: TrayAction; isEnabled: boolean }
  | { type: 'submenu'; label: string; items: TrayItem[] };

export interface TrayModel {
  isSignedIn: boolean;
  tooltip: string;
  items: TrayItem[];
}

/** A menu longer than a screen cannot be used; the window has them all. */
const MAX_TOKENS = 25;
const MAX_LABEL_CHARS = 40;

const LOCKED_ITEMS: TrayItem[] = [
  { type: 'text', label: words.tray.locked },
  { type: 'separator' },
  { type: 'action', label: words.tray.unlock, action: { kind: 'open' }, isEnabled: true },
  { type: 'action', label: words.tray.quit, action: { kind: 'quit' }, isEnabled: true },
];

export interface TrayState {
  accounts: AccountsState;
  session: SessionState;
  tokensOf(accountId: string): readonly TokenRow[];
  lock: Pick<LockState, 'isSetUp' | 'isLocked'>;
  nowMs: number;
}

/** The tray as a pure function of the state and the time. */
export function trayMenu(state: TrayState): TrayModel {
  const { accounts, lock } = state;
  // SECURITY: locked, the menu names no account and no token.
  if (lock.isLocked) return { isSignedIn: false, tooltip: words.tray.lockedTip, items: LOCKED_ITEMS };
  const open = accounts.list.filter((card) => card.status === 'signedIn');
  const names = open.map(accountName);
  const tooltip = open.length === 0 ? words.tray.signedOut : words.tray.signedIn(names.join(', '));
  const items: TrayItem[] = [
    ...(accounts.list.length > 1 ? sections(state) : onlyAccount(state)),
    { type: 'separator' },
    { type: 'action', label: words.tray.open, action: { kind: 'open' }, isEnabled: true },
    ...(lock.isSetUp ? [{ type: 'action', label: words.tray.lock, action: { kind: 'lock' }, isEnabled: true } as const] : []),
    ...(accounts.list.length > 1 ? [] : [signOutItem(accounts.list[0])]),
    { type: 'action', label: words.tray.quit, action: { kind: 'quit' }, isEnabled: true },
  ];
  return { isSignedIn: open.length > 0, tooltip, items };
}

function onlyAccount({ accounts, session, tokensOf, nowMs }: TrayState): TrayItem[] {
  const [card] = accounts.list;
  const status = session.status === 'signedIn' && card !== undefined ? menuLabel(accountName(card)) : statusWord(session);
  return [
    { type: 'text', label: status },
    ...(card === undefined ? [] : idleItems(card, nowMs)),
    { type: 'separator' },
    ...tokenItems(card?.account.id ?? '', card === undefined ? [] : tokensOf(card.account.id)),
  ];
}

/** A submenu an account: what is done in it is done for that account, whichever the window shows. */
function sections({ accounts, tokensOf, nowMs }: TrayState): TrayItem[] {
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
          ...tokenItems(id, tokensOf(id)),
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

function tokenItems(accountId: string, rows: readonly TokenRow[]): TrayItem[] {
  const held = rows.filter((row) => row.held === 'here' && (row.state === 'live' || row.state === 'expired'));
  const shown = held.slice(0, MAX_TOKENS);
  if (held.length === 0) return [{ type: 'text', label: words.tray.noTokens }];
  return [
    ...shown.map((row) => tokenItem(accountId, row)),
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

/** When the tray says something else by the time alone; null where it does not. */
export function nextTrayChangeMs({ list }: AccountsState, nowMs: number): number | null {
  const changes = list.flatMap(({ idle }) => {
    if (idle === null || idle.isWarning) return [];
    const leftMs = Math.max(0, idle.deadlineMs - nowMs);
    const restMs = leftMs % stepOf(leftMs);
    return [restMs === 0 ? stepOf(leftMs) : restMs];
  });
  return changes.length === 0 ? null : Math.min(...changes);
}

function tokenItem(accountId: string, row: TokenRow): TrayItem {
  const suffix = row.state === 'expired' ? ` (${words.tray.expired})` : '';
  const { signature } = row;
  const isEnabled = row.state === 'live';
  return {
    type: 'submenu',
    label: menuLabel(tokenName(row)) + suffix,
    items: [
      { type: 'action', label: words.tray.copy, action: { kind: 'copy', accountId, signature }, isEnabled },
      { type: 'action', label: words.tray.revoke, action: { kind: 'revoke', accountId, signature }, isEnabled },
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
