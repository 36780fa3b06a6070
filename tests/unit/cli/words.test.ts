import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../preload/contract/errors';
import { errorText, visible } from '../../../main/cli/errorText';
import { EXIT, EXIT_OF } from '../../../main/cli/exitCodes';
import { readExpiry, readAccess } from '../../../main/cli/scope';
import { table, timeLeft } from '../../../main/cli/text';
import { looksLikeToken } from '../../../main/cli/usage';

describe('words for failures', () => {
  it.each(ERROR_CODES)('%s says what happened and what to do, and ends with a documented number', (code) => {
    const [what, todo] = errorText(code, undefined).split('\n');
    expect(what).toMatch(/^dxkey: .+\.$/);
    expect(todo?.length).toBeGreaterThan(10);
    expect(Object.values(EXIT).filter((number) => number !== 0)).toContain(EXIT_OF[code]);
  });

  it('names the candidates of an ambiguous name, the request and the wait', () => {
    const text = errorText('AMBIGUOUS_TOKEN', {
      candidates: [{ label: 'laptop', last4: 'wxyz', signaturePrefix: 'ab12cd34' }],
      requestId: 'req-1',
      retryAfterMs: 1500,
    });
    expect(text).toContain('laptop  …wxyz  ab12cd34');
    expect(text).toContain('Request id: req-1');
    expect(text).toContain('2 seconds');
  });

  it('shows the create line where the shell token is missing and nobody could be asked', () => {
    expect(errorText('NEEDS_SHELL_TOKEN', undefined)).toContain('dxkey create --shell-token --project NAME:CONTRIBUTE --expires 30d');
  });

  it('tells the narrower reason where a field names one', () => {
    expect(errorText('APP_CANNOT_START', { field: 'protocol' })).toContain('different versions');
  });
});

describe("text of others' making", () => {
  it('cannot move the cursor, hide a line or turn the reading direction', () => {
    expect(visible('a\u001b[2Kb\nc\u202Ed\u2066e')).toBe('a?[2Kb?c?d?e');
    expect(table(['A', 'B'], [['x\u001b[1m', 'y']])).not.toContain('\u001b');
  });

  it('keeps letters of every script', () => {
    expect(visible('日本 קוד é 😀')).toBe('日本 קוד é 😀');
  });

  it('stands in columns', () => {
    expect(
      table(
        ['LABEL', 'X'],
        [
          ['日本', '1'],
          ['abc', '2'],
        ],
      ),
    ).toBe('LABEL  X\n日本   1\nabc    2\n');
  });
});

describe('a token among the arguments', () => {
  it.each(['abcdefghijklmnopqrstuvwxyzABCDEF', '--token=abcdefghijklmnopqrstuvwxyzABCDEF'])('is recognised in %s', (argument) => {
    expect(looksLikeToken(argument)).toBe(true);
  });
  it.each(['laptop', 'project-0123456789BFGJKPQVXYZbfg', 'ab12'.repeat(8), 'ab12'.repeat(16), '--expires=7d'])(
    'is not seen in %s',
    (argument) => {
      expect(looksLikeToken(argument)).toBe(false);
    },
  );
});

describe('what a new token may reach, and for how long', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const read = (given: { full?: boolean; all?: string; project?: string[] }) =>
    readAccess({
      flag: (name) => name === 'full' && given.full === true,
      text: (name) => (name === 'all-projects' ? (given.all ?? null) : null),
      texts: () => given.project ?? [],
    });
  const P1 = 'project-0123456789BFGJKPQVXYZbfg';
  const P2 = 'project-0123456789BFGJKPQVXYZbfj';

  it('reads projects by id or name, with a level or at the least', () => {
    const projects = [P1, `${P2}:upload`, 'Exome pilot', 'Batch 2: controls', 'Batch 2: controls:CONTRIBUTE'];
    expect(read({ project: projects })).toEqual({
      kind: 'projects',
      all: null,
      projects: [
        { wanted: P1, level: 'VIEW' },
        { wanted: P2, level: 'UPLOAD' },
        { wanted: 'Exome pilot', level: 'VIEW' },
        { wanted: 'Batch 2: controls', level: 'VIEW' },
        { wanted: 'Batch 2: controls', level: 'CONTRIBUTE' },
      ],
      leavesPhiOut: false,
    });
  });
  it('reads all projects, and full access', () => {
    expect(read({ all: 'ADMINISTER' })).toEqual({ kind: 'projects', all: 'ADMINISTER', projects: [], leavesPhiOut: false });
    expect(read({ full: true })).toEqual({ kind: 'full' });
    expect(read({})).toBeNull();
  });
  it.each([
    { full: true, all: 'VIEW' },
    { full: true, project: ['x'] },
    { all: 'READ' },
    { project: [`${P1}:WRITE`] },
    { project: [':VIEW'] },
  ])('refuses %j', (given) => {
    expect(() => read(given)).toThrow();
  });

  it.each([
    ['12h', NOW + 12 * 3_600_000],
    ['7d', NOW + 7 * 86_400_000],
    ['4w', NOW + 28 * 86_400_000],
    ['1y', NOW + 365 * 86_400_000],
    ['2026-02-01T00:00:00Z', Date.UTC(2026, 1, 1)],
  ])('--expires %s', (text, expected) => {
    expect(readExpiry(text, NOW)).toBe(expected);
  });
  it('takes a date to its end', () => {
    expect(readExpiry('2026-02-01', NOW)).toBe(new Date('2026-02-01T23:59:59').getTime());
  });
  it.each(['', '0d', 'soon', '2025-01-01', '7', '-7d', '2026-13-40', '1m'])('--expires %j is refused', (text) => {
    expect(() => readExpiry(text, NOW)).toThrow();
  });

  it.each([
    [null, 'unknown'],
    [NOW - 1, 'expired'],
    [NOW + 90_000, 'in 1 minute'],
    [NOW + 5 * 3_600_000, 'in 5 hours'],
    [NOW + 12 * 86_400_000, 'in 12 days'],
  ])('time left until %s', (expires, text) => {
    expect(timeLeft(expires, NOW)).toBe(text);
  });
});
