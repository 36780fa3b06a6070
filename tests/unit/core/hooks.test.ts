import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN } from '../../fakes/fakePlatform';
import type { TestServices } from '../../fakes/createTestServices';
import { BEN_ID } from './twoAccounts';
import { ACCOUNT, DNANEXUS, signedIn, wanted } from './signedIn';

const PROJECT = 'project-0123456789BFGJKPQVXYZbfg';
const SCOPE = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
const ask = (name: string | null, over: object = {}) => ({ name, kind: 'env' as const, pid: 70, projectId: null, ...over });

async function withLaptop(): Promise<{ core: TestServices; signature: string }> {
  const core = await signedIn();
  core.processes.start(70);
  const { row } = await core.services.tokens.mint(wanted('laptop', { scope: SCOPE, isPrinted: false }));
  return { core, signature: row.signature };
}

describe('what the hook of a shell can read', () => {
  it('is until when its token lasts and whose it is; a command of exec has no hook', async () => {
    const { core } = await withLaptop();
    const { confFolder, expiresMs } = await core.services.grants.begin(ask('laptop'));
    expect(core.shellFolders.marks.get(confFolder)).toBe(`live ${String(Math.floor((expiresMs ?? 0) / 1000))} amy`);
    const child = await core.services.grants.begin(ask('laptop', { kind: 'exec' }));
    expect(core.shellFolders.marks.has(child.confFolder)).toBe(false);
  });

  it('is that its token was rotated; other tokens of the shell are left alone', async () => {
    const { core, signature } = await withLaptop();
    await core.services.tokens.mint(wanted('other', { scope: SCOPE, isPrinted: false }));
    const { confFolder } = await core.services.grants.begin(ask('laptop'));
    const other = await core.services.grants.begin(ask('other'));
    await core.services.rotations.rotate({ signature, scope: null, lengthMs: null, old: 'keep', mayRevokeExposed: false });
    await settle();
    expect(core.shellFolders.marks.get(confFolder)).toBe('changed');
    expect(core.shellFolders.marks.get(other.confFolder)).toMatch(/^live /);
  });

  it('is a word that changes when a refusal may have become a token', async () => {
    const { core, signature } = await withLaptop();
    await settle();
    for (const act of [
      () => core.services.tokens.pause({ signature }),
      () => core.services.tokens.resume({ signature }),
      () => core.services.session.signOut({ kind: 'destroy' }),
      () => core.services.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password }),
    ]) {
      const former = core.shellFolders.wakes;
      await act();
      await settle();
      expect(core.shellFolders.wakes).toBeGreaterThan(former);
    }
    const former = core.shellFolders.wakes;
    await core.services.tokens.refresh();
    await core.services.grants.begin(ask('laptop'));
    await settle();
    expect(core.shellFolders.wakes).toBe(former);
  });
});

describe('a lease in the place of another', () => {
  it('ends that one, of the same process only', async () => {
    const { core } = await withLaptop();
    core.processes.start(71);
    const first = await core.services.grants.begin(ask('laptop'));
    const strangers = await core.services.grants.begin(ask('laptop', { pid: 71, insteadOf: first.confFolder }));
    expect(core.services.grants.leases()).toHaveLength(2);
    const second = await core.services.grants.begin(ask('laptop', { insteadOf: first.confFolder }));
    expect(core.services.grants.leases().map((lease) => lease.id)).toEqual([strangers.lease.id, second.lease.id]);
    expect(core.shellFolders.folders.has(first.confFolder)).toBe(false);
  });
});

describe('a project in play', () => {
  /** Only Ben has it. */
  async function bensProject(): Promise<TestServices> {
    const { core } = await withLaptop();
    await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password });
    await core.services.session.submitCode({ code: '123456' });
    await core.services.tokens.mint(wanted('theirs', { scope: SCOPE, accountId: BEN_ID }));
    core.platform.projects = [{ id: PROJECT, name: 'Theirs', level: 'ADMINISTER', region: null, billTo: null, containsPhi: null }];
    const describe = core.platform.describeProject.bind(core.platform);
    core.platform.describeProject = (platform, bearer, id) =>
      core.platform.issued.find((one) => one.secret === bearer)?.userId === 'user-ben'
        ? describe(platform, bearer, id)
        : Promise.reject(new AppError('NOT_FOUND'));
    return core;
  }

  it('that the account does not have gives no lease, and says which account has it', async () => {
    const core = await bensProject();
    await expect(core.services.grants.begin(ask('laptop', { accountId: ACCOUNT, projectId: PROJECT }))).rejects.toMatchObject({
      code: 'PROJECT_ELSEWHERE',
      details: { accounts: ['ben@DNAnexus'] },
    });
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
    await expect(core.services.grants.begin(ask('theirs', { accountId: BEN_ID, projectId: PROJECT }))).resolves.toMatchObject({
      project: { id: PROJECT },
    });
  });

  it('SECURITY: while locked names no account', async () => {
    const core = await bensProject();
    await core.services.tokens.mint(wanted('away', { scope: SCOPE, accountId: ACCOUNT, worksWhileAway: true }));
    await core.services.lock.setUp({ passphrase: 'CANARY long passphrase 1' }).catch(() => undefined);
    core.services.lock.lock('person');
    await expect(core.services.grants.begin(ask('away', { accountId: ACCOUNT, projectId: PROJECT }))).rejects.toMatchObject({
      code: 'PROJECT_ELSEWHERE',
      details: { accounts: [] },
    });
  });

  it('is asked about once, and not at all where nobody answers: the platform itself then refuses what is wrong', async () => {
    const core = await bensProject();
    const bens = ask('theirs', { accountId: BEN_ID, projectId: PROJECT });
    await core.services.grants.begin(bens);
    await core.services.grants.begin(bens);
    expect(core.platform.count('describeProject')).toBe(1);
    core.platform.describeProject = () => Promise.reject(new AppError('OFFLINE'));
    await expect(core.services.grants.begin(ask('laptop', { accountId: ACCOUNT, projectId: PROJECT }))).resolves.toMatchObject({
      project: { id: PROJECT },
    });
  });
});
