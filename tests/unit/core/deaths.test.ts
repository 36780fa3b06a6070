import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { createTestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, sessionSecret, signedIn, signedInByToken, started, wanted, heldKeys } from './signedIn';

/** What is true at the next start where the app, the keychain or a file went away at the worst moment. */

const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };

describe('a session that this runtime may not use', () => {
  it('stays where it is: nothing of it is read, sent or shown here, and the other runtime brings it back', async () => {
    const core = await signedIn();
    const { clock, secrets, platform, documents } = core;
    const fallback = createTestServices({
      platformPolicy: { loopbackOnly: true, standinUrl: null },
      ports: { clock, secrets, platform, documents },
    });
    secrets.calls.length = 0;
    platform.calls.length = 0;
    await fallback.services.start();
    await settle();
    expect(fallback.services.session.state()).toEqual({ status: 'signedOut', accountId: null, last: null, ended: null });
    expect(secrets.calls.filter(({ op }) => op !== 'probe')).toEqual([]);
    expect(platform.calls).toEqual([]);
    expect(documents.index.saved()?.sessions.map((one) => one.accountId)).toEqual([ACCOUNT]);
    const again = core.restart();
    await again.start();
    expect(again.session.state()).toMatchObject({ status: 'signedIn', account: { username: 'amy' } });
  });

  it('SECURITY: who was here last is told by the key of the platform, not by a name or a URL in the file', async () => {
    const core = await signedIn();
    await core.services.session.signOut({ kind: 'destroy' });
    const file = core.documents.index.saved();
    const account = file?.accounts[0];
    if (file === null || account === undefined) throw new Error('nothing saved');
    const evil = { ...account.platform, kind: 'custom' as const, apiUrl: 'https://evil.example', authUrl: 'https://evil.example' };
    await core.documents.index.save({ ...file, accounts: [{ ...account, platform: evil }] });
    const again = core.restart();
    await again.start();
    expect(again.session.state()).toMatchObject({ last: { platform: { kind: 'dnanexus', authUrl: 'https://auth.dnanexus.com' } } });
    const id = 'nowhere/user-amy';
    await core.documents.index.save({ ...file, accounts: [{ ...account, id }], activeAccountId: id });
    const third = core.restart();
    await third.start();
    expect(third.session.state()).toMatchObject({ status: 'signedOut', last: null });
  });
});

describe('a sign-out at a bad moment', () => {
  it('says that nothing will try again where neither the queue nor the platform can be reached', async () => {
    const core = await signedIn();
    core.documents.queue.isFull = true;
    core.platform.fail('all', OFFLINE());
    const state = await core.services.session.signOut({ kind: 'destroy' });
    expect(state).toMatchObject({
      status: 'signedOut',
      ended: {
        notes: [
          { step: 'index', code: 'FILE_FAULT', isQueued: false },
          { step: 'destroy', code: 'OFFLINE', isQueued: false },
        ],
      },
    });
    expect(heldKeys(core)).toHaveLength(0);
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], endings: [{ notes: [{ step: 'index' }, { step: 'destroy' }] }] });
  });

  it('keeps a pasted token that could neither be queued nor destroyed', async () => {
    const core = await signedInByToken();
    core.documents.queue.isFull = true;
    core.platform.fail('all', OFFLINE());
    await core.services.session.signOut({ kind: 'destroy' });
    expect(heldKeys(core)).toEqual([`token/${ACCOUNT}/${core.signature}`]);
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], tokens: [{ isHeld: true }] });
  });

  it('hands a platform that does not answer within twenty seconds to the queue', async () => {
    const core = await signedIn();
    const release = core.platform.hold('destroy');
    const leaving = core.services.session.signOut({ kind: 'destroy' });
    await core.clock.advance(19_999);
    expect(core.services.session.state()).toMatchObject({ status: 'working', work: 'signOut' });
    await core.clock.advance(1);
    expect(await leaving).toMatchObject({ ended: { notes: [{ step: 'destroy', code: 'TIMED_OUT', isQueued: true }] } });
    release();
    await settle();
    expect(core.platform.issued[0]?.isDead).toBe(true);
    expect(core.services.queue.state().entries).toEqual([]);
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('leaves a secret that the keychain would not move where the next start finds it', async () => {
    const core = await signedIn();
    core.secrets.setMode = 'fault';
    core.platform.fail('all', OFFLINE());
    expect(await core.services.session.signOut({ kind: 'destroy' })).toMatchObject({
      ended: {
        notes: [
          { step: 'keychain', code: 'KEYCHAIN_FAULT', isQueued: false },
          { step: 'destroy', code: 'OFFLINE', isQueued: true },
        ],
      },
    });
    await core.services.stop();
    core.secrets.setMode = 'ready';
    core.platform.heal();
    const again = core.restart();
    await again.start();
    await settle();
    expect(core.platform.issued[0]?.isDead).toBe(true);
    expect(heldKeys(core)).toHaveLength(0);
    expect(again.queue.state().entries).toEqual([]);
  });

  it('comes back signed out where the app died while the platform was asked', async () => {
    const core = await signedIn();
    const release = core.platform.hold('destroy');
    void core.services.session.signOut({ kind: 'destroy' });
    await settle();
    const again = core.restart();
    await again.start();
    expect(again.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'signedOut' } });
    release();
    await settle();
    expect(core.platform.issued[0]?.isDead).toBe(true);
    expect(again.queue.state().entries).toEqual([]);
  });

  it('ends what runs on the pasted token that it destroys, also without a network', async () => {
    const core = await signedInByToken();
    core.processes.start(70);
    await core.services.grants.begin({ name: null, kind: 'env', pid: 70, projectId: null });
    core.platform.fail('all', OFFLINE());
    await core.services.session.signOut({ kind: 'destroy' });
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
  });
});

describe('what the keychain would not remove', () => {
  it('is removed at the next start', async () => {
    const core = await signedIn();
    core.secrets.removeMode = 'locked';
    for (const one of core.platform.issued) one.isDead = true;
    await expect(core.services.session.verify()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await settle();
    expect(heldKeys(core)).toHaveLength(1);
    core.secrets.removeMode = 'ready';
    const again = core.restart();
    await again.start();
    await settle();
    expect(heldKeys(core)).toHaveLength(0);
    expect(core.documents.index.saved()?.leftovers).toEqual([]);
  });

  it('is not taken away from a session that has begun since', async () => {
    const core = await signedIn();
    core.secrets.removeMode = 'locked';
    for (const one of core.platform.issued) one.isDead = true;
    await expect(core.services.session.verify()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await core.services.session.signIn(amy);
    core.secrets.removeMode = 'ready';
    const secret = sessionSecret(core);
    const again = core.restart();
    await again.start();
    await settle();
    expect(sessionSecret(core)).toBe(secret);
    expect(again.session.state().status).toBe('signedIn');
  });

  it('SECURITY: a file names nothing of another kind for removal', async () => {
    const core = await signedIn();
    await core.services.session.signOut({ kind: 'destroy' });
    const file = core.documents.index.saved();
    if (file === null) throw new Error('nothing saved');
    core.secrets.entries.set('condemned/abc', 'CANARY');
    await core.documents.index.save({ ...file, leftovers: ['condemned/abc'] });
    await core.restart().start();
    await settle();
    expect(core.secrets.entries.has('condemned/abc')).toBe(true);
  });

  it('is tried again while the app runs where its token is dead already', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop'))).row;
    core.secrets.removeMode = 'locked';
    expect(await core.services.tokens.revoke({ signature, when: 'now' })).toEqual({ outcome: 'revoked' });
    expect(core.services.queue.state().entries).toHaveLength(1);
    core.secrets.removeMode = 'ready';
    await core.clock.advance(60_000);
    expect(core.services.queue.state().entries).toEqual([]);
    expect(heldKeys(core)).toEqual([`session/${ACCOUNT}`]);
  });

  it('is forgotten all the same where forgetting was asked', async () => {
    const core = await signedInByToken();
    core.secrets.removeMode = 'locked';
    expect(await core.services.session.signOut({ kind: 'forget' })).toMatchObject({ ended: { notes: [{ step: 'keychain' }] } });
    core.secrets.removeMode = 'ready';
    await core.restart().start();
    await settle();
    expect(heldKeys(core)).toHaveLength(0);
  });
});

describe('a mint at a bad moment', () => {
  it('shows a token that was made while the app died as lost', async () => {
    const core = await signedIn();
    core.platform.hold('mint');
    void core.services.tokens.mint(wanted('laptop'));
    await settle();
    expect(core.services.tokens.state().mayExist).toEqual([]);
    core.platform.issue('user-amy', { label: 'laptop' });
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.tokens.state()).toMatchObject({ mayExist: [], rows: [{ label: 'laptop', state: 'lost', held: 'elsewhere' }] });
  });

  it('says that one may exist where the list is refused', async () => {
    const core = await signedIn();
    core.platform.fail('listTokens', new AppError('PERMISSION_DENIED', { reached: 'yes' }));
    core.platform.hold('mint');
    const expiresMs = core.clock.now() + 86_400_000;
    void core.services.tokens.mint(wanted('laptop', { expiresMs }));
    await settle();
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.tokens.state().mayExist).toEqual([{ label: 'laptop', untilMs: expiresMs }]);
  });

  it('is not taken for lost by a list that is read meanwhile, and leaves nothing open', async () => {
    const core = await signedIn();
    const release = core.platform.hold('mint');
    const minting = core.services.tokens.mint(wanted('laptop'));
    await settle();
    core.platform.issue('user-amy', { label: 'laptop' });
    await core.services.tokens.refresh();
    expect(core.services.tokens.state().rows.map((row) => row.state)).toEqual(['live']);
    release();
    await minting;
    core.platform.fail('mint', new AppError('PLATFORM_REFUSED', { reached: 'yes' }));
    await expect(core.services.tokens.mint(wanted('other'))).rejects.toMatchObject({ code: 'PLATFORM_REFUSED' });
    expect(core.documents.index.saved()?.uncertain).toEqual([]);
  });

  it('is not begun behind the back of one who has waited a minute for the turn', async () => {
    const core = await signedIn();
    const release = core.platform.hold('mint');
    const first = core.services.tokens.mint(wanted('first'));
    const second = expect(core.services.tokens.mint(wanted('second'))).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await core.clock.advance(60_000);
    release();
    await first;
    await second;
    expect(core.platform.count('mint')).toBe(1);
  });
});

describe('a sign-in at a bad moment', () => {
  it('SECURITY: sends no password once it was cancelled while the keychain was asked', async () => {
    const core = await started();
    let answer: (state: 'ready') => void = () => undefined;
    core.secrets.probe = () => new Promise((resolve) => (answer = resolve));
    const pending = core.services.session.signIn(amy);
    await settle();
    core.services.session.cancel();
    answer('ready');
    expect(await pending).toMatchObject({ status: 'signedOut' });
    expect(core.platform.count('signIn')).toBe(0);
  });

  it('SECURITY: a password whose code failed late still has an end in memory', async () => {
    const core = await started();
    await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password });
    const release = core.platform.hold('signIn');
    const late = expect(core.services.session.submitCode({ code: '000000' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
    await core.clock.advance(6 * 60_000);
    release();
    await late;
    expect(core.services.session.state().status).toBe('needsCode');
    await core.clock.advance(5 * 60_000);
    expect(core.services.session.state().status).toBe('signedOut');
  });

  it('says so where it could be neither kept, nor destroyed, nor queued', async () => {
    const core = await started();
    core.secrets.setMode = 'fault';
    core.platform.fail('destroy', OFFLINE());
    core.documents.queue.isFull = true;
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'KEYCHAIN_FAULT', details: { sessionMayExist: true } });
  });
});

describe('the queue at a bad moment', () => {
  it('tries what waits for a sign-in also where another try is under way just then', async () => {
    const core = await signedIn();
    const { signature } = core.platform.issue('user-amy', { label: 'elsewhere' });
    await core.services.tokens.refresh();
    core.platform.fail('destroy', OFFLINE(), { times: 1 });
    await core.services.tokens.revoke({ signature, when: 'now' });
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn({ ...amy, platform: { kind: 'staging' } });
    core.platform.fail('destroy', OFFLINE(), { times: 1 });
    await core.services.session.signOut({ kind: 'destroy' });
    const release = core.platform.hold('destroy');
    const running = core.services.queue.run();
    await settle();
    await core.services.session.signIn(amy);
    release();
    await running;
    await settle();
    expect(core.platform.isAlive(signature)).toBe(false);
    expect(core.services.queue.state().entries).toEqual([]);
  });
});

describe('a stopped app', () => {
  it('leaves no timer, also where something comes back late', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop'))).row;
    await core.services.tokens.copy({ signature });
    void core.services.shellTokenDesk.ask({ program: 'make', folder: null });
    core.platform.fail('mint', new AppError('TIMED_OUT', { reached: 'maybe' }), { times: 1 });
    await expect(core.services.tokens.mint(wanted('lost'))).rejects.toMatchObject({ code: 'TIMED_OUT' });
    core.platform.fail('destroy', OFFLINE());
    const release = core.platform.hold('destroy');
    const late = core.services.tokens.revoke({ signature, when: 'now' });
    await settle();
    expect(core.clock.pending()).toBeGreaterThan(3);
    await core.services.stop();
    release();
    await late;
    await settle();
    expect(core.clock.pending()).toBe(0);
    expect(core.processes.watching()).toBe(0);
  });
});
