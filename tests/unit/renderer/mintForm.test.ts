import { describe, expect, it } from 'vitest';
import type { Project } from '../../../preload/contract/contract';
import { mintScope as mintScopeSchema } from '../../../preload/contract/contract';
import { ERROR_CODES } from '../../../preload/contract/errors';
import { errorText } from '../../../renderer/errorText';
import { accessSummary, emptyAccess, expiresMs, levelsUpTo, mintScope, tomorrow } from '../../../renderer/mintForm';
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

describe('when it ends', () => {
  it('counts whole days from now', () => {
    expect(expiresMs({ kind: 'month', date: '' }, NOW)).toBe(NOW + 30 * DAY);
  });
  it('refuses a day that is over, and what is no day', () => {
    expect(expiresMs({ kind: 'custom', date: '2026-11-23' }, NOW)).toBeNull();
    expect(expiresMs({ kind: 'custom', date: '' }, NOW)).toBeNull();
    expect(expiresMs({ kind: 'custom', date: tomorrow(NOW) }, NOW)).toBeGreaterThan(NOW + 12 * 3_600_000);
  });
});

describe('the summary', () => {
  it('says that there is no PHI only where the platform said so of each project', () => {
    expect(accessSummary(chosen(project(1))).rest).toContain('No PHI in what it reaches.');
    expect(accessSummary(chosen(project(1), project(2, { containsPhi: null }))).rest).not.toContain('No PHI in what it reaches.');
    expect(accessSummary({ ...emptyAccess, kind: 'full' }).rest.join(' ')).toContain('may reach PHI');
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
