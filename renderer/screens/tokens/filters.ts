/** Which rows are wanted; pure, so that 1,000 of them cost little. Several filters narrow together. */
import type { TokenRow } from '../../../preload/contract/contract';
import { DAY_MS } from '../../times';
import { isExpired, isExpiring, reachText } from './rowFacts';

export const FILTERS = ['expiring', 'here', 'elsewhere', 'unused', 'phi', 'full', 'attention'] as const;
export type Filter = (typeof FILTERS)[number];
export const NO_FILTERS: ReadonlySet<Filter> = new Set();

/** Held here, and by all that dxkey saw not used for this long: the use of a copy elsewhere nobody tells us of. */
const UNUSED_MS = 30 * DAY_MS;

const IS: Record<Filter, (row: TokenRow, nowMs: number) => boolean> = {
  expiring: isExpiring,
  here: (row) => row.held === 'here',
  elsewhere: (row) => row.held === 'elsewhere',
  unused: (row, nowMs) => row.held === 'here' && row.state === 'live' && nowMs - (row.lastUsedMs ?? row.madeMs ?? nowMs) >= UNUSED_MS,
  // What may reach PHI is looked for with what does: nobody must miss one because the platform did not tell.
  phi: (row) => row.reachesPhi !== 0,
  full: (row) => row.scope.kind === 'full',
  attention: (row, nowMs) => row.state !== 'live' || isExpired(row, nowMs),
};

export interface Counts extends Record<Filter, number> {
  all: number;
  /** Of `phi`, those of which nobody knows. */
  phiUnknown: number;
}

export function countRows(rows: readonly TokenRow[], nowMs: number): Counts {
  const counts: Counts = { all: rows.length, expiring: 0, here: 0, elsewhere: 0, unused: 0, phi: 0, full: 0, attention: 0, phiUnknown: 0 };
  for (const row of rows) {
    for (const filter of FILTERS) if (IS[filter](row, nowMs)) counts[filter] += 1;
    if (row.reachesPhi === null) counts.phiUnknown += 1;
  }
  return counts;
}

/** What a search looks in: label, last 4, first characters of the signature, reach. */
const haystack = (row: TokenRow) =>
  `${row.label ?? ''}\n${row.last4 ?? ''}\n${row.signature.slice(0, 12)}\n${reachText(row.scope)}`.toLowerCase();
const haystacks = new WeakMap<TokenRow, string>();
function matches(row: TokenRow, needle: string): boolean {
  let hay = haystacks.get(row);
  if (hay === undefined) {
    hay = haystack(row);
    haystacks.set(row, hay);
  }
  return hay.includes(needle);
}

export function filterRows(rows: readonly TokenRow[], query: string, filters: ReadonlySet<Filter>, nowMs: number): readonly TokenRow[] {
  const needle = query.trim().toLowerCase();
  if (needle === '' && filters.size === 0) return rows;
  const wanted = [...filters];
  return rows.filter((row) => (needle === '' || matches(row, needle)) && wanted.every((filter) => IS[filter](row, nowMs)));
}

/** A press on a filter: held here and elsewhere exclude each other, so that no press leads to an empty table by itself. */
export function pressed(before: ReadonlySet<Filter>, filter: Filter): ReadonlySet<Filter> {
  const after = new Set(before);
  if (after.delete(filter)) return after;
  if (filter === 'here') after.delete('elsewhere');
  if (filter === 'elsewhere') after.delete('here');
  return after.add(filter);
}

/** Of each token of the list: what made it, and how many it made, as far as the rows tell. */
export interface Family {
  parent: TokenRow | null;
  childCount: number;
}
export function familiesOf(rows: readonly TokenRow[]): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>();
  const bySignature = new Map(rows.map((row) => [row.signature, row]));
  const of = (signature: string): Family => families.get(signature) ?? { parent: null, childCount: 0 };
  for (const { signature, parentSignature } of rows) {
    const parent = parentSignature === null ? undefined : bySignature.get(parentSignature);
    // What a sign-in made has no parent among the rows, and that is the usual way.
    if (parent === undefined) continue;
    families.set(signature, { ...of(signature), parent });
    families.set(parent.signature, { ...of(parent.signature), childCount: of(parent.signature).childCount + 1 });
  }
  return families;
}
