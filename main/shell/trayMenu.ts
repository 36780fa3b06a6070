import type { LockState, SessionState, TokenList, TokenRow } from '../../preload/contract/contract';
import { words } from './words';

/** What a press in the tray's menu means. */
export type TrayAction =
  | { kind: 'open' }
  | { kind: 'stay' }
  | { kind: 'lock' }
  | { kind: 'signOut' }
  | { kind: 'quit' }
  | { kind: 'copy'; signature: string }
  | { kind: 'revoke'; signature: string };

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

/** The tray as a pure function of the state and the time. */
export function trayMenu(state: {
  session: SessionState;
  tokens: TokenList;
  lock: Pick<LockState, 'isSetUp' | 'isLocked'>;
  nowMs: number;
}): TrayModel {
  const { session, tokens, lock, nowMs } = state;
  // SECURITY: locked, the menu names no account and no token.
  if (lock.isLocked) return { isSignedIn: false, tooltip: words.tray.lockedTip, items: LOCKED_ITEMS };
  const held = tokens.rows.filter((row) => row.held === 'here' && (row.state === 'live' || row.state === 'expired'));
  const shown = held.slice(0, MAX_TOKENS);
  const isSignedIn = session.status === 'signedIn';
  const items: TrayItem[] = [
    { type: 'text', label: statusLine(session) },
    ...idleItems(session, nowMs),
    { type: 'separator' },
    ...(held.length === 0 ? [{ type: 'text', label: words.tray.noTokens } as const] : shown.map(tokenItem)),
    ...(held.length > shown.length ? [{ type: 'text', label: words.tray.moreTokens(held.length - shown.length) } as const] : []),
    { type: 'separator' },
    { type: 'action', label: words.tray.open, action: { kind: 'open' }, isEnabled: true },
    ...(lock.isSetUp ? [{ type: 'action', label: words.tray.lock, action: { kind: 'lock' }, isEnabled: true } as const] : []),
    { type: 'action', label: words.tray.signOut, action: { kind: 'signOut' }, isEnabled: isSignedIn },
    { type: 'action', label: words.tray.quit, action: { kind: 'quit' }, isEnabled: true },
  ];
  return { isSignedIn, tooltip: isSignedIn ? words.tray.signedIn(session.account.username) : words.tray.signedOut, items };
}

/** The time left in steps that a glance needs: a menu that is drawn anew closes on some desktops while it is open. */
const LONG_STEP_MS = 5 * 60_000;
const SHORT_STEP_MS = 60_000;

function idleItems(session: SessionState, nowMs: number): TrayItem[] {
  if (session.status !== 'signedIn' || session.idle === null) return [];
  if (session.idle.isWarning)
    return [
      { type: 'text', label: words.idle.leftSoon },
      { type: 'action', label: words.idle.stay, action: { kind: 'stay' }, isEnabled: true },
    ];
  const leftMs = session.idle.deadlineMs - nowMs;
  const stepMs = stepOf(leftMs);
  return [{ type: 'text', label: words.idle.left(Math.max(1, (Math.ceil(leftMs / stepMs) * stepMs) / SHORT_STEP_MS)) }];
}

const stepOf = (leftMs: number): number => (leftMs > LONG_STEP_MS ? LONG_STEP_MS : SHORT_STEP_MS);

/** When the tray says something else by the time alone; null where it does not. */
export function nextTrayChangeMs(session: SessionState, nowMs: number): number | null {
  if (session.status !== 'signedIn' || session.idle === null || session.idle.isWarning) return null;
  const leftMs = Math.max(0, session.idle.deadlineMs - nowMs);
  const restMs = leftMs % stepOf(leftMs);
  return restMs === 0 ? stepOf(leftMs) : restMs;
}

function tokenItem(row: TokenRow): TrayItem {
  const suffix = row.state === 'expired' ? ` (${words.tray.expired})` : '';
  return {
    type: 'submenu',
    label: menuLabel(tokenName(row)) + suffix,
    items: [
      { type: 'action', label: words.tray.copy, action: { kind: 'copy', signature: row.signature }, isEnabled: row.state === 'live' },
      { type: 'action', label: words.tray.revoke, action: { kind: 'revoke', signature: row.signature }, isEnabled: row.state === 'live' },
    ],
  };
}

function statusLine(session: SessionState): string {
  if (session.status !== 'signedIn') return words.tray.status[session.status];
  return menuLabel(words.tray.signedInAs(session.account.username, session.account.platform.name));
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
