import { describe, expect, it } from 'vitest';
import type { TokenRow } from '../../../preload/contract/contract';
import { actionsOf, endOf, heldText, reachText, sortRows, stripOf } from '../../../renderer/screens/tokens/rowFacts';

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const project = (n: number) => `project-${String(n).padStart(24, 'B')}`;

function row(label: string, patch: Partial<TokenRow> = {}): TokenRow {
  return {
    signature: label.charCodeAt(0).toString(16).padStart(2, '0').repeat(32),
    label,
    last4: 'abcd',
    scope: { kind: 'full' },
    state: 'live',
    held: 'here',
    origin: 'minted',
    madeMs: NOW - DAY,
    expiresMs: NOW + 10 * DAY,
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
    ...patch,
  };
}

describe('reach in words', () => {
  it.each([
    [{ kind: 'full' as const }, 'Full access'],
    [{ kind: 'unknown' as const }, 'Reach unknown'],
    [{ kind: 'projects' as const, projects: { [project(1)]: 'VIEW' as const } }, '1 project · VIEW'],
    [
      { kind: 'projects' as const, projects: { [project(1)]: 'VIEW' as const, [project(2)]: 'UPLOAD' as const } },
      '2 projects · up to UPLOAD',
    ],
    [
      { kind: 'projects' as const, projects: { '*': 'VIEW' as const, [project(2)]: 'ADMINISTER' as const } },
      'All projects · VIEW, 1 differ',
    ],
  ])('%j reads as %s', (scope, text) => {
    expect(reachText(scope)).toBe(text);
  });
});

describe('what may be done with a row', () => {
  it('a live token that is held can be copied, exported, given a project and revoked', () => {
    expect(actionsOf(row('a'), NOW)).toEqual(['copy', 'export', 'project', 'policy', 'pause', 'rotate', 'revoke']);
  });
  it('a paused one is neither copied nor exported, and can be resumed', () => {
    expect(actionsOf(row('a', { isPaused: true }), NOW)).toEqual(['resume', 'project', 'policy', 'rotate', 'revoke']);
  });
  it('a token held elsewhere can only be revoked', () => {
    expect(actionsOf(row('a', { held: 'elsewhere' }), NOW)).toEqual(['revoke']);
  });
  it('a token past its end is only forgotten, even before main has said that it expired', () => {
    expect(actionsOf(row('a', { expiresMs: NOW - 1 }), NOW)).toEqual(['forget']);
    expect(actionsOf(row('a', { state: 'gone' }), NOW)).toEqual(['forget']);
  });
  it('a lost token can be revoked or forgotten, one being revoked neither', () => {
    expect(actionsOf(row('a', { state: 'lost', held: 'elsewhere' }), NOW)).toEqual(['revoke', 'forget']);
    expect(actionsOf(row('a', { state: 'revoking' }), NOW)).toEqual([]);
  });
});

describe('the end', () => {
  it('is never claimed where it is not known', () => {
    expect(endOf(row('a', { expiresMs: null }), NOW)).toEqual({ text: 'end unknown', tone: 'dim' });
    expect(stripOf(row('a', { expiresMs: null }), NOW)).toBeNull();
  });
  it('warns three days ahead', () => {
    expect(endOf(row('a', { expiresMs: NOW + 2.5 * DAY }), NOW)).toEqual({ text: 'in 2 days', tone: 'warn' });
    expect(endOf(row('a', { expiresMs: NOW + 4 * DAY }), NOW).tone).toBe('good');
  });
  it('beyond the strip ends at its edge and says so', () => {
    expect(stripOf(row('a', { expiresMs: NOW + 90 * DAY }), NOW)).toMatchObject({ to: 100, isBeyond: true });
  });
});

describe('who holds it', () => {
  it('is this computer, somebody else, or nobody', () => {
    expect(heldText(row('a'))).toBe('This computer');
    expect(heldText(row('a', { held: 'elsewhere', origin: 'server' }))).toBe('Elsewhere');
    expect(heldText(row('a', { held: 'elsewhere', origin: 'minted' }))).toBe('Not kept here');
    expect(heldText(row('a', { held: 'elsewhere', state: 'lost' }))).toBe('Nobody');
  });
});

describe('ordering rows', () => {
  const all = [
    row('b10'),
    row('c', { expiresMs: null }),
    row('a2', { expiresMs: NOW + DAY, held: 'elsewhere' }),
    row('d', { state: 'lost', expiresMs: NOW + 5 * DAY }),
  ];
  const names = (rows: readonly TokenRow[]) => rows.map(({ label }) => label);

  it('puts an unknown end last whichever way one sorts', () => {
    expect(names(sortRows(all, { key: 'expires', isDescending: false }))).toEqual(['a2', 'd', 'b10', 'c']);
    expect(names(sortRows(all, { key: 'expires', isDescending: true }))).toEqual(['b10', 'd', 'a2', 'c']);
  });
});
