import { describe, expect, it } from 'vitest';
import { signedIn, wanted } from './signedIn';

const ask = (name: string | null, kind: 'env' | 'exec' = 'env', pid = 70) => ({ name, kind, pid, projectId: null });

async function withToken() {
  const core = await signedIn();
  const { signature } = (await core.services.tokens.mint(wanted('laptop', { isShellToken: true }))).row;
  core.processes.start(70);
  return { core, signature, ...core.services };
}

describe('a paused token', () => {
  it('is held, shown as paused, and given to nobody until it is resumed', async () => {
    const { core, signature, tokens, grants } = await withToken();
    expect(await tokens.pause({ signature })).toMatchObject({ endedCount: 0, row: { isPaused: true, held: 'here', state: 'live' } });
    expect(core.documents.index.saved()?.tokens).toMatchObject([{ isPaused: true, isHeld: true }]);
    await expect(grants.begin(ask('laptop'))).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
    await expect(grants.begin(ask(null))).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
    await expect(tokens.copy({ signature })).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
    expect(core.clipboard.text).toBe('');
    expect(core.shellFolders.folders.size).toBe(0);
    expect(await tokens.resume({ signature })).toMatchObject({ isPaused: false });
    expect((await grants.begin(ask('laptop'))).signature).toBe(signature);
  });

  it('has its living leases named first, then ended with their folders; other tokens keep theirs', async () => {
    const { core, signature, tokens, grants } = await withToken();
    await tokens.mint(wanted('other'));
    for (const pid of [71, 72]) core.processes.start(pid);
    await grants.begin(ask('laptop'));
    await grants.begin(ask('laptop', 'exec', 71));
    const other = await grants.begin(ask('other', 'env', 72));
    expect(await tokens.previewPause({ signature })).toMatchObject({ leases: [{ kind: 'env' }, { kind: 'exec', pid: 71 }] });
    expect(grants.leases()).toHaveLength(3);
    expect(await tokens.pause({ signature })).toMatchObject({ endedCount: 2, row: { leaseCount: 0 } });
    expect(grants.leases()).toMatchObject([{ pid: 72 }]);
    expect(core.shellFolders.folders).toEqual(new Set([other.confFolder]));
  });

  it('gives nothing to a request that was under way when the pause came', async () => {
    const { core, signature, tokens, grants } = await withToken();
    const read = core.secrets.get.bind(core.secrets);
    core.secrets.get = async (key) => {
      core.secrets.get = read;
      await tokens.pause({ signature });
      return read(key);
    };
    await expect(grants.begin(ask('laptop'))).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
    expect(grants.leases()).toEqual([]);
  });

  it('stays paused over a restart, and a lease that the crash left behind ends', async () => {
    const { core, signature, tokens, grants } = await withToken();
    await grants.begin(ask('laptop'));
    core.documents.leases.isFull = true;
    await tokens.pause({ signature });
    core.documents.leases.isFull = false;
    expect(core.documents.leases.saved()?.leases).toHaveLength(1);
    const again = core.restart();
    await again.start();
    expect(again.grants.leases()).toEqual([]);
    await expect(again.grants.begin(ask('laptop'))).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
  });

  it('is left as it was where the pause cannot be written', async () => {
    const { core, signature, tokens, grants } = await withToken();
    await grants.begin(ask('laptop'));
    core.documents.index.isFull = true;
    await expect(tokens.pause({ signature })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(grants.leases()).toHaveLength(1);
    expect(tokens.state().rows).toMatchObject([{ isPaused: false }]);
  });

  it('that works while the person is away is given to nobody signed out, either', async () => {
    const { core, tokens, grants } = await withToken();
    const { row } = await tokens.mint(wanted('away', { worksWhileAway: true }));
    await tokens.pause({ signature: row.signature });
    await core.services.session.signOut({ kind: 'destroy' });
    await expect(grants.begin(ask('away'))).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
  });

  it('must be held here and be of the named account', async () => {
    const { signature, tokens } = await withToken();
    const elsewhere = (await tokens.mint(wanted('elsewhere', { isKept: false }))).row;
    await expect(tokens.pause({ signature: elsewhere.signature })).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
    await expect(tokens.pause({ signature, accountId: 'dnanexus/user-bob' })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
  });
});
