import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../main/core/audit/entries';
import { AppError } from '../../../main/core/errors';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, heldKeys, signedIn, signedInByToken, wanted } from './signedIn';
import { AMY_STAGING, amyOn, STAGING, twoPlatforms } from './twoAccounts';

/** Both accounts hold one token; the one on Staging is shown. */
async function both(): Promise<TestServices & { mine: string; theirs: string }> {
  const core = await twoPlatforms();
  const mine = await core.services.tokens.mint({ ...wanted('mine'), accountId: AMY_STAGING });
  const theirs = await core.services.tokens.mint({ ...wanted('theirs'), accountId: ACCOUNT });
  await settle();
  return { ...core, mine: mine.row.signature, theirs: theirs.row.signature };
}
const keysOf = (core: TestServices, accountId: string): string[] => heldKeys(core).filter((key) => key.includes(accountId));
const isDead = ({ platform }: TestServices, signature: string): boolean =>
  platform.issued.find((one) => one.signature === signature)?.isDead === true;
/** All that the files say of an account, its queue apart. */
const named = ({ documents }: TestServices, accountId: string): boolean =>
  JSON.stringify([documents.index.saved(), documents.idle.saved(), documents.twoFactor.saved()]).includes(`"${accountId}"`);
const remove = ({ services }: TestServices, tokens: 'revoke' | 'forget', accountId = AMY_STAGING) =>
  services.accounts.remove({ accountId, tokens });

async function keepFactor(core: TestServices, accountId: string): Promise<void> {
  const kept = { id: 'k', accountId, kind: 'key', set: null, standing: 'live', keptMs: 0, total: 0, spent: [] } as const;
  await core.documents.twoFactor.save({ kept: [{ ...kept, spent: [] }], unsettled: [accountId] });
  core.secrets.entries.set(`authenticator/${accountId}/k`, '{"key":{}}');
}

describe('removing an account', () => {
  it('says before what goes with it', async () => {
    const core = await both();
    core.processes.start(500);
    await core.services.grants.begin({ name: 'mine', kind: 'env', pid: 500, projectId: null, accountId: AMY_STAGING });
    expect(core.services.accounts.previewRemove({ accountId: AMY_STAGING })).toMatchObject({
      heldCount: 1,
      leases: [{ pid: 500, signature: core.mine }],
      isSignedIn: true,
      openedBy: 'password',
      keepsTwoFactor: false,
    });
  });

  it('revokes what it holds, ends its session and its commands, and leaves nothing of it; the other account is untouched', async () => {
    const core = await both();
    core.processes.start(500);
    core.processes.start(501);
    await core.services.grants.begin({ name: 'mine', kind: 'env', pid: 500, projectId: null, accountId: AMY_STAGING });
    await core.services.grants.begin({ name: 'theirs', kind: 'env', pid: 501, projectId: null, accountId: ACCOUNT });
    const other = keysOf(core, ACCOUNT);
    expect(await remove(core, 'revoke')).toEqual({ queuedCount: 0, notes: [] });
    await settle();
    expect(isDead(core, core.mine)).toBe(true);
    expect(core.platform.issued.filter((one) => one.apiUrl.includes('staging')).every((one) => one.isDead)).toBe(true);
    expect(keysOf(core, AMY_STAGING)).toEqual([]);
    expect(named(core, AMY_STAGING)).toBe(false);
    expect(core.services.session.state()).toEqual({ status: 'signedOut', accountId: null, last: null, ended: null });
    expect(core.services.accounts.state()).toMatchObject({ shownId: null, list: [{ account: { id: ACCOUNT }, status: 'signedIn' }] });
    expect(isDead(core, core.theirs)).toBe(false);
    expect(keysOf(core, ACCOUNT)).toEqual(other);
    expect(core.services.grants.leases().map(({ pid }) => pid)).toEqual([501]);
    expect(core.platform.strays).toEqual([]);
  });

  it('SECURITY: what cannot be revoked now waits in the queue, which needs nothing of the account', async () => {
    const core = await both();
    core.platform.fail('all', OFFLINE());
    expect(await remove(core, 'revoke')).toMatchObject({ queuedCount: 2, notes: [{ step: 'destroy', isQueued: true }] });
    expect(named(core, AMY_STAGING)).toBe(false);
    expect(keysOf(core, AMY_STAGING)).toEqual([]);
    core.platform.heal();
    const again = core.restart();
    await again.start();
    await settle();
    await again.queue.run();
    expect(isDead(core, core.mine)).toBe(true);
    expect(core.platform.issued.filter((one) => one.apiUrl.includes('staging')).every((one) => one.isDead)).toBe(true);
    expect(core.documents.queue.saved()).toEqual({ entries: [] });
    expect(heldKeys(core).filter((key) => key.startsWith('condemned/'))).toEqual([]);
  });

  it('what it came to is told with the accounts, until the person goes on', async () => {
    const core = await both();
    core.platform.fail('all', OFFLINE());
    await remove(core, 'revoke');
    expect(core.services.accounts.state().removed).toMatchObject({
      username: 'amy',
      platformName: 'Staging',
      queuedCount: 2,
      notes: [{ step: 'destroy', isQueued: true }],
    });
    core.platform.heal();
    core.services.accounts.add();
    expect(core.services.accounts.state().removed).toBeNull();
  });

  it('a session that waits for the keychain is ended once, and is not queued anew', async () => {
    const core = await both();
    core.secrets.mode = 'locked';
    const again = core.restart();
    await again.start();
    await settle();
    core.secrets.mode = 'ready';
    expect(await again.accounts.remove({ accountId: AMY_STAGING, tokens: 'revoke' })).toEqual({ queuedCount: 0, notes: [] });
    expect(core.documents.queue.saved()).toEqual({ entries: [] });
  });

  it('only forgotten, its tokens live on and the keychain has none of them; commands keep what they were given', async () => {
    const core = await both();
    core.processes.start(500);
    await core.services.grants.begin({ name: 'mine', kind: 'env', pid: 500, projectId: null, accountId: AMY_STAGING });
    expect(await remove(core, 'forget')).toEqual({ queuedCount: 0, notes: [] });
    await settle();
    expect(isDead(core, core.mine)).toBe(false);
    expect(keysOf(core, AMY_STAGING)).toEqual([]);
    expect(named(core, AMY_STAGING)).toBe(false);
    expect(core.services.grants.leases()).toHaveLength(1);
  });

  it.each(['revoke', 'forget'] as const)('opened by an API token: %s means that one, too', async (tokens) => {
    const core = await signedInByToken();
    expect(core.services.accounts.previewRemove({ accountId: ACCOUNT })).toMatchObject({ heldCount: 1, openedBy: 'token' });
    await remove(core, tokens, ACCOUNT);
    expect(isDead(core, core.signature)).toBe(tokens === 'revoke');
    expect(heldKeys(core)).toEqual([]);
  });

  it('signed out, it goes with its tokens all the same', async () => {
    const core = await both();
    await core.services.session.signOut({ kind: 'destroy', accountId: AMY_STAGING });
    expect(await remove(core, 'revoke')).toEqual({ queuedCount: 0, notes: [] });
    expect(isDead(core, core.mine)).toBe(true);
    expect(named(core, AMY_STAGING)).toBe(false);
  });

  it('behind the shown one, it changes nothing of what is shown', async () => {
    const core = await both();
    await remove(core, 'revoke', ACCOUNT);
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn', account: { id: AMY_STAGING } });
  });

  it('takes kept two-factor secrets with it; while the keychain keeps them the account stays', async () => {
    const core = await both();
    await keepFactor(core, AMY_STAGING);
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.accounts.previewRemove({ accountId: AMY_STAGING }).keepsTwoFactor).toBe(true);
    core.secrets.removeMode = 'locked';
    await expect(again.accounts.remove({ accountId: AMY_STAGING, tokens: 'forget' })).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    expect(again.session.stateOf(AMY_STAGING).status).toBe('signedIn');
    core.secrets.removeMode = 'ready';
    await again.accounts.remove({ accountId: AMY_STAGING, tokens: 'forget' });
    expect(keysOf(core, AMY_STAGING)).toEqual([]);
    expect(named(core, AMY_STAGING)).toBe(false);
  });

  it('SECURITY: a queue that cannot be written stops it before anything goes', async () => {
    const core = await both();
    core.documents.queue.save = () => Promise.reject(new AppError('FILE_FAULT'));
    const before = heldKeys(core);
    await expect(remove(core, 'revoke')).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(heldKeys(core)).toEqual(before);
    expect(core.services.session.stateOf(AMY_STAGING).status).toBe('signedIn');
  });

  it('SECURITY: a list that cannot be written keeps the account, and the queue what it was given', async () => {
    const core = await both();
    core.platform.fail('all', OFFLINE());
    core.documents.index.save = () => Promise.reject(new AppError('FILE_FAULT'));
    await expect(remove(core, 'revoke')).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.services.accounts.state().list.map(({ account }) => account.id)).toContain(AMY_STAGING);
    core.platform.heal();
    await core.services.queue.run();
    expect(isDead(core, core.mine)).toBe(true);
  });

  it('SECURITY: a keychain that gives nothing away now keeps no dead token once it does', async () => {
    const core = await both();
    core.secrets.mode = 'locked';
    expect((await remove(core, 'revoke')).notes).toContainEqual({ step: 'keychain', code: 'KEYCHAIN_LOCKED', isQueued: false });
    core.secrets.mode = 'ready';
    const again = core.restart();
    await again.start();
    await settle();
    await again.queue.run();
    expect(isDead(core, core.mine)).toBe(true);
    expect(keysOf(core, AMY_STAGING)).toEqual([]);
  });

  it('waits for a sign-in that keeps what it made, and knows only accounts of this computer', async () => {
    const core = await both();
    const release = core.platform.hold('signIn');
    const signingIn = core.services.session.signIn(amyOn(STAGING));
    await settle();
    await expect(remove(core, 'revoke')).rejects.toMatchObject({ code: 'SIGN_IN_BUSY' });
    release();
    await signingIn;
    await expect(remove(core, 'revoke', 'dnanexus/user-nobody')).rejects.toMatchObject({ code: 'NO_SUCH_ACCOUNT' });
  });

  it('is recorded, with what became of its tokens', async () => {
    const core = await signedIn();
    await core.services.from(sourceOf('window')).accounts.remove({ accountId: ACCOUNT, tokens: 'forget' });
    await settle();
    const { entries } = await core.services.audit.read({ wanted: ({ deed }) => deed === 'account.removed', limit: 9 });
    expect(entries).toMatchObject([{ accountId: ACCOUNT, detail: 'tokensForgotten', source: { by: 'window' } }]);
  });
});
