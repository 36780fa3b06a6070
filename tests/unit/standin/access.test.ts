import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { SeedInput, StandinProcess } from '../../fakes/standinProcess';
import type { Scope } from '../../standin/model';
import { call, errorType, ids } from './signedIn';

const id = (end: string) => `project-${'X'.repeat(24 - end.length)}${end}`;
const [OWN, SHARED, FOREIGN, PHI] = [id('0'), id('1'), id('2'), id('3')];
const SEED: SeedInput = {
  accounts: [
    { username: 'ada', password: 'p', first: 'Ada', last: 'A' },
    { username: 'ben', password: 'p', first: 'Ben', last: 'B' },
  ],
  orgs: [
    { handle: 'lab', name: 'Lab', members: { 'user-ada': 'MEMBER' }, policies: { autoLogoutAfter: 60_000 } },
    { handle: 'ward', name: 'Ward', members: { 'user-ada': 'ADMIN', 'user-ben': 'MEMBER' } },
    { handle: 'far', name: 'Far', members: { 'user-ben': 'ADMIN' } },
  ],
  projects: [
    {
      id: OWN,
      name: 'Exome (one)',
      region: 'aws:us-east-1',
      billTo: 'user-ada',
      members: { 'user-ada': 'ADMINISTER' },
      folders: ['/raw/run1', '/rawer'],
      files: [{ folder: '/', name: 'notes.txt', size: 5 }],
    },
    { id: SHARED, name: 'Exome two', region: 'aws:eu-west-2', billTo: 'org-lab', members: { 'org-lab': 'UPLOAD' } },
    { id: FOREIGN, name: 'Elsewhere', region: 'aws:eu-west-2', billTo: 'user-ben', members: { 'user-ben': 'ADMINISTER' } },
    {
      id: PHI,
      name: 'Patients',
      region: 'aws:eu-west-2',
      billTo: 'org-ward',
      containsPHI: true,
      members: { 'user-ada': 'VIEW', 'org-ward': 'CONTRIBUTE' },
    },
  ],
  tokens: [
    { key: 'ada', user: 'ada', secret: 'a'.repeat(32) },
    { key: 'ben', user: 'ben', secret: 'b'.repeat(32) },
  ],
  jobs: [
    { name: 'one', user: 'ada', project: 'Exome (one)', token: 'ada', ageMs: 1_000 },
    { name: 'two', user: 'ben', project: 'Elsewhere', token: 'ben', ageMs: 2_000 },
    { name: 'three', user: 'ben', project: 'Patients', token: 'ben', ageMs: 3_000 },
  ],
};
const ADA = 'a'.repeat(32);

let standin: StandinProcess;
beforeAll(async () => {
  standin = await startStandin({ seed: SEED });
});
afterAll(() => standin.stop());

const find = (body: Record<string, unknown> = {}, bearer = ADA) =>
  call(standin, '/system/findProjects', { level: 'VIEW', ...body }, bearer);
const scoped = async (projects: Record<string, 'VIEW' | 'UPLOAD' | 'CONTRIBUTE' | 'ADMINISTER'>) => {
  const scope: Scope = { projects };
  return (await standin.control.mint({ username: 'ada', scope })).secret;
};
const levels = async (bearer: string) => {
  const { body } = await find({}, bearer);
  return Object.fromEntries((body.results as { id: string; level: string }[]).map((row) => [row.id, row.level]));
};

describe('findProjects', () => {
  test('gives what the person reaches, at the better of their own level and their orgs’', async () => {
    expect(await levels(ADA)).toEqual({ [OWN]: 'ADMINISTER', [SHARED]: 'UPLOAD', [PHI]: 'CONTRIBUTE' });
  });

  test('filters by level, which is CONTRIBUTE where none is named', async () => {
    expect(ids(await call(standin, '/system/findProjects', {}, ADA))).toEqual([OWN, PHI]);
    expect(ids(await find({ level: 'ADMINISTER' }))).toEqual([OWN]);
  });

  test.each([
    ['an exact name', { name: 'Exome two' }, [SHARED]],
    ['part of a name, which is none', { name: 'Exome' }, []],
    ['a glob', { name: { glob: 'Exome*' } }, [OWN, SHARED]],
    ['a glob with signs that patterns would read', { name: { glob: 'Exome (on?)' } }, [OWN]],
    ['a glob in any case', { name: { glob: '*PATIENTS*', flags: 'i' } }, [PHI]],
    ['a regular expression', { name: { regexp: 'two$' } }, [SHARED]],
    ['a region', { region: 'aws:eu-west-2' }, [SHARED, PHI]],
    ['ids', { id: [OWN, FOREIGN] }, [OWN]],
    ['who pays', { billTo: 'org-lab' }, [SHARED]],
    ['PHI', { containsPHI: true }, [PHI]],
    ['being public', { public: true }, []],
  ])('filters by %s', async (_, body, expected) => {
    expect(ids(await find(body))).toEqual(expected);
  });

  test('gives pages that join without a gap', async () => {
    const first = await find({ limit: 2 });
    expect(ids(first)).toEqual([OWN, SHARED]);
    const second = await find({ limit: 2, starting: first.body.next });
    expect(ids(second)).toEqual([PHI]);
    expect(second.body.next).toBeNull();
  });

  test('describes only when asked, and only the fields asked for', async () => {
    expect((await find({ limit: 1 })).body.results).toEqual([
      { id: OWN, level: 'ADMINISTER', permissionSources: ['user-ada'], public: false },
    ]);
    const { body } = await find({ limit: 1, describe: { fields: { name: true, region: false } } });
    expect((body.results as { describe: unknown }[])[0]?.describe).toEqual({ id: OWN, name: 'Exome (one)' });
  });

  test('refuses an unknown level and a broken pattern', async () => {
    expect(errorType(await find({ level: 'OWN' }))).toBe('InvalidInput');
    expect(errorType(await find({ name: { regexp: '(' } }))).toBe('InvalidInput');
  });
});

describe('a scope', () => {
  test('never gives more than the person has', async () => {
    expect(await levels(await scoped({ '*': 'ADMINISTER' }))).toEqual({ [OWN]: 'ADMINISTER', [SHARED]: 'UPLOAD', [PHI]: 'CONTRIBUTE' });
  });

  test('gives less where it says less; a project’s own entry wins over *', async () => {
    expect(await levels(await scoped({ '*': 'VIEW', [OWN]: 'CONTRIBUTE' }))).toEqual({
      [OWN]: 'CONTRIBUTE',
      [SHARED]: 'VIEW',
      [PHI]: 'VIEW',
    });
  });

  test('of one project hides every other, in findProjects, describe and listFolder', async () => {
    const token = await scoped({ [SHARED]: 'VIEW' });
    expect(await levels(token)).toEqual({ [SHARED]: 'VIEW' });
    for (const method of ['describe', 'listFolder']) {
      expect((await call(standin, `/${SHARED}/${method}`, {}, token)).status).toBe(200);
      const refused = await call(standin, `/${OWN}/${method}`, {}, token);
      expect([refused.status, errorType(refused)]).toEqual([401, 'PermissionDenied']);
    }
  });

  test('hides the executions of other projects', async () => {
    expect(ids(await call(standin, '/system/findExecutions', {}, await scoped({ [SHARED]: 'VIEW' })))).toEqual([]);
  });
});

describe('a project', () => {
  test('is described with level, region, PHI and permissions', async () => {
    expect((await call(standin, `/${PHI}/describe`, {}, ADA)).body).toMatchObject({
      id: PHI,
      class: 'project',
      name: 'Patients',
      region: 'aws:eu-west-2',
      level: 'CONTRIBUTE',
      containsPHI: true,
      permissions: { 'user-ada': 'VIEW', 'org-ward': 'CONTRIBUTE' },
    });
  });

  test('of somebody else is PermissionDenied, one that is not there ResourceNotFound', async () => {
    expect(errorType(await call(standin, `/${FOREIGN}/describe`, {}, ADA))).toBe('PermissionDenied');
    const missing = await call(standin, `/${id('9')}/listFolder`, {}, ADA);
    expect([missing.status, errorType(missing)]).toEqual([404, 'ResourceNotFound']);
  });

  test('lists the folders directly in a folder, and its objects', async () => {
    const list = async (body: unknown) => (await call(standin, `/${OWN}/listFolder`, body, ADA)).body;
    expect(await list({ folder: '/', only: 'folders' })).toEqual({ folders: ['/raw', '/rawer'], objects: [] });
    expect(await list({ folder: '/raw/' })).toEqual({ folders: ['/raw/run1'], objects: [] });
    const all = await list({ folder: '/', describe: { fields: { name: true, class: true } } });
    expect(all.objects).toMatchObject([{ describe: { name: 'notes.txt', class: 'file' } }]);
    expect(errorType(await call(standin, `/${OWN}/listFolder`, { folder: '/none' }, ADA))).toBe('ResourceNotFound');
  });
});

describe('people and orgs', () => {
  test('email and billTo are told of oneself with a full-scope token alone', async () => {
    const own = await call(standin, '/user-ada/describe', {}, ADA);
    expect(own.body).toEqual({
      id: 'user-ada',
      class: 'user',
      first: 'Ada',
      middle: '',
      last: 'A',
      handle: 'ada',
      email: 'ada@lab.example',
      billTo: 'user-ada',
    });
    for (const [path, token] of [
      ['/user-ben/describe', ADA],
      ['/user-ada/describe', await scoped({ '*': 'VIEW' })],
    ] as const) {
      const { body } = await call(standin, path, {}, token);
      expect(Object.keys(body)).toEqual(['id', 'class', 'first', 'middle', 'last', 'handle']);
    }
    expect(errorType(await call(standin, '/user-nobody/describe', {}, ADA))).toBe('ResourceNotFound');
  });

  test('findOrgs gives those of the person at a level', async () => {
    expect((await call(standin, '/system/findOrgs', { level: 'MEMBER' }, ADA)).body).toEqual({
      results: [
        { id: 'org-lab', level: 'MEMBER' },
        { id: 'org-ward', level: 'ADMIN' },
      ],
      next: null,
    });
    expect(ids(await call(standin, '/system/findOrgs', { level: 'ADMIN' }, ADA))).toEqual(['org-ward']);
  });

  test('an org tells its policies to its members alone', async () => {
    const own = await call(standin, '/org-lab/describe', {}, ADA);
    expect(own.body).toMatchObject({ id: 'org-lab', class: 'org', policies: { autoLogoutAfter: 60_000 } });
    expect(errorType(await call(standin, '/org-far/describe', {}, ADA))).toBe('PermissionDenied');
  });
});

describe('findExecutions', () => {
  const search = async (body: unknown) => {
    const reply = await call(standin, '/system/findExecutions', body, ADA);
    const described = reply.body.results as { describe?: { name: string } }[];
    return described.map((row) => row.describe?.name);
  };

  test('gives those of reachable projects, newest first', async () => {
    expect(await search({ describe: true })).toEqual(['one', 'three']);
  });

  test('filters by who launched and by state', async () => {
    expect(await search({ describe: true, launchedBy: 'user-ben' })).toEqual(['three']);
    expect(await search({ describe: true, launchedBy: 'user-ada', state: ['runnable', 'running'] })).toEqual(['one']);
    expect(await search({ state: ['done', 'failed'] })).toEqual([]);
  });

  test('gives pages', async () => {
    const first = await call(standin, '/system/findExecutions', { limit: 1 }, ADA);
    const second = await call(standin, '/system/findExecutions', { limit: 1, starting: first.body.next }, ADA);
    expect([ids(first).length, ids(second).length, second.body.next]).toEqual([1, 1, null]);
  });
});
