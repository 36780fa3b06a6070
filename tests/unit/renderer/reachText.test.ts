import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project, Reach } from '../../../preload/contract/contract';
import { reachOf } from '../../../main/core/tokens/reach';
import { reachLines, reachText as ofCommand } from '../../../main/cli/reachText';
import { isWide, reachText } from '../../../renderer/reachText';

const project = (n: number, patch: Partial<Project> = {}): Project => ({
  id: `project-${String(n).padStart(24, 'B')}`,
  name: `p${String(n)}`,
  level: 'ADMINISTER',
  region: null,
  billTo: 'org-genomics',
  containsPhi: false,
  ...patch,
});
const full = { kind: 'full' } as const;
const all = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
const whole = (...projects: Project[]) => ({ projects, isWhole: true });
const named = (...projects: Project[]) => ({
  kind: 'projects' as const,
  projects: Object.fromEntries(projects.map(({ id }) => [id, 'VIEW' as const])),
});

describe('what a token reaches, in one sentence', () => {
  const phi = [1, 2, 3].map((n) => project(n, { containsPhi: true, billTo: n === 3 ? 'org-b' : 'org-genomics' }));
  it.each([
    [named(project(1)), whole(project(1)), 'Reaches 1 project at VIEW; org-genomics pays; it reaches no PHI.'],
    [named(...phi), whole(...phi), 'Reaches 3 projects at VIEW; org-genomics and org-b pay; this token reaches PHI in 3 projects.'],
    [named(project(9)), whole(), 'Reaches 1 project at VIEW; who pays is unknown; whether it reaches PHI is unknown.'],
    [
      all,
      { projects: [], isWhole: false },
      'Reaches all your projects (how many is unknown); who pays is unknown; whether it reaches PHI is unknown.',
    ],
    [
      full,
      { projects: phi, isWhole: false },
      'Can do everything you can, in all your projects (at least 3 now) at ADMINISTER; org-genomics and org-b pay, and who else is unknown; this token reaches PHI in at least 3 projects.',
    ],
    [all, whole(), 'Reaches all your projects (0 now and new ones); it reaches no PHI.'],
  ])('%#', (scope, facts, sentence) => {
    expect(reachText(reachOf(scope, facts))).toBe(sentence);
  });

  it('is the very same in the window and from the command, whatever is known', () => {
    const reach: fc.Arbitrary<Reach> = fc.record({
      breadth: fc.constantFrom('full', 'all', 'named'),
      projectCount: fc.nat(20_000),
      isWhole: fc.boolean(),
      levels: fc.uniqueArray(
        fc.record({ level: fc.constantFrom('VIEW', 'UPLOAD', 'CONTRIBUTE'), count: fc.integer({ min: 1, max: 9_999 }) }),
        {
          selector: ({ level }) => level,
        },
      ),
      payers: fc.uniqueArray(fc.constantFrom('org-a', 'org-b', 'user-c'), { maxLength: 3 }),
      payerCount: fc.nat(5),
      arePayersKnown: fc.boolean(),
      phiCount: fc.nat(3_000),
      isPhiKnown: fc.boolean(),
      projects: fc.constant([]),
    });
    fc.assert(
      fc.property(reach, ({ payerCount, ...rest }) => {
        const told = { ...rest, payerCount: rest.payers.length === 0 ? 0 : rest.payers.length + payerCount };
        expect(ofCommand(told)).toBe(reachText(told));
        if (!told.isPhiKnown) expect(reachText(told)).toMatch(/unknown|at least/);
      }),
    );
  });

  it('is said louder for PHI, for full access and for what is unknown', () => {
    expect(isWide(reachOf(named(project(1)), whole(project(1))))).toBe(false);
    for (const reach of [reachOf(named(...phi), whole(...phi)), reachOf(full, whole()), reachOf(named(project(9)), whole())])
      expect(isWide(reach)).toBe(true);
  });

  it('is followed by the projects, what may be PHI first and named as unknown', () => {
    const lines = reachLines(
      reachOf(named(project(1), project(2), project(9)), whole(project(1, { containsPhi: true }), project(2))),
    ).split('\n');
    expect(lines.slice(1, 4).map((line) => line.replace(/ +/g, ' '))).toEqual([
      `VIEW PHI org-genomics ${project(1).id} p1`,
      `VIEW PHI unknown payer unknown ${project(9).id} (not in your list of projects)`,
      `VIEW no PHI org-genomics ${project(2).id} p2`,
    ]);
  });
});
