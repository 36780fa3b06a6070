import { describe, expect, it } from 'vitest';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { signedIn, signedInByToken, started, visible, wanted } from './signedIn';

const ask = (name: string | null, pid = 70) => ({ name, kind: 'env' as const, pid, projectId: null });

describe('leases', () => {
  it('gives a token to a living process, in a private folder, until the process ends', async () => {
    const core = await signedIn();
    const made = await core.services.tokens.mint(wanted('laptop'));
    core.processes.start(70);
    const grant = await core.services.grants.begin(ask('laptop'));
    expect(grant).toMatchObject({
      secret: made.secret,
      username: 'amy',
      label: 'laptop',
      lease: { pid: 70, program: 'bash', terminal: 'pts/1' },
    });
    expect(core.shellFolders.folders).toEqual(new Set([grant.confFolder]));
    expect(core.documents.leases.saved()?.leases).toHaveLength(1);
    expect(core.services.tokens.state().rows).toMatchObject([{ leaseCount: 1, lastUsedMs: core.clock.now() }]);
    expect(visible(core)).not.toContain(made.secret);
    core.processes.end(70);
    await settle();
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
    expect(core.documents.leases.saved()?.leases).toEqual([]);
  });

  it('says what is missing', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + 1_000 }));
    await core.services.tokens.mint(wanted('shown', { isKept: false }));
    core.processes.start(70);
    await expect(core.services.grants.begin(ask('shown', 71))).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
    await expect(core.services.grants.begin(ask('shown'))).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
    await expect(core.services.grants.begin(ask('nothing'))).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    await expect(core.services.grants.begin(ask(null))).rejects.toMatchObject({ code: 'NEEDS_SHELL_TOKEN' });
    await core.clock.advance(1_000);
    await expect(core.services.grants.begin(ask('short'))).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    core.secrets.mode = 'locked';
    await core.services.tokens.mint(wanted('kept')).catch(() => undefined);
    expect(core.shellFolders.folders.size).toBe(0);
  });

  it('gives an unnamed request the shell token, or the token that opened the session', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('other'));
    const shell = await core.services.tokens.mint(wanted('dxkey ada', { isShellToken: true }));
    core.processes.start(70);
    expect((await core.services.grants.begin(ask(null))).signature).toBe(shell.row.signature);
    const other = await signedInByToken();
    other.processes.start(70);
    expect((await other.services.grants.begin(ask(null))).secret).toBe(other.token);
  });

  it('signed out, hands out only what works while the person is away; what runs goes on', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('needsMe'));
    await core.services.tokens.mint(wanted('away', { worksWhileAway: true }));
    core.processes.start(70);
    await core.services.grants.begin(ask('needsMe'));
    await core.services.session.signOut({ kind: 'destroy' });
    expect(core.services.grants.leases()).toHaveLength(1);
    await expect(core.services.grants.begin(ask('needsMe'))).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await expect(core.services.grants.begin(ask(null))).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect((await core.services.grants.begin(ask('away'))).label).toBe('away');
  });

  it('gives nothing where the lease cannot be recorded', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    core.processes.start(70);
    core.documents.leases.isFull = true;
    await expect(core.services.grants.begin(ask('laptop'))).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.shellFolders.folders.size).toBe(0);
  });

  it('ends with a revoke', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop'))).row;
    core.processes.start(70);
    await core.services.grants.begin(ask('laptop'));
    expect(await core.services.tokens.previewRevoke({ signature })).toMatchObject({ leases: [{ pid: 70 }], running: { isKnown: true } });
    await core.services.tokens.revoke({ signature, when: 'now' });
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
  });

  it('ends when its token expires', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + 90_000 }));
    core.processes.start(70);
    await core.services.grants.begin(ask('short'));
    await core.clock.advance(89_999);
    expect(core.services.grants.leases()).toHaveLength(1);
    await core.clock.advance(1);
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
  });

  it('of a token that was revoked while the app died ends at the next start', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop'))).row;
    core.processes.start(70);
    await core.services.grants.begin(ask('laptop'));
    core.platform.fail('all', OFFLINE());
    core.documents.leases.isFull = true;
    expect(await core.services.tokens.revoke({ signature, when: 'now' })).toEqual({ outcome: 'queued' });
    core.documents.leases.isFull = false;
    expect(core.documents.leases.saved()?.leases).toHaveLength(1);
    const again = core.restart();
    await again.start();
    expect(again.grants.leases()).toEqual([]);
  });

  it('at the next start drops those of dead processes, also where another has their number', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    for (const pid of [70, 71]) {
      core.processes.start(pid);
      await core.services.grants.begin(ask('laptop', pid));
    }
    await core.services.stop();
    core.processes.end(71);
    core.processes.start(71);
    const again = core.restart();
    await again.start();
    expect(again.grants.leases().map((lease) => lease.pid)).toEqual([70]);
    expect(core.shellFolders.folders.size).toBe(1);
    expect(core.shellFolders.sweeps).toBe(2);
  });
});

describe('the question for a shell token', () => {
  const who = { program: 'make', folder: '/home/amy/study' };

  it('is asked once for all who ask, and its answer mints the token', async () => {
    const core = await signedIn();
    const asked = [core.services.shellTokenDesk.ask(who), core.services.shellTokenDesk.ask({ program: 'other', folder: null })];
    const { asking } = core.services.shellTokenDesk.state();
    expect(asking).toMatchObject({ ...who, label: 'dxkey ada' });
    await core.services.shellTokenDesk.answer({ id: asking?.id ?? '', answer: { kind: 'mint', scope: { kind: 'full' }, expiresMs: null } });
    await Promise.all(asked);
    core.processes.start(70);
    expect((await core.services.grants.begin(ask(null))).label).toBe('dxkey ada');
    expect(core.services.shellTokenDesk.state().asking).toBeNull();
  });

  it('ends by a no, by time and by signing out', async () => {
    const core = await signedIn();
    const desk = core.services.shellTokenDesk;
    const no = expect(desk.ask(who)).rejects.toMatchObject({ code: 'REFUSED' });
    await desk.answer({ id: desk.state().asking?.id ?? '', answer: { kind: 'refuse' } });
    await no;
    const late = expect(desk.ask(who)).rejects.toMatchObject({ code: 'REFUSED' });
    await core.clock.advance(60_000);
    await late;
    const left = expect(desk.ask(who)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await core.services.session.signOut({ kind: 'destroy' });
    await left;
  });

  it('stays for another try where minting failed', async () => {
    const core = await signedIn();
    const desk = core.services.shellTokenDesk;
    const asked = desk.ask(who);
    const input = { id: desk.state().asking?.id ?? '', answer: { kind: 'mint', scope: { kind: 'full' }, expiresMs: null } } as const;
    core.platform.fail('all', OFFLINE());
    await expect(desk.answer(input)).rejects.toMatchObject({ code: 'OFFLINE' });
    core.platform.heal();
    await desk.answer(input);
    await asked;
  });

  it('needs somebody to ask', async () => {
    const core = await signedIn();
    core.window.isShowing = false;
    await expect(core.services.shellTokenDesk.ask(who)).rejects.toMatchObject({ code: 'NEEDS_SHELL_TOKEN' });
    await expect((await started()).services.shellTokenDesk.ask(who)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });
});
