import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import type { RotateInput } from '../../../main/core/services';
import { settle } from '../../fakes/fakeClock';
import { AMY, LOST_REPLY, MONTH_MS, OFFLINE } from '../../fakes/fakePlatform';
import type { TestServices } from '../../fakes/createTestServices';
import { ACCOUNT, DNANEXUS, signedIn, signedInByToken, wanted } from './signedIn';

const SCOPE = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
const rest = { scope: null, lengthMs: null, old: 'revoke', mayRevokeExposed: false } as const;
const rowsOf = (core: TestServices) => core.services.tokens.state().rows;
const recordOf = (core: TestServices, signature: string) => core.documents.index.saved()?.tokens.find((one) => one.signature === signature);
const openOf = (core: TestServices) => core.documents.rotation.saved()?.open ?? [];
const keyOf = (signature: string) => `token/${ACCOUNT}/${signature}`;

/** Signed in, with a token that was never shown to anybody. */
async function withToken(label = 'laptop', over: Parameters<typeof wanted>[1] = {}) {
  const core = await signedIn();
  core.processes.start(100);
  const { row } = await core.services.tokens.mint(wanted(label, { scope: SCOPE, isPrinted: false, ...over }));
  await settle();
  return { core, old: row.signature };
}
const rotate = (core: TestServices, signature: string, over: Partial<RotateInput> = {}) =>
  core.services.rotations.rotate({ signature, ...rest, ...over });

/** The app went away at this moment and comes back; signed in as before, for the session is in the keychain. */
async function restarted(core: TestServices): Promise<TestServices> {
  const services = core.restart();
  await services.start();
  await settle();
  return { ...core, services };
}

describe('a rotation', () => {
  it('makes a token of the same label, scope and length with the session, proves it, and revokes the old one', async () => {
    const { core, old } = await withToken();
    await core.clock.advance(600_000);
    const { isSwitched, row, old: left } = await rotate(core, old);
    await settle();
    expect(isSwitched).toBe(true);
    expect(left).toBe('revoking');
    expect(row).toMatchObject({ label: 'laptop', scope: SCOPE, held: 'here', state: 'live', expiresMs: core.clock.now() + MONTH_MS });
    const sessionBearer = core.secrets.entries.get(`session/${ACCOUNT}`);
    expect(core.platform.calls.filter((call) => call.route === 'mint').map((call) => call.bearer)).toEqual([sessionBearer, sessionBearer]);
    expect(
      core.platform.calls.find((call) => call.route === 'whoami' && call.bearer === core.secrets.entries.get(keyOf(row?.signature ?? ''))),
    ).toBeDefined();
    expect(core.platform.isAlive(old)).toBe(false);
    expect(core.secrets.entries.has(keyOf(old))).toBe(false);
    expect(openOf(core)).toEqual([]);
    expect(rowsOf(core).map((one) => one.signature)).toEqual([row?.signature]);
  });

  it('writes each step before it is done', async () => {
    const { core, old } = await withToken();
    const seen: string[] = [];
    for (const route of ['listTokens', 'mint', 'whoami', 'destroy'] as const) {
      const real = core.platform[route].bind(core.platform) as (...input: unknown[]) => Promise<unknown>;
      Object.assign(core.platform, {
        [route]: (...input: unknown[]) => {
          seen.push(`${route} ${openOf(core)[0]?.step ?? 'over'}`);
          return real(...input);
        },
      });
    }
    await rotate(core, old);
    await settle();
    expect(seen.filter((one, at) => seen.indexOf(one) === at && !one.startsWith('listTokens over'))).toEqual([
      'listTokens mint',
      'mint mint',
      ...(seen.includes('listTokens prove') ? ['listTokens prove'] : []),
      'whoami prove',
      'destroy over',
    ]);
  });

  it('hands the new token to new leases by the old one’s name, and keeps the old one for those who have it', async () => {
    const { core, old } = await withToken();
    const first = await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: 100, projectId: null });
    const { row, old: left } = await rotate(core, old);
    expect(left).toBe('waits');
    expect(core.platform.isAlive(old)).toBe(true);
    expect(core.services.rotations.state().open).toMatchObject([{ signature: old, stage: 'waits', leaseCount: 1, isSwitched: true }]);
    const second = await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: 100, projectId: null });
    expect(second.signature).toBe(row?.signature);
    const byFormerName = await core.services.grants.begin({ name: old, kind: 'exec', pid: 100, projectId: null });
    expect(byFormerName.signature).toBe(row?.signature);
    await core.services.grants.end(first.lease.id);
    await settle();
    expect(core.platform.isAlive(old)).toBe(false);
    expect(core.platform.isAlive(row?.signature ?? '')).toBe(true);
  });

  it('is rotated again while processes have the old ones: in whatever order they end, each old one goes, and the name means the newest', async () => {
    const { core, old } = await withToken();
    const { begin, end } = core.services.grants;
    const ask = (name: string) => begin({ name, kind: 'exec', pid: 100, projectId: null });
    const first = await ask('laptop');
    await rotate(core, old);
    const second = await ask('laptop');
    const { row } = await rotate(core, second.signature);
    await end(second.lease.id);
    await settle();
    expect([old, second.signature].map((one) => core.platform.isAlive(one))).toEqual([true, false]);
    expect(core.services.tokens.find('laptop').signature).toBe(row?.signature);
    const byFirstName = await ask(old);
    expect(byFirstName.signature).toBe(row?.signature);
    await end(first.lease.id);
    await settle();
    expect(core.platform.isAlive(old)).toBe(false);
    expect(core.platform.isAlive(row?.signature ?? '')).toBe(true);
    expect(openOf(core)).toEqual([]);
  });

  it('carries over what was set for the old one', async () => {
    const { core, old } = await withToken('dxkey ada', { isShellToken: true, worksWhileAway: true });
    await core.services.rotations.setSelf({ signature: old, choice: 'keep' });
    const { row } = await rotate(core, old, { old: 'keep' });
    expect(row).toMatchObject({ isShellToken: true, worksWhileAway: true, selfRotation: 'keep' });
    expect(rowsOf(core).find((one) => one.signature === old)).toMatchObject({ isShellToken: false, replacedBy: row?.signature });
    expect(core.services.tokens.unnamed().signature).toBe(row?.signature);
  });

  it('leaves the old one until it expires where that is chosen', async () => {
    const { core, old } = await withToken();
    expect(await rotate(core, old, { old: 'keep' })).toMatchObject({ isSwitched: true, old: 'kept' });
    await settle();
    expect(core.platform.isAlive(old)).toBe(true);
    expect(openOf(core)).toEqual([]);
  });

  it('waits for executions before the old one dies', async () => {
    const { core, old } = await withToken();
    core.platform.running = { isKnown: true, count: 1, isAtLeast: false, named: [] };
    await rotate(core, old);
    await settle();
    expect(core.platform.isAlive(old)).toBe(true);
    expect(core.services.queue.state().entries).toMatchObject([{ signature: old, when: 'whenJobsDone', state: 'jobsRunning' }]);
  });

  it('asks what a token of unknown scope may reach, and never guesses it', async () => {
    const core = await signedIn();
    core.platform.tellsDetails = false;
    const { secret } = core.platform.issue('user-amy', { label: 'pasted' });
    const { signature } = await core.services.tokens.import({ token: secret, label: 'pasted', worksWhileAway: false });
    await expect(rotate(core, signature, { old: 'keep' })).rejects.toMatchObject({ code: 'SCOPE_UNKNOWN' });
    await expect(core.services.rotations.setSelf({ signature, choice: 'keep' })).rejects.toMatchObject({ code: 'SCOPE_UNKNOWN' });
    expect(core.platform.count('mint')).toBe(0);
    expect((await rotate(core, signature, { old: 'keep', scope: SCOPE })).row?.scope).toEqual(SCOPE);
  });

  it('takes no other scope for a token whose scope is known', async () => {
    const { core, old } = await withToken();
    await expect(rotate(core, old, { scope: { kind: 'full' } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('revokes a token that was copied, shown or printed only on a yes', async () => {
    const { core, old } = await withToken('laptop', { isPrinted: true });
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'REFUSED', details: { field: 'exposed' } });
    expect(core.platform.count('mint')).toBe(1);
    expect(await rotate(core, old, { mayRevokeExposed: true })).toMatchObject({ old: 'revoking' });
  });

  it('asks where the old one was copied while it waited', async () => {
    const { core, old } = await withToken();
    const lease = await core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 100, projectId: null });
    await rotate(core, old);
    await core.services.tokens.copy({ signature: old });
    await core.services.grants.end(lease.lease.id);
    await settle();
    const [open] = core.services.rotations.state().open;
    expect(open).toMatchObject({ stage: 'asks', isSwitched: true });
    expect(core.platform.isAlive(old)).toBe(true);
    await core.services.rotations.finish({ id: open?.id ?? '', mayRevokeExposed: true });
    await settle();
    expect(core.platform.isAlive(old)).toBe(false);
  });

  it('does not count a loan by env or exec as an exposure', async () => {
    const { core, old } = await withToken();
    const { lease } = await core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 100, projectId: null });
    await core.services.grants.end(lease.id);
    expect(await rotate(core, old)).toMatchObject({ old: 'revoking' });
  });

  it('counts env --show as one', async () => {
    const { core, old } = await withToken();
    const { lease } = await core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 100, projectId: null, isShown: true });
    await core.services.grants.end(lease.id);
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'REFUSED', details: { field: 'exposed' } });
  });

  it('never mints with the token that is replaced: another full one does it, or nobody', async () => {
    const core = await signedInByToken();
    const { signature } = core;
    await expect(rotate(core, signature, { old: 'keep' })).rejects.toMatchObject({ code: 'CANNOT_MINT' });
    const other = core.platform.issue('user-amy', { label: 'other' });
    await core.services.tokens.import({ token: other.secret, label: 'other', worksWhileAway: false });
    await core.services.tokens.refresh();
    const { isSwitched } = await rotate(core, signature, { old: 'keep' });
    expect(isSwitched).toBe(true);
    expect(core.platform.calls.filter((call) => call.route === 'mint').map((call) => call.bearer)).toEqual([other.secret]);
  });

  it('does not mint with a token that the replaced one made, for it may die with it', async () => {
    const core = await signedInByToken();
    const child = core.platform.issue('user-amy', { label: 'child' });
    child.parentSignature = core.signature;
    await core.services.tokens.import({ token: child.secret, label: 'child', worksWhileAway: false });
    await core.services.tokens.refresh();
    await expect(rotate(core, core.signature, { old: 'keep' })).rejects.toMatchObject({ code: 'CANNOT_MINT' });
  });
});

describe('a rotation that fails', () => {
  it('leaves everything as it was where nothing was made', async () => {
    const { core, old } = await withToken();
    core.platform.fail('mint', new AppError('PLATFORM_FAULT', { reached: 'yes' }), { times: 1 });
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'PLATFORM_FAULT' });
    expect(openOf(core)).toEqual([]);
    expect(rowsOf(core)).toHaveLength(1);
  });

  it('tells of a token whose answer was lost, and is gone on with or undone', async () => {
    const { core, old } = await withToken();
    core.platform.fail('mint', LOST_REPLY(), { at: 'after', times: 1 });
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'MINT_UNCERTAIN' });
    const [open] = core.services.rotations.state().open;
    expect(open).toMatchObject({ stage: 'unfinished', isSwitched: false });
    expect(
      rowsOf(core)
        .map((row) => row.state)
        .sort(),
    ).toEqual(['live', 'lost']);
    expect(await core.services.rotations.finish({ id: open?.id ?? '', mayRevokeExposed: false })).toMatchObject({ isSwitched: true });
    expect(openOf(core)).toEqual([]);
  });

  it('gives a token up that the keychain does not take', async () => {
    const { core, old } = await withToken();
    core.secrets.setMode = 'locked';
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    await settle();
    expect(core.platform.issued.filter((one) => !one.isSession && !one.isDead).map((one) => one.signature)).toEqual([old]);
    expect(openOf(core)).toEqual([]);
  });

  it('keeps a new token that could not be proved, and goes on with it by itself', async () => {
    const { core, old } = await withToken();
    core.platform.fail('whoami', OFFLINE(), { times: 1 });
    expect(await rotate(core, old)).toMatchObject({ isSwitched: false, problem: { code: 'OFFLINE' } });
    expect(core.services.rotations.state().open).toMatchObject([{ stage: 'unfinished', problem: { code: 'OFFLINE' } }]);
    expect((await core.services.grants.begin({ name: old, kind: 'exec', pid: 100, projectId: null })).signature).toBe(old);
    await core.clock.advance(60_000);
    await settle();
    expect(core.services.rotations.state().open).toMatchObject([{ stage: 'waits', isSwitched: true }]);
  });

  it('gives up a new token that is dead, and the old one goes on', async () => {
    const { core, old } = await withToken();
    core.platform.fail('whoami', new AppError('TOKEN_NOT_ACCEPTED', { reached: 'yes' }), { times: 1 });
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'TOKEN_NOT_ACCEPTED' });
    await settle();
    expect(rowsOf(core).map((row) => row.signature)).toEqual([old]);
    expect(core.platform.isAlive(old)).toBe(true);
  });

  it('is undone: the new token dies and the old one is the only one', async () => {
    const { core, old } = await withToken();
    core.platform.fail('whoami', OFFLINE(), { times: 1 });
    const { row } = await rotate(core, old);
    const [open] = core.services.rotations.state().open;
    await core.services.rotations.undo({ id: open?.id ?? '' });
    await settle();
    expect(core.platform.isAlive(row?.signature ?? '')).toBe(false);
    expect(rowsOf(core).map((one) => one.signature)).toEqual([old]);
  });

  it('never revokes the old one once the new one is gone', async () => {
    const { core, old } = await withToken();
    const { lease } = await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: 100, projectId: null });
    const { row } = await rotate(core, old);
    await core.services.tokens.revoke({ signature: row?.signature ?? '', when: 'now' });
    await core.services.grants.end(lease.id);
    await settle();
    expect(core.platform.isAlive(old)).toBe(true);
    expect(core.services.tokens.find('laptop').signature).toBe(old);
  });

  it('is refused while another one of the same token is not over', async () => {
    const { core, old } = await withToken();
    await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: 100, projectId: null });
    await rotate(core, old);
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'REFUSED', details: { field: 'rotation' } });
  });

  it('is refused where its journal cannot be written, before anything is made', async () => {
    const { core, old } = await withToken();
    core.documents.rotation.isFull = true;
    await expect(rotate(core, old)).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.platform.count('mint')).toBe(1);
  });
});

describe('after a death in the middle', () => {
  it('takes up a token that was kept, though the journal did not know it yet', async () => {
    const { core, old } = await withToken();
    const release = core.platform.hold('whoami');
    void rotate(core, old);
    await settle();
    const [entry] = openOf(core);
    const made = core.documents.index.saved()?.tokens.find((one) => one.replaces === old);
    expect(entry?.newSignature).toBe(made?.signature);
    // As if the app had died between the index and the journal.
    await core.documents.rotation.save({ open: [{ ...(entry ?? ({} as never)), step: 'mint', newSignature: null }], said: [] });
    core.platform.heal();
    const again = await restarted(core);
    release();
    await settle();
    expect(openOf(again)).toEqual([]);
    expect(recordOf(again, made?.signature ?? '')?.isHeld).toBe(true);
    expect(again.platform.isAlive(made?.signature ?? '')).toBe(true);
    expect(again.platform.isAlive(old)).toBe(false);
  });

  it('makes no second token by itself, and offers to', async () => {
    const { core, old } = await withToken();
    core.platform.hold('mint');
    void rotate(core, old);
    await settle();
    const again = await restarted(core);
    expect(again.services.rotations.state().open).toMatchObject([{ signature: old, stage: 'unfinished', newSignature: null }]);
    expect(again.platform.count('mint')).toBe(2);
  });

  it('gives up a new token whose secret the keychain never got', async () => {
    const { core, old } = await withToken();
    core.platform.fail('whoami', OFFLINE(), { times: 1 });
    const { row } = await rotate(core, old);
    core.secrets.entries.delete(keyOf(row?.signature ?? ''));
    const again = await restarted(core);
    await settle();
    expect(again.platform.isAlive(row?.signature ?? '')).toBe(false);
    expect(again.platform.isAlive(old)).toBe(true);
    expect(openOf(again)).toEqual([]);
  });

  it('takes up a kept token where the journal itself is lost, and leaves the old one', async () => {
    const { core, old } = await withToken();
    core.platform.fail('whoami', OFFLINE(), { times: 1 });
    const { row } = await rotate(core, old);
    core.documents.rotation.isDamaged = true;
    const again = await restarted(core);
    await settle();
    expect(recordOf(again, old)?.replacedBy).toBe(row?.signature);
    expect(again.platform.isAlive(old)).toBe(true);
  });

  it('goes on waiting for a process that has the old one', async () => {
    const { core, old } = await withToken();
    const { lease } = await core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 100, projectId: null });
    await rotate(core, old);
    const again = await restarted(core);
    expect(again.services.rotations.state().open).toMatchObject([{ stage: 'waits' }]);
    await again.services.grants.end(lease.id);
    await settle();
    expect(again.platform.isAlive(old)).toBe(false);
  });
});

describe('the end of a token that is near', () => {
  const DAY = 86_400_000;
  /** Shorter than the time without activity that ends the session. */
  const LIFE_MS = 800_000;
  const told = (core: TestServices) => {
    const notices: { signature: string; isLast: boolean }[] = [];
    core.services.rotations.onNotice(({ signature, isLast }) => void notices.push({ signature, isLast }));
    return notices;
  };

  it('is told at 20 % and 5 % of its life, a week and a day at the most, each once, ever', async () => {
    const { core, old } = await withToken();
    await core.services.tokens.refresh();
    const notices = told(core);
    await core.clock.advance(MONTH_MS - 6 * DAY - 1_000);
    await settle();
    expect(notices).toEqual([]);
    await core.clock.advance(1_000);
    await settle();
    expect(notices).toEqual([{ signature: old, isLast: false }]);
    await core.services.stop();
    const again = await restarted(core);
    const later = told(again);
    await core.clock.advance(5 * DAY);
    await settle();
    expect(later).toEqual([{ signature: old, isLast: true }]);
    expect(notices).toHaveLength(1);
  });

  it('lets dxkey rotate it, where that is set and its account is signed in', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + LIFE_MS, isPrinted: false }));
    await core.services.rotations.setSelf({ signature: row.signature, choice: 'revoke' });
    const notices = told(core);
    await core.clock.advance(0.81 * LIFE_MS);
    await settle();
    expect(core.platform.count('mint')).toBe(2);
    expect(notices).toEqual([]);
    expect(rowsOf(core).filter((one) => one.label === 'short' && one.state === 'live')).toHaveLength(1);
  });

  it('is told where nobody is signed in, and rotated after the next sign-in', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + LIFE_MS, isPrinted: false }));
    await core.services.rotations.setSelf({ signature: row.signature, choice: 'keep' });
    await core.services.session.signOut({ kind: 'destroy' });
    const notices = told(core);
    await core.clock.advance(0.81 * LIFE_MS);
    await settle();
    expect(notices).toEqual([{ signature: row.signature, isLast: false }]);
    expect(core.platform.count('mint')).toBe(1);
    await core.services.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password });
    await settle();
    expect(core.platform.count('mint')).toBe(2);
    expect(recordOf(core, row.signature)?.replacedBy).not.toBeNull();
  });

  it('asks before it revokes an old token of which copies may be in use', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('shown', { expiresMs: core.clock.now() + LIFE_MS }));
    await core.services.rotations.setSelf({ signature: row.signature, choice: 'revoke' });
    await core.clock.advance(0.85 * LIFE_MS);
    await settle();
    expect(core.services.rotations.state().open).toMatchObject([{ signature: row.signature, stage: 'asks' }]);
    expect(core.platform.isAlive(row.signature)).toBe(true);
  });
});
