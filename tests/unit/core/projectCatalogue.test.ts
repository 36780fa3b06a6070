import { describe, expect, it } from 'vitest';
import type { Project } from '../../../preload/contract/contract';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { signedIn, wanted } from './signedIn';

const FULL = { kind: 'full' } as const;
const project = (n: number, containsPhi: boolean | null = false): Project => ({
  id: `project-${String(n).padStart(24, 'B')}`,
  name: `project ${String(n)}`,
  level: 'ADMINISTER',
  region: null,
  billTo: 'org-a',
  containsPhi,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => project(n, n % 10 === 0));

async function withProjects(projects: Project[], pageOf = 1_000) {
  const core = await signedIn();
  core.platform.projects = projects;
  core.platform.projectsAPage = pageOf;
  // What was read at the sign-in is old by now.
  await core.clock.advance(61_000);
  return core;
}
const phiOf = (core: Awaited<ReturnType<typeof signedIn>>) => core.services.tokens.state().rows[0]?.reachesPhi;

describe('the account’s projects', () => {
  it('are read to their end, page by page, and tell what each token reaches', async () => {
    const core = await withProjects(many(250), 100);
    await core.services.tokens.mint(wanted('laptop'));
    const before = core.platform.count('listProjects');
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({
      projectCount: 250,
      isWhole: true,
      phiCount: 25,
      isPhiKnown: true,
    });
    expect(core.platform.count('listProjects') - before).toBe(3);
    expect(phiOf(core)).toBe(25);
  });

  it('are not asked for again while what was read is fresh', async () => {
    const core = await withProjects(many(5));
    await core.services.tokens.reach({ scope: FULL });
    const before = core.platform.count('listProjects');
    await core.services.tokens.reach({ scope: FULL });
    expect(core.platform.count('listProjects')).toBe(before);
  });

  it('are unknown where the platform refuses them, and no token is said to reach no PHI', async () => {
    const core = await withProjects(many(5));
    await core.services.tokens.mint(wanted('laptop'));
    await core.services.tokens.reach({ scope: FULL });
    core.platform.fail('listProjects', new AppError('PERMISSION_DENIED', { reached: 'yes' }));
    await core.clock.advance(61_000);
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({ projectCount: 0, isWhole: false, isPhiKnown: false });
    expect(phiOf(core)).toBeNull();
  });

  it('are known in part where a page does not come: what was read stays, as the least', async () => {
    const core = await withProjects(many(250), 100);
    const { listProjects } = core.platform;
    core.platform.listProjects = (platform, bearer, starting) =>
      starting === 200 ? Promise.reject(OFFLINE()) : listProjects(platform, bearer, starting);
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({
      projectCount: 200,
      isWhole: false,
      phiCount: 20,
      isPhiKnown: false,
    });
    core.platform.listProjects = listProjects;
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({
      projectCount: 250,
      isWhole: true,
      phiCount: 25,
      isPhiKnown: true,
    });
    core.platform.fail('listProjects', OFFLINE());
    await core.clock.advance(61_000);
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({
      projectCount: 250,
      isWhole: false,
      phiCount: 25,
      isPhiKnown: false,
    });
  });

  it('end where the platform’s mark does not move, and are not all then', async () => {
    const core = await withProjects(many(5));
    core.platform.listProjects = () => Promise.resolve({ projects: many(5), next: { at: 1 } });
    expect(await core.services.tokens.reach({ scope: FULL })).toMatchObject({ projectCount: 5, isWhole: false });
  });

  it('belong to their account: signed out, nothing of them is left', async () => {
    const core = await withProjects([project(1, true)]);
    await core.services.tokens.mint(wanted('away', { worksWhileAway: true }));
    await core.services.tokens.reach({ scope: FULL });
    expect(phiOf(core)).toBe(1);
    await core.services.session.signOut({ kind: 'destroy' });
    await settle();
    expect(core.services.tokens.state().rows).toMatchObject([{ label: 'away', reachesPhi: null }]);
    await expect(core.services.tokens.reach({ scope: FULL })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });
});

describe('a page of them', () => {
  const page = (core: Awaited<ReturnType<typeof signedIn>>, query: string, offset = 0, limit = 50) =>
    core.services.tokens.pageProjects({ query, offset, limit });

  it('is in the order of their names, found by part of a name or id', async () => {
    const core = await withProjects(many(250), 100);
    await core.services.tokens.reach({ scope: FULL });
    expect(await page(core, '', 100, 2)).toMatchObject({ count: 250, isWhole: true, isLoading: false, problem: null });
    expect((await page(core, 'PROJECT 24')).projects.map(({ name }) => name)).toEqual([
      'project 24',
      ...Array.from({ length: 10 }, (_, n) => `project ${String(240 + n)}`),
    ]);
    expect((await page(core, project(7).id)).count).toBe(1);
  });

  it('comes with the first that were read, and says that more are on their way', async () => {
    const core = await withProjects(many(250), 100);
    const { listProjects } = core.platform;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    core.platform.listProjects = async (platform, bearer, starting) => {
      if (starting === 100) await held;
      return listProjects(platform, bearer, starting);
    };
    expect(await page(core, '')).toMatchObject({ count: 100, isWhole: false, isLoading: true });
    // Not read yet, but the platform's own search by name finds it.
    expect((await page(core, 'project 249')).projects).toMatchObject([{ name: 'project 249' }]);
    release();
    await settle();
    expect(await page(core, '')).toMatchObject({ count: 250, isWhole: true, isLoading: false });
  });

  it('says why where nothing could be read', async () => {
    const core = await withProjects([]);
    core.platform.fail('listProjects', OFFLINE());
    core.platform.fail('findProjects', OFFLINE());
    expect(await page(core, 'x')).toMatchObject({ projects: [], count: 0, isWhole: false, problem: { code: 'OFFLINE' } });
  });

  it('makes nothing known that is chosen wait for the rest: what it reaches is told at once', async () => {
    const core = await withProjects([project(1, true)]);
    await page(core, '');
    core.platform.hold('listProjects');
    await core.clock.advance(61_000);
    const scope = { kind: 'projects', projects: { [project(1).id]: 'VIEW' } } as const;
    expect(await core.services.tokens.reach({ scope })).toMatchObject({ phiCount: 1, isPhiKnown: true });
  });
});
