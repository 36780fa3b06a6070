import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { AMY, OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, heldKeys, sessionSecret, signedIn, wanted } from './signedIn';

const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
const DENIED = () => new AppError('PERMISSION_DENIED', { reached: 'yes' });

/** Signed in, two tokens held here, one made elsewhere, and a session on another computer. */
async function atWork() {
  const core = await signedIn();
  const { tokens } = core.services;
  const make = async (label: string) => (await tokens.mint(wanted(label))).row.signature;
  const held = [await make('one'), await make('two')];
  const elsewhere = core.platform.issue('user-amy', { label: 'elsewhere' }).signature;
  const other = core.platform.issue('user-amy', { label: null, isSession: true }).signature;
  await tokens.refresh();
  await settle();
  const alive = () => core.platform.issued.filter((one) => core.platform.isAlive(one.signature)).map((one) => one.label ?? 'a session');
  return { core, held, elsewhere, other, alive, panic: core.services.panic };
}

describe('a panic that reaches the platform', () => {
  it('ends what this computer holds, its own session last, and leaves what others hold', async () => {
    const { core, alive, panic } = await atWork();
    const own = sessionSecret(core);
    core.platform.calls.length = 0;
    await panic.begin({ scope: 'held' });
    await settle();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
    expect(heldKeys(core)).toEqual([]);
    const destroys = core.platform.calls.filter((call) => call.route === 'destroy');
    expect(destroys.at(-1)?.bearer).toBe(own);
    expect(core.services.session.state()).toMatchObject({ status: 'signedOut' });
    expect(panic.state()).toMatchObject({ current: null, last: { revoked: 2, waiting: 0, othersMayExist: false, wasUndone: false } });
  });

  it('ends all that the platform lists, sessions on other computers too', async () => {
    const { core, alive, panic } = await atWork();
    await panic.begin({ scope: 'listed' });
    await settle();
    expect(alive()).toEqual([]);
    expect(core.services.queue.state().entries).toEqual([]);
    expect(panic.state().last).toMatchObject({ revoked: 4, othersMayExist: false });
  });

  it('where the list is refused revokes what is known, and says that others may exist', async () => {
    const { core, alive, panic } = await atWork();
    core.platform.fail('listTokens', DENIED());
    await panic.begin({ scope: 'listed' });
    await settle();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
    expect(panic.state().last).toMatchObject({ revoked: 2, othersMayExist: true });
  });

  it('ends leases, clears the clipboard and refuses an open question', async () => {
    const { core, held, panic } = await atWork();
    await core.services.tokens.copy({ signature: held[0] ?? '' });
    await panic.begin({ scope: 'held' });
    expect(core.services.clipboard.state().holding).toBeNull();
    expect(core.services.grants.leases()).toEqual([]);
  });

  it('ends a token whose mint was under way, and gives its secret to nobody', async () => {
    const { core, alive, panic } = await atWork();
    const letGo = core.platform.hold('mint');
    core.platform.fail('destroy', OFFLINE());
    const minting = core.services.tokens.mint(wanted('late'));
    await settle();
    const begun = panic.begin({ scope: 'held' });
    await settle();
    await begun;
    letGo();
    await expect(minting).rejects.toMatchObject({ code: 'FROZEN', details: { queued: true } });
    expect(alive()).toContain('late');
    core.platform.heal();
    await core.clock.advance(5_000);
    await settle();
    expect(alive()).not.toContain('late');
  });

  it('works while nobody is signed in: each token ends itself', async () => {
    const { core, alive, panic } = await atWork();
    await core.services.session.signOut({ kind: 'destroy' });
    await panic.begin({ scope: 'held' });
    await settle();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
    expect(panic.state().current).toBeNull();
  });

  it('with a locked keychain ends by signature what the session can, and keeps the rest in the queue', async () => {
    const { core, alive, panic } = await atWork();
    core.secrets.mode = 'locked';
    await panic.begin({ scope: 'held' });
    await settle();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
    expect(panic.state().current).toBeNull();
  });

  it.each(['held', 'listed'] as const)('condemns anew what it had named when the queue could not be written: %s', async (scope) => {
    const { core, alive, panic } = await atWork();
    core.documents.queue.isFull = true;
    await panic.begin({ scope });
    expect(panic.state().current).toMatchObject({ ended: 0, problem: 'FILE_FAULT' });
    core.documents.queue.isFull = false;
    const services = core.restart();
    await services.start();
    await settle();
    expect(services.panic.state().current).toBeNull();
    expect(heldKeys(core)).toEqual([]);
    expect(alive().sort()).toEqual(scope === 'held' ? ['a session', 'elsewhere'] : []);
  });

  it('goes on where a platform answers with its own trouble, and ends once that is over', async () => {
    const { core, alive, panic } = await atWork();
    core.platform.fail('destroy', new AppError('PLATFORM_FAULT', { reached: 'yes' }));
    await panic.begin({ scope: 'held' });
    expect(panic.state().current).toMatchObject({ canUndo: false, ended: 0, problem: 'PLATFORM_FAULT' });
    core.platform.heal();
    await core.clock.advance(5_000);
    await settle();
    expect(panic.state().current).toBeNull();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
  });
});

describe('a panic out of reach of the platform', () => {
  async function offline() {
    const stage = await atWork();
    stage.core.platform.fail('all', OFFLINE());
    await stage.panic.begin({ scope: 'held' });
    await settle();
    return stage;
  }

  it('freezes dxkey at once: nothing is handed out, made or signed in', async () => {
    const { core, held, panic } = await offline();
    expect(panic.state().current).toMatchObject({ canUndo: true, total: 2, ended: 0, problem: 'OFFLINE' });
    const frozen = { code: 'FROZEN' };
    await expect(core.services.tokens.copy({ signature: held[0] ?? '' })).rejects.toMatchObject(frozen);
    await expect(core.services.tokens.mint(wanted('new'))).rejects.toMatchObject(frozen);
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject(frozen);
    const lease = { name: 'one', kind: 'exec', pid: 4, projectId: null, accountId: ACCOUNT } as const;
    await expect(core.services.grants.begin(lease)).rejects.toMatchObject(frozen);
  });

  it('condemns the secrets: only the queue can read them', async () => {
    const { core, held } = await offline();
    expect(heldKeys(core).filter((key) => key.startsWith('token/'))).toEqual([]);
    for (const signature of held) expect(heldKeys(core)).toContain(`condemned/${signature}`);
  });

  it('can be taken back: what was held is held again, and the session goes on', async () => {
    const { core, held, panic } = await offline();
    await panic.undo();
    core.platform.heal();
    expect(panic.state()).toMatchObject({ current: null, last: { wasUndone: true } });
    expect(core.services.session.state().status).toBe('signedIn');
    expect(core.services.queue.state().entries).toEqual([]);
    for (const signature of held) await core.services.tokens.copy({ signature });
  });

  it('outlives the app, and can be taken back after a restart', async () => {
    const { core, held, panic } = await offline();
    expect(panic.state().current?.canUndo).toBe(true);
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.panic.state().current).toMatchObject({ canUndo: true, total: 2 });
    await expect(again.tokens.copy({ signature: held[0] ?? '' })).rejects.toMatchObject({ code: 'FROZEN' });
    await again.panic.undo();
    core.platform.heal();
    await again.tokens.copy({ signature: held[0] ?? '' });
  });

  it('ends all of it at the first contact, which nobody has to wait for; then nothing can be taken back', async () => {
    const { core, alive, panic } = await offline();
    core.platform.heal();
    await core.clock.advance(5_000);
    await settle();
    expect(alive().sort()).toEqual(['a session', 'elsewhere']);
    await expect(panic.undo()).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('leaves in the queue what stood there before', async () => {
    const { core, held, panic } = await atWork();
    core.platform.running = { isKnown: true, count: 1, isAtLeast: false, named: [] };
    await core.services.tokens.revoke({ signature: held[0] ?? '', when: 'whenJobsDone' });
    core.platform.fail('all', OFFLINE());
    await panic.begin({ scope: 'held' });
    await panic.undo();
    expect(core.services.queue.state().entries).toMatchObject([{ signature: held[0], when: 'whenJobsDone' }]);
  });
});

describe('what is told before', () => {
  it('counts what each choice would end, and says what nobody can count', async () => {
    const { core, panic } = await atWork();
    core.platform.running = { isKnown: true, count: 3, isAtLeast: false, named: [] };
    expect(await panic.preview()).toEqual({
      accountCount: 1,
      heldCount: 2,
      listedCount: 3,
      sessionCount: 2,
      leaseCount: 0,
      isListWhole: true,
      running: { isKnown: true, count: 3, isAtLeast: false },
    });
    core.platform.fail('listTokens', DENIED());
    expect(await panic.preview()).toMatchObject({ listedCount: null, isListWhole: false });
  });
});
