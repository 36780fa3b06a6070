/** What a row says and how rows are chosen and ordered; pure, so that 1,000 of them cost little. */
import type { Level, TokenRow, TokenScope } from '../../../preload/contract/contract';
import { DAY_MS, expiryText, MINUTE_MS, spanText } from '../../times';
import { words } from '../../words';

export type SortKey = 'label' | 'reach' | 'expires' | 'held' | 'used';
export interface Sort {
  key: SortKey;
  isDescending: boolean;
}
export type Action = 'details' | 'copy' | 'export' | 'project' | 'policy' | 'pause' | 'resume' | 'rotate' | 'revoke' | 'forget';

const LEVEL_ORDER: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
/** A token that ends within this is worth a colour and a chip. */
export const EXPIRING_MS = 3 * DAY_MS;

export const highestLevel = (levels: readonly Level[]): Level =>
  LEVEL_ORDER[Math.max(0, ...levels.map((level) => LEVEL_ORDER.indexOf(level)))] ?? 'VIEW';

export function reachText(scope: TokenScope): string {
  const text = words.tokens.reach;
  if (scope.kind === 'full') return text.full;
  if (scope.kind === 'unknown') return text.unknown;
  const { '*': all, ...named } = scope.projects;
  const levels = Object.values(named);
  if (all !== undefined) return levels.length === 0 ? text.all(all) : text.allAnd(all, levels.length);
  const highest = highestLevel(levels);
  return levels.every((level) => level === highest) ? text.projects(levels.length, highest) : text.projectsUpTo(levels.length, highest);
}

export const labelText = (row: TokenRow) => row.label ?? words.tokens.unlabelled;
/** Label and last 4: the pair that the org's audit trail shows. */
export const nameText = (row: TokenRow) => (row.last4 === null ? labelText(row) : `${labelText(row)} ····${row.last4}`);

export function isExpired(row: TokenRow, nowMs: number): boolean {
  return row.state === 'expired' || (row.expiresMs !== null && row.expiresMs <= nowMs);
}
export function isExpiring(row: TokenRow, nowMs: number): boolean {
  return row.state === 'live' && row.expiresMs !== null && row.expiresMs > nowMs && row.expiresMs - nowMs <= EXPIRING_MS;
}

export type Tone = 'good' | 'warn' | 'bad' | 'dim';

export function endOf(row: TokenRow, nowMs: number): { text: string; tone: Tone } {
  const { states } = words.tokens;
  if (row.state === 'gone') return { text: states.gone, tone: 'dim' };
  if (row.state === 'lost') return { text: states.lost, tone: 'warn' };
  if (row.state === 'revoking') return { text: states.revoking, tone: 'warn' };
  if (isExpired(row, nowMs))
    return { text: row.expiresMs === null ? expiryText(nowMs, nowMs) : expiryText(Math.min(row.expiresMs, nowMs), nowMs), tone: 'bad' };
  return { text: expiryText(row.expiresMs, nowMs), tone: row.expiresMs === null ? 'dim' : isExpiring(row, nowMs) ? 'warn' : 'good' };
}

export const usedText = (row: TokenRow, nowMs: number) => {
  if (row.lastUsedMs === null) return row.held === 'here' ? words.tokens.neverUsed : words.common.none;
  const ageMs = nowMs - row.lastUsedMs;
  return ageMs < MINUTE_MS ? words.time.now : spanText(ageMs);
};

/** Who holds it, as far as this computer knows. */
export const heldText = ({ held, state, origin }: TokenRow) => {
  const text = words.tokens.held;
  if (held === 'here') return text.here;
  if (state === 'lost') return text.nobody;
  return origin === 'server' ? text.elsewhere : text.notKept;
};

/** What may be done with it; its details are there for any row. */
export function actionsOf(row: TokenRow, nowMs: number): Action[] {
  const isDead = isExpired(row, nowMs) || row.state === 'gone';
  const actions: Action[] = [];
  if (row.held === 'here' && row.state === 'live' && !isDead)
    actions.push(
      ...(row.isPaused ? (['resume', 'project', 'policy'] as const) : (['copy', 'export', 'project', 'policy', 'pause'] as const)),
    );
  if (!isDead && row.held === 'here' && row.replacedBy === null && row.state === 'live') actions.push('rotate');
  if (!isDead && (row.state === 'live' || row.state === 'lost')) actions.push('revoke');
  if (isDead || row.state === 'lost') actions.push('forget');
  return actions;
}

/** The strip's place in per cent: today stands at a third; 50 days are the whole width; what lies beyond ends at the edge. */
const TODAY = 34;
const PER_DAY = 2;
const place = (ms: number, nowMs: number) => Math.min(100, Math.max(0, TODAY + ((ms - nowMs) / DAY_MS) * PER_DAY));

export interface Strip {
  from: number;
  today: number;
  to: number;
  isBeyond: boolean;
}
/** Null where the end is not known: a strip would claim what nobody knows. */
export function stripOf(row: TokenRow, nowMs: number): Strip | null {
  if (row.expiresMs === null) return null;
  return {
    from: row.madeMs === null ? place(Math.min(nowMs, row.expiresMs), nowMs) : place(row.madeMs, nowMs),
    today: TODAY,
    to: place(row.expiresMs, nowMs),
    isBeyond: row.expiresMs - nowMs > ((100 - TODAY) / PER_DAY) * DAY_MS,
  };
}

/** Accents folded, case dropped, numbers padded: compared as plain text, since a collator costs most of a long list's sorting. */
const sortText = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\d+/gu, (digits) => digits.padStart(12, '0'));

/** The row's place in an order; null is unknown and comes last, whichever way one sorts. */
function placeOf(row: TokenRow, key: SortKey): string | number | null {
  if (key === 'expires') return row.expiresMs;
  if (key === 'used') return row.lastUsedMs === null ? null : -row.lastUsedMs;
  return sortText(key === 'label' ? labelText(row) : key === 'reach' ? reachText(row.scope) : row.held);
}

/** Ordered once for a list, so that typing in the search costs no sorting. */
export function sortRows(rows: readonly TokenRow[], { key, isDescending }: Sort): TokenRow[] {
  const sign = isDescending ? -1 : 1;
  const placed = rows.map((row) => ({ row, place: placeOf(row, key) }));
  placed.sort((a, b) => {
    if (a.place !== b.place) {
      if (a.place === null || b.place === null) return a.place === null ? 1 : -1;
      return a.place < b.place ? -sign : sign;
    }
    return a.row.signature < b.row.signature ? -1 : 1;
  });
  return placed.map(({ row }) => row);
}
