import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../main/core/audit/entries';
import { settle } from '../../fakes/fakeClock';
import type { TestServices } from '../../fakes/createTestServices';
import { ACCOUNT, signedIn, visible, wanted } from './signedIn';

const ask = (name: string, pid: number, kind: 'env' | 'exec' = 'env') => ({ name, kind, pid, projectId: null });

async function withTwo(): Promise<TestServices> {
  const core = await signedIn();
  await core.services.tokens.mint(wanted('laptop'));
  for (const pid of [70, 71]) core.processes.start(pid);
  await core.services.grants.begin(ask('laptop', 70));
  await core.clock.advance(1_000);
  await core.services.grants.begin(ask('laptop', 71, 'exec'));
  return core;
}

describe('what is given out', () => {
  it('is told with its token and its account, the newest first, without a secret', async () => {
    const core = await withTwo();
    const { leases } = core.services.leases.state();
    expect(leases).toMatchObject([
      { pid: 71, kind: 'exec', label: 'laptop', username: 'amy', platformName: 'DNAnexus', accountId: ACCOUNT },
      { pid: 70, kind: 'env' },
    ]);
    for (const secret of core.secrets.entries.values()) expect(visible(core, leases)).not.toContain(secret);
  });

  it('is told without a name once its account is gone from this computer', async () => {
    const core = await withTwo();
    await core.services.accounts.remove({ accountId: ACCOUNT, tokens: 'forget' });
    for (const { username, label } of core.services.leases.state().leases)
      expect({ username, label }).toEqual({ username: null, label: null });
  });

  it('is told anew with each that begins or ends', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    core.processes.start(70);
    const counts: number[] = [];
    const stop = core.services.leases.onChange(({ leases }) => counts.push(leases.length));
    await core.services.grants.begin(ask('laptop', 70));
    core.processes.end(70);
    await settle();
    stop();
    expect(counts).toEqual([1, 0]);
  });

  it('ends by a person’s word with its folder, is counted, and stands in the activity record; the others go on', async () => {
    const core = await withTwo();
    const [exec] = core.services.leases.state().leases;
    const window = core.services.from(sourceOf('window'));
    expect(await window.leases.end({ ids: [exec?.id ?? ''] })).toEqual({ endedCount: 1 });
    expect(core.services.leases.state().leases).toMatchObject([{ pid: 70 }]);
    expect(core.shellFolders.folders.size).toBe(1);
    await settle();
    const { entries } = await core.services.activity.ofToken({ accountId: ACCOUNT, signature: exec?.signature ?? '' });
    expect(entries[0]).toMatchObject({
      deed: 'token.leaseEnded',
      detail: 'execStopped',
      source: { by: 'window' },
      token: { label: 'laptop' },
    });
  });

  it('is named by the program that does the work, while that lives', async () => {
    const core = await withTwo();
    const [exec] = core.services.leases.state().leases;
    core.processes.start(72, 'nextflow');
    await core.services.leases.name({ id: exec?.id ?? '', pid: 72 });
    await core.services.leases.name({ id: exec?.id ?? '', pid: 99 });
    expect(core.services.leases.state().leases).toMatchObject([
      { pid: 71, program: 'nextflow' },
      { pid: 70, program: 'bash' },
    ]);
    expect(core.services.grants.leases()).toMatchObject([{ program: 'bash' }, { program: 'nextflow' }]);
  });

  it('does not count nor record what has ended by itself', async () => {
    const core = await withTwo();
    const [exec] = core.services.leases.state().leases;
    core.processes.end(71);
    await settle();
    expect(await core.services.from(sourceOf('window')).leases.end({ ids: [exec?.id ?? ''] })).toEqual({ endedCount: 0 });
    await settle();
    expect((await core.services.activity.ofToken({ accountId: ACCOUNT, signature: exec?.signature ?? '' })).entries).toEqual([]);
  });
});

describe('what was done with one token', () => {
  it('is that token’s alone, the newest first, and not what another account did with it', async () => {
    const core = await signedIn();
    const window = core.services.from(sourceOf('window'));
    const { row } = await window.tokens.mint(wanted('laptop'));
    await window.tokens.mint(wanted('other'));
    await window.tokens.copy({ signature: row.signature });
    const token = { signature: row.signature, label: 'laptop', last4: row.last4 };
    core.services.audit.record({ deed: 'token.copied', accountId: 'staging/user-zoe', token, detail: null }, sourceOf('tray'));
    await settle();
    const { entries, hasMore } = await core.services.activity.ofToken({ accountId: ACCOUNT, signature: row.signature });
    expect(entries.map(({ deed }) => deed)).toEqual(['token.copied', 'token.made']);
    expect(hasMore).toBe(false);
  });
});
