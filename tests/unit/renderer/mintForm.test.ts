import { describe, expect, it } from 'vitest';
import type { Project } from '../../../preload/contract/contract';
import { mintScope as mintScopeSchema } from '../../../preload/contract/contract';
import { ERROR_CODES } from '../../../preload/contract/errors';
import { errorText } from '../../../renderer/errorText';
import {
  atLevel,
  defaultExpiry,
  emptyAccess,
  endOf,
  lacksDate,
  levelsUpTo,
  mayMeetPhi,
  mintScope,
  sameAs,
  tomorrow,
  withProject,
} from '../../../renderer/mintForm';
import { expiryText, spanText } from '../../../renderer/times';

const NOW = Date.parse('2026-11-24T09:00:00Z');
const DAY = 86_400_000;
const project = (n: number, patch: Partial<Project> = {}): Project => ({
  id: `project-${String(n).padStart(24, 'B')}`,
  name: `p${String(n)}`,
  level: 'ADMINISTER',
  region: null,
  billTo: 'org-x',
  containsPhi: false,
  ...patch,
});
const chosen = (...projects: Project[]) => ({ ...emptyAccess, chosen: projects.map((one) => ({ project: one, level: 'VIEW' as const })) });

describe('what a form asks for', () => {
  it('asks nothing of the platform before a project is chosen', () => {
    expect(mintScope(emptyAccess)).toBeNull();
  });
  it('is within the treaty for each way of access', () => {
    for (const access of [
      chosen(project(1), project(2)),
      { ...emptyAccess, kind: 'all' as const },
      { ...emptyAccess, kind: 'full' as const },
    ]) {
      expect(mintScopeSchema.safeParse(mintScope(access)).success).toBe(true);
    }
  });
  it('never offers more than the project gives the person', () => {
    expect(levelsUpTo('UPLOAD')).toEqual(['VIEW', 'UPLOAD']);
  });
});

describe('what it starts with', () => {
  it('is the least: nothing until a project is chosen, then VIEW of it, for a week', () => {
    const access = withProject(emptyAccess, project(1));
    expect(mintScope(access)).toEqual({ kind: 'projects', projects: { [project(1).id]: 'VIEW' } });
    expect(endOf(defaultExpiry, NOW)).toBe(NOW + 7 * DAY);
  });
  it('is a level for all that is chosen and will be, never above what the person has there', () => {
    const access = withProject(withProject(atLevel(chosen(project(1)), 'UPLOAD'), project(2, { level: 'VIEW' })), project(3));
    expect(access.chosen.map(({ level }) => level)).toEqual(['UPLOAD', 'VIEW', 'UPLOAD']);
    expect(atLevel(access, 'VIEW').chosen.map(({ level }) => level)).toEqual(['VIEW', 'VIEW', 'VIEW']);
  });
  it('is a known token’s access, exactly', () => {
    const scopes = [
      { kind: 'full' },
      { kind: 'projects', projects: { [project(1).id]: 'UPLOAD', [project(2).id]: 'ADMINISTER' } },
      { kind: 'projects', projects: { '*': 'VIEW', [project(1).id]: 'CONTRIBUTE' } },
      { kind: 'projects', projects: { [project(1).id]: 'VIEW' }, leavesPhiOut: true },
    ] as const;
    for (const scope of scopes) expect(mintScope(sameAs(scope, []))).toEqual(scope);
    const { id, billTo } = project(1);
    const named = sameAs(scopes[1], [{ id, name: 'exome', level: 'UPLOAD', billTo, containsPhi: true }]);
    expect(named.chosen.map((one) => [one.project.name, one.project.containsPhi])).toEqual([
      ['exome', true],
      [project(2).id, null],
    ]);
  });
});

describe('the switch for PHI', () => {
  it('is offered where PHI is in reach or may be, and nowhere where it would be empty words', () => {
    expect(mayMeetPhi(emptyAccess)).toBe(false);
    expect(mayMeetPhi(chosen(project(1)))).toBe(false);
    expect(mayMeetPhi({ ...emptyAccess, kind: 'full' })).toBe(false);
    for (const access of [
      chosen(project(1, { containsPhi: null })),
      chosen(project(1, { containsPhi: true })),
      { ...emptyAccess, kind: 'all' as const },
    ])
      expect(mayMeetPhi(access)).toBe(true);
  });
});

describe('when it ends', () => {
  it('counts whole days from now, and leaves a month to the platform', () => {
    expect(endOf({ kind: 'day', date: '' }, NOW)).toBe(NOW + DAY);
    expect(endOf({ kind: 'month', date: '' }, NOW)).toBeNull();
    expect(lacksDate({ kind: 'month', date: '' }, NOW)).toBe(false);
  });
  it('refuses a day that is over, and what is no day', () => {
    expect(lacksDate({ kind: 'custom', date: '2026-11-23' }, NOW)).toBe(true);
    expect(lacksDate({ kind: 'custom', date: '' }, NOW)).toBe(true);
    expect(lacksDate({ kind: 'custom', date: tomorrow(NOW) }, NOW)).toBe(false);
    expect(endOf({ kind: 'custom', date: tomorrow(NOW) }, NOW)).toBeGreaterThan(NOW + 12 * 3_600_000);
  });
});

describe('words for times and errors', () => {
  it('uses the largest unit that says it', () => {
    expect([45_000, 12 * 60_000, 18 * 3_600_000, 21 * DAY].map(spanText)).toEqual(['45 s', '12 min', '18 hours', '21 days']);
    expect(expiryText(NOW - 4 * DAY, NOW)).toBe('expired 4 days ago');
  });
  it('has a title and a next step for every code, and the request for Support', () => {
    for (const code of ERROR_CODES) {
      const text = errorText({ code, details: { requestId: 'r-1' } });
      expect(text.title.length, code).toBeGreaterThan(10);
      expect(text.next.length, code).toBeGreaterThan(10);
      expect(text.requestId).toBe('r-1');
    }
  });
  it('tells how long the platform asks to wait, and that a revoke is queued', () => {
    expect(errorText({ code: 'PLATFORM_BUSY', details: { retryAfterMs: 42_000 } }).next).toContain('42 s');
    expect(errorText({ code: 'OFFLINE', details: { queued: true } }).next).toContain('queued');
  });
});
