import { describe, expect, it } from 'vitest';
import type { TokenRow } from '../../../preload/contract/contract';
import { countRows, familiesOf, filterRows, NO_FILTERS, pressed, type Filter } from '../../../renderer/screens/tokens/filters';
import { tokenRow } from '../agent/scriptedServices';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
let n = 0;
const row = (label: string, patch: Partial<TokenRow> = {}): TokenRow =>
  tokenRow({
    signature: (++n).toString(16).padStart(4, '0').repeat(16),
    label,
    madeMs: NOW - DAY,
    expiresMs: NOW + 10 * DAY,
    scope: { kind: 'projects', projects: { '*': 'VIEW' } },
    ...patch,
  });
const on = (...filters: Filter[]): ReadonlySet<Filter> => new Set(filters);

const all = [
  row('fresh'),
  row('ending', { expiresMs: NOW + DAY, scope: { kind: 'full' }, reachesPhi: 2 }),
  row('ending elsewhere', { expiresMs: NOW + DAY, held: 'elsewhere', reachesPhi: null }),
  row('idle', { lastUsedMs: NOW - 31 * DAY }),
  row('lost', { state: 'lost', held: 'elsewhere' }),
];
const found = (query: string, filters: ReadonlySet<Filter>) => filterRows(all, query, filters, NOW).map(({ label }) => label);

describe('filters of the token list', () => {
  it('count a row under each that it belongs to; what may reach PHI counts with what does', () => {
    expect(countRows(all, NOW)).toEqual({
      ...{ all: 5, expiring: 2, here: 3, elsewhere: 2, unused: 1, phi: 2, phiUnknown: 1, full: 1, attention: 1 },
    });
  });

  it('narrow together, and with what is typed', () => {
    expect(found('', NO_FILTERS)).toHaveLength(5);
    expect(found('', on('expiring'))).toEqual(['ending', 'ending elsewhere']);
    expect(found('', on('expiring', 'here'))).toEqual(['ending']);
    expect(found('elsewhere', on('expiring'))).toEqual(['ending elsewhere']);
    expect(found('full access', on('phi'))).toEqual(['ending']);
    expect(found('', on('phi'))).toEqual(['ending', 'ending elsewhere']);
  });

  it('find by the first characters of the signature', () => {
    expect(filterRows(all, all[3]?.signature.slice(0, 8) ?? '', NO_FILTERS, NOW)).toEqual([all[3]]);
  });

  it('call unused what dxkey saw no use of for 30 days, since it was made, and nothing that it cannot know', () => {
    const rows = [
      row('never, made long ago', { madeMs: NOW - 40 * DAY }),
      row('never, made yesterday'),
      row('never, made nobody knows when', { madeMs: null }),
      row('elsewhere', { madeMs: NOW - 40 * DAY, held: 'elsewhere' }),
      row('gone', { madeMs: NOW - 40 * DAY, state: 'gone' }),
    ];
    expect(filterRows(rows, '', on('unused'), NOW).map(({ label }) => label)).toEqual(['never, made long ago']);
  });

  it('a press adds or takes away; held here and elsewhere exclude each other', () => {
    expect(pressed(on('phi'), 'here')).toEqual(on('phi', 'here'));
    expect(pressed(on('phi', 'here'), 'elsewhere')).toEqual(on('phi', 'elsewhere'));
    expect(pressed(on('phi'), 'phi')).toEqual(NO_FILTERS);
  });
});

describe('parents and children', () => {
  it('are told where both stand in the list', () => {
    const parent = row('parent');
    const child = row('child', { parentSignature: parent.signature });
    const ofSession = row('of a sign-in', { parentSignature: 'f'.repeat(64) });
    const families = familiesOf([parent, child, ofSession]);
    expect(families.get(parent.signature)).toEqual({ parent: null, childCount: 1 });
    expect(families.get(child.signature)).toEqual({ parent, childCount: 0 });
    expect(families.has(ofSession.signature)).toBe(false);
  });
});
