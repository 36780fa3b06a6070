import type { SessionState, TokenRow } from '../../preload/contract/contract';
import { visible } from './errorText';

/** Rows under headings, columns as wide as they must be; the last one may run on. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows].map((row) => row.map(visible));
  const widths = headings.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ''))));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Code points, wide ones (CJK, emoji) counted twice: near enough for a table. */
function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Extended_Pictographic}/u.test(character)
      ? 2
      : 1;
  return columns;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `in 12 days`, `in 3 hours`, `expired`. */
export function timeLeft(expiresMs: number | null, nowMs: number): string {
  if (expiresMs === null) return 'unknown';
  const left = expiresMs - nowMs;
  if (left <= 0) return 'expired';
  if (left < HOUR_MS) return `in ${counted(Math.max(1, Math.floor(left / 60_000)), 'minute')}`;
  return left < 2 * DAY_MS ? `in ${counted(Math.floor(left / HOUR_MS), 'hour')}` : `in ${counted(Math.floor(left / DAY_MS), 'day')}`;
}

/** `3 hours ago`; to the minute. */
export function timeSince(atMs: number, nowMs: number): string {
  const age = nowMs - atMs;
  if (age < 60_000) return 'just now';
  if (age < HOUR_MS) return `${counted(Math.floor(age / 60_000), 'minute')} ago`;
  return `${age < 2 * DAY_MS ? counted(Math.floor(age / HOUR_MS), 'hour') : counted(Math.floor(age / DAY_MS), 'day')} ago`;
}

export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${String(count)} ${count === 1 ? noun : plural}`;
}

/** A token as people name it: label and last 4, the pair that the audit trail shows, too. */
export function tokenName(row: Pick<TokenRow, 'label' | 'last4'>): string {
  return `${row.label === null ? '(no label)' : visible(row.label)} (…${row.last4 === null ? '????' : visible(row.last4)})`;
}

export function scopeText(scope: TokenRow['scope']): string {
  if (scope.kind === 'full') return 'full';
  if (scope.kind === 'unknown') return 'unknown';
  const entries = Object.entries(scope.projects);
  const [first] = entries;
  if (first === undefined) return 'none';
  const [id, level] = first;
  const one = `${id === '*' ? 'all projects' : id} ${level}`;
  return entries.length === 1 ? one : `${one} and ${counted(entries.length - 1, 'other')}`;
}

export function sessionText(session: SessionState): string {
  switch (session.status) {
    case 'signedOut':
      return session.ended === null ? 'signed out' : `signed out (${visible(session.ended.username)}: ${END_TEXT[session.ended.reason]})`;
    case 'working':
      return 'a sign-in is under way';
    case 'needsCode':
      return `${visible(session.username)} is to enter a code`;
    case 'confirmToken':
      return `a token of ${visible(session.account.username)} waits to be confirmed`;
    case 'signedIn':
      return `signed in as ${visible(session.account.username)} on ${visible(session.account.platform.name)}${session.openedBy === 'token' ? ', by an API token' : ''}${session.isInMemory === true ? ', held in memory only' : ''}`;
  }
}

const WHY = {
  platform: () => 'as DNAnexus does',
  org: (org: string | null) => `as ${org === null ? 'your organisation' : visible(org)} sets`,
  person: () => 'as you chose',
  unreadable: (org: string | null) => policyText(org),
} as const;

/** What is left of a session that nobody attends to, and who says so; null where it does not idle out. */
export function idleText(session: SessionState, nowMs: number): string[] {
  if (session.status !== 'signedIn' || session.idle === null) return [];
  const { limitMs, deadlineMs, from, orgName, isPolicyRead, sensor } = session.idle;
  const left = `${spanText(Math.min(limitMs, Math.max(0, deadlineMs - nowMs)))} left of ${spanText(limitMs)} without activity, ${WHY[from](orgName)}`;
  return [
    left,
    ...(isPolicyRead || from === 'unreadable' ? [] : [policyText(orgName)]),
    ...(sensor === 'dead' ? ['this desktop does not say when you are here: only use of the window counts'] : []),
  ];
}

function policyText(org: string | null): string {
  const whose = org === null ? 'your organisation' : visible(org);
  return `the sign-out policy of ${whose} could not be read: ask its administrators`;
}

function spanText(ms: number): string {
  return ms < 120_000 ? `${String(Math.ceil(ms / 1_000))} s` : `${String(Math.ceil(ms / 60_000))} min`;
}

const END_TEXT = {
  signedOut: 'signed out',
  expired: 'the session expired',
  notAccepted: 'the platform ended the session',
  secretLost: 'the keychain no longer had the session',
  memoryGone: 'it was held in memory only, and dxkey ended',
  idle: 'nobody was there for too long',
  away: 'signed out when the screen locked, the computer slept or another person took over, as set',
} as const;
