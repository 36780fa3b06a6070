import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Level, MintScope, Project } from '../../../preload/contract/contract';
import { reach as reachSchema } from '../../../preload/contract/reach';
import { phiIndex, reachesPhi, reachOf, type ProjectFacts } from '../../../main/core/tokens/reach';

const LEVELS: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
const rank = (level: Level) => LEVELS.indexOf(level);
const idOf = (n: number) => `project-${String(n).padStart(24, 'B')}`;
const project = (n: number, patch: Partial<Project> = {}): Project => ({
  id: idOf(n),
  name: `project ${String(n)}`,
  level: 'ADMINISTER',
  region: null,
  billTo: 'org-a',
  containsPhi: false,
  ...patch,
});
const named = (...ids: number[]): MintScope => ({
  kind: 'projects',
  projects: Object.fromEntries(ids.map((n) => [idOf(n), 'VIEW' as const])),
});
const whole = (...projects: Project[]): ProjectFacts => ({ projects, isWhole: true });

const level = fc.constantFrom(...LEVELS);
const anyProject = fc.integer({ min: 0, max: 9 }).chain((n) =>
  fc
    .record({
      level: fc.option(level, { nil: null }),
      billTo: fc.option(fc.constantFrom('org-a', 'org-b', 'user-amy', 'org-c'), { nil: null }),
      containsPhi: fc.constantFrom(true, false, null),
    })
    .map((patch) => project(n, patch)),
);
const facts = fc.record({ projects: fc.uniqueArray(anyProject, { selector: ({ id }) => id }), isWhole: fc.boolean() });
const projectsScope = fc
  .record({ named: fc.dictionary(fc.integer({ min: 0, max: 12 }).map(idOf), level), all: fc.option(level, { nil: null }) })
  .filter((one) => one.all !== null || Object.keys(one.named).length > 0)
  .map((one): MintScope & { kind: 'projects' } => ({
    kind: 'projects',
    projects: { ...one.named, ...(one.all === null ? {} : { '*': one.all }) },
  }));
const scopes = fc.oneof(fc.constant<MintScope>({ kind: 'full' }), projectsScope);

describe('what a token reaches', () => {
  it('is told by project, level, who pays and PHI', () => {
    const known = whole(project(1, { containsPhi: true, level: 'VIEW' }), project(2, { billTo: 'org-b' }), project(3), project(4));
    expect(
      reachOf({ kind: 'projects', projects: { [idOf(1)]: 'CONTRIBUTE', [idOf(2)]: 'UPLOAD', [idOf(3)]: 'UPLOAD' } }, known),
    ).toMatchObject({
      breadth: 'named',
      projectCount: 3,
      // The person may only look at the first one, and so may the token.
      levels: [
        { level: 'UPLOAD', count: 2 },
        { level: 'VIEW', count: 1 },
      ],
      payers: ['org-a', 'org-b'],
      payerCount: 2,
      arePayersKnown: true,
      phiCount: 1,
      isPhiKnown: true,
      isWhole: true,
    });
  });

  it('does not know PHI nor who pays of a project that the list does not have, and takes neither for nothing', () => {
    const reach = reachOf(named(7), whole(project(1)));
    expect(reach).toMatchObject({ projectCount: 1, isWhole: true, phiCount: 0, isPhiKnown: false, payers: [], arePayersKnown: false });
    expect(reachesPhi(named(7), phiIndex(whole(project(1))))).toBeNull();
  });

  it('is never said to be nothing where the list was refused', () => {
    for (const scope of [{ kind: 'full' }, { kind: 'projects', projects: { '*': 'VIEW' } }] as const) {
      const refused = { projects: [], isWhole: false };
      expect(reachOf(scope, refused)).toMatchObject({ isWhole: false, isPhiKnown: false, arePayersKnown: false });
      expect(reachesPhi(scope, phiIndex(refused))).toBeNull();
      expect(reachesPhi(scope, null)).toBeNull();
    }
  });

  it('is not known where the scope is not', () => {
    expect(reachesPhi({ kind: 'unknown' }, phiIndex(whole()))).toBeNull();
  });

  it('stays within the treaty, and its parts add up', () => {
    fc.assert(
      fc.property(scopes, facts, (scope, known) => {
        const reach = reachOf(scope, known);
        expect(reachSchema.safeParse(reach).error).toBeUndefined();
        expect(reach.levels.reduce((sum, { count }) => sum + count, 0)).toBe(reach.projectCount);
        expect(reach.projects.filter(({ containsPhi }) => containsPhi === true)).toHaveLength(reach.phiCount);
        expect(reach.isPhiKnown && reach.projects.some(({ containsPhi }) => containsPhi === null)).toBe(false);
      }),
    );
  });

  it('is the same whatever the platform is asked to leave out', () => {
    fc.assert(
      fc.property(projectsScope, facts, (scope, known) => {
        const asking = { ...scope, leavesPhiOut: true as const };
        expect(reachOf(asking, known)).toEqual(reachOf(scope, known));
        expect(reachesPhi(asking, phiIndex(known))).toBe(reachesPhi(scope, phiIndex(known)));
      }),
    );
  });

  it('in a row of the list says the same as before it is made', () => {
    fc.assert(
      fc.property(scopes, facts, (scope, known) => {
        const { phiCount, isPhiKnown } = reachOf(scope, known);
        expect(reachesPhi(scope, phiIndex(known))).toBe(phiCount > 0 || isPhiKnown ? phiCount : null);
      }),
    );
  });

  it('never gives more than the person has, and never less than what was asked for where nobody says', () => {
    fc.assert(
      fc.property(projectsScope, facts, (scope, known) => {
        for (const reached of reachOf(scope, known).projects) {
          const asked = Math.max(
            ...[scope.projects[reached.id], scope.projects['*']].flatMap((one) => (one === undefined ? [] : [rank(one)])),
          );
          const held = known.projects.find(({ id }) => id === reached.id)?.level ?? null;
          expect(rank(reached.level)).toBe(held === null ? asked : Math.min(asked, rank(held)));
        }
      }),
    );
  });

  it('grows with each grant: one more project, or a higher level, never makes it smaller', () => {
    fc.assert(
      fc.property(projectsScope, facts, fc.integer({ min: 0, max: 12 }).map(idOf), level, (scope, known, id, more) => {
        const before = scope.projects[id];
        const given = before === undefined || rank(before) < rank(more) ? more : before;
        const less = reachOf(scope, known);
        const wider = reachOf({ kind: 'projects', projects: { ...scope.projects, [id]: given } }, known);
        expect(wider.projectCount).toBeGreaterThanOrEqual(less.projectCount);
        expect(wider.phiCount).toBeGreaterThanOrEqual(less.phiCount);
        const levelIn = (reach: typeof less, of: string) => reach.projects.find((one) => one.id === of)?.level;
        for (const { id: of, level: had } of less.projects) expect(rank(levelIn(wider, of) ?? 'VIEW')).toBeGreaterThanOrEqual(rank(had));
      }),
    );
  });

  it('knows no more from less: a list that is cut never makes a claim that the whole one takes back', () => {
    fc.assert(
      fc.property(scopes, facts, fc.nat(10), (scope, known, kept) => {
        const all = reachOf(scope, { ...known, isWhole: true });
        const part = reachOf(scope, { projects: known.projects.slice(0, kept), isWhole: false });
        expect(part.phiCount).toBeLessThanOrEqual(all.phiCount);
        expect(part.projectCount).toBeLessThanOrEqual(all.projectCount);
        if (part.isPhiKnown) expect(part.phiCount).toBe(all.phiCount);
        if (part.isWhole) expect(part.projectCount).toBe(all.projectCount);
      }),
    );
  });

  it('lists what weighs most first, and a hundred at the most', () => {
    const many = Array.from({ length: 250 }, (_, n) => project(n, { containsPhi: n % 100 === 7 ? true : n === 3 ? null : false }));
    const { projects, projectCount } = reachOf({ kind: 'full' }, whole(...many));
    expect([projects.length, projectCount]).toEqual([100, 250]);
    expect(projects.slice(0, 5).map(({ containsPhi }) => containsPhi)).toEqual([true, true, true, null, false]);
  });
});
