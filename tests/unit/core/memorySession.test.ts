import { describe, expect, it } from 'vitest';
import { auditKey } from '../../../main/core/accounts/keys';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';
import type { TestServices } from '../../fakes/createTestServices';
import { ACCOUNT, DNANEXUS, heldKeys, sessionSecret, signedIn, started, visible, wanted } from './signedIn';

/** A sign-in that the person wants kept nowhere, because the keychain is missing, locked or lost. */

const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
const forNow = { ...amy, isInMemory: true };

/** No keychain, signed in for now. */
async function inMemory(): Promise<TestServices> {
  const core = await started();
  core.secrets.mode = 'missing';
  await core.services.session.signIn(forNow);
  await settle();
  return core;
}

const sessionsAlive = (core: TestServices) =>
  core.platform.issued.filter((one) => one.label === null && core.platform.isAlive(one.signature));

/** What was asked of the keychain for a secret, beside the activity record's own key. */
const keychainUse = (core: TestServices) => core.secrets.calls.filter(({ op, key }) => op !== 'probe' && key !== auditKey);

describe('a sign-in that is held in memory', () => {
  it('is never taken by itself: without the press a missing keychain is a refusal', async () => {
    const core = await started();
    core.secrets.mode = 'missing';
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'KEYCHAIN_MISSING' });
    expect(core.services.session.state().status).toBe('signedOut');
    expect(core.platform.count('signIn')).toBe(0);
  });

  it('opens a session with no keychain asked for anything, and says what it is', async () => {
    const core = await started();
    core.secrets.mode = 'missing';
    core.secrets.calls.length = 0;
    expect(await core.services.session.signIn(forNow)).toMatchObject({ status: 'signedIn', openedBy: 'password', isInMemory: true });
    await settle();
    expect(keychainUse(core)).toEqual([]);
    expect(core.services.accounts.state().list).toMatchObject([{ status: 'signedIn', isInMemory: true }]);
    expect(visible(core)).not.toContain('CANARY');
  });

  it('keeps nothing though the keychain would take it by now', async () => {
    const core = await inMemory();
    core.secrets.mode = 'ready';
    await core.services.facts.probeKeychain();
    await core.services.tokens.refresh();
    await settle();
    expect(heldKeys(core)).toEqual([]);
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn', isInMemory: true });
  });

  it('goes through the code step without the keychain', async () => {
    const core = await started();
    core.secrets.mode = 'missing';
    await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password, isInMemory: true });
    expect(await core.services.session.submitCode({ code: '123456' })).toMatchObject({ status: 'signedIn', isInMemory: true });
  });

  it('lists, and revokes by signature what the keychain holds and what was made elsewhere', async () => {
    const first = await signedIn();
    const held = (await first.services.tokens.mint(wanted('held'))).row.signature;
    const elsewhere = first.platform.issue('user-amy', { label: 'elsewhere' }).signature;
    await first.services.session.signOut({ kind: 'destroy' });
    await first.services.stop();
    first.secrets.mode = 'locked';
    const services = first.restart();
    await services.start();
    await services.session.signIn(forNow);
    await settle();
    await services.tokens.refresh();
    expect(
      services.tokens
        .state()
        .rows.map((row) => row.label)
        .sort(),
    ).toEqual(['elsewhere', 'held']);
    const { results } = await services.tokens.revokeMany({ signatures: [held, elsewhere], when: 'now' });
    expect(results.map((one) => one.outcome)).toEqual(['revoked', 'revoked']);
    expect([held, elsewhere].map((one) => first.platform.isAlive(one))).toEqual([false, false]);
  });

  it('bears what waited in the queue for the keychain', async () => {
    const core = await signedIn();
    const held = (await core.services.tokens.mint(wanted('held'))).row.signature;
    core.platform.fail('all', OFFLINE());
    await core.services.tokens.revoke({ signature: held, when: 'now' });
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.stop();
    core.platform.heal();
    core.secrets.mode = 'locked';
    const services = core.restart();
    await services.start();
    await settle();
    expect(services.queue.state().entries).toMatchObject([{ state: 'waiting', problem: { code: 'KEYCHAIN_LOCKED' } }, {}]);
    expect(core.platform.isAlive(held)).toBe(true);
    await services.session.signIn(forNow);
    await settle();
    expect(core.platform.isAlive(held)).toBe(false);
  });

  it('shows a new token once and keeps it nowhere', async () => {
    const core = await inMemory();
    const made = await core.services.tokens.mint(wanted('new'));
    expect(made).toMatchObject({ isKept: false, keepProblem: { code: 'KEYCHAIN_MISSING' } });
    expect(core.platform.isAlive(made.row.signature)).toBe(true);
    expect(heldKeys(core)).toEqual([]);
  });

  it('panics with it: all that is listed goes, and the session last', async () => {
    const core = await inMemory();
    core.platform.issue('user-amy', { label: 'elsewhere' });
    await core.services.panic.begin({ scope: 'listed' });
    await settle();
    expect(core.platform.issued.filter((one) => core.platform.isAlive(one.signature))).toEqual([]);
    expect(core.services.session.state().status).toBe('signedOut');
    expect(core.services.panic.state()).toMatchObject({ current: null });
  });
});

describe('the end of a session that is held in memory', () => {
  it('by hand ends it on the platform, with nothing left to do for any keychain', async () => {
    const core = await inMemory();
    expect(await core.services.session.signOut({ kind: 'destroy' })).toMatchObject({ status: 'signedOut', ended: { notes: [] } });
    expect(sessionsAlive(core)).toEqual([]);
    expect(core.services.queue.state().entries).toEqual([]);
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], leftovers: [] });
  });

  it('by idleness ends it on the platform', async () => {
    const core = await inMemory();
    core.idleSensor.leave();
    await core.clock.advance(16 * 60_000);
    await settle();
    expect(core.services.session.state()).toMatchObject({ status: 'signedOut' });
    expect(sessionsAlive(core)).toEqual([]);
  });

  it('offline waits in the queue, said to be in memory, and is finished when the platform is back', async () => {
    const core = await inMemory();
    core.platform.fail('all', OFFLINE());
    await core.services.session.signOut({ kind: 'destroy' });
    expect(core.services.queue.state().entries).toMatchObject([{ reason: 'signOut', state: 'waiting', isInMemory: true }]);
    expect(visible(core)).not.toContain('CANARY');
    core.platform.heal();
    await core.services.queue.run();
    expect(sessionsAlive(core)).toEqual([]);
    expect(core.services.queue.state().entries).toEqual([]);
  });

  it('offline and then quit: the next sign-in of the account ends it', async () => {
    const core = await inMemory();
    core.platform.fail('all', OFFLINE());
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.stop();
    core.platform.heal();
    const services = core.restart();
    await services.start();
    await settle();
    expect(services.queue.state().entries).toMatchObject([{ reason: 'signOut', state: 'needsSignIn' }]);
    expect(sessionsAlive(core)).toHaveLength(1);
    core.secrets.mode = 'ready';
    await services.session.signIn(amy);
    await settle();
    expect(sessionsAlive(core).map((one) => one.secret)).toEqual([sessionSecret(core)]);
  });

  it('with the quit of the app ends it on the platform', async () => {
    const core = await inMemory();
    await core.services.stop();
    expect(sessionsAlive(core)).toEqual([]);
    const services = core.restart();
    await services.start();
    expect(services.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'memoryGone', username: 'amy' } });
    expect(services.queue.state().entries).toEqual([]);
  });

  it('by a crash is explained at the next start, and the next sign-in ends it', async () => {
    const core = await inMemory();
    const services = core.restart();
    await services.start();
    await settle();
    expect(services.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'memoryGone', username: 'amy' } });
    expect(services.queue.state().entries).toMatchObject([{ reason: 'signOut', state: 'needsSignIn', username: 'amy' }]);
    await services.session.signIn(forNow);
    await settle();
    expect(sessionsAlive(core)).toHaveLength(1);
    expect(services.queue.state().entries).toEqual([]);
  });

  it('by a sign-in that is kept: the session in memory is ended, the new one is in the keychain', async () => {
    const core = await inMemory();
    core.secrets.mode = 'ready';
    await core.services.session.signIn(amy);
    await settle();
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn' });
    expect(core.services.session.state()).not.toMatchObject({ isInMemory: true });
    expect(sessionsAlive(core).map((one) => one.secret)).toEqual([sessionSecret(core)]);
  });
});

describe('a pasted token that is held in memory', () => {
  async function byToken(): Promise<{ core: TestServices; signature: string }> {
    const core = await started();
    core.secrets.mode = 'missing';
    const { secret, signature } = core.platform.issue('user-amy', { label: 'pasted' });
    const asked = { platform: DNANEXUS, token: secret };
    await expect(core.services.session.inspectToken(asked)).rejects.toMatchObject({ code: 'KEYCHAIN_MISSING' });
    expect(await core.services.session.inspectToken({ ...asked, isInMemory: true })).toMatchObject({
      status: 'confirmToken',
      isInMemory: true,
    });
    await core.services.session.keepToken({ label: 'x', worksWhileAway: false });
    await settle();
    return { core, signature };
  }

  it('opens a session, and no file or keychain holds the token', async () => {
    const { core } = await byToken();
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn', openedBy: 'token', isInMemory: true });
    expect(core.documents.index.saved()?.tokens.filter((one) => one.isHeld)).toEqual([]);
    expect(heldKeys(core)).toEqual([]);
    expect(visible(core)).not.toContain('CANARY');
  });

  it('lives on when its session is closed, and ends when it is revoked', async () => {
    const { core, signature } = await byToken();
    expect(await core.services.session.signOut({ kind: 'forget' })).toMatchObject({ status: 'signedOut', ended: { notes: [] } });
    expect(core.platform.isAlive(signature)).toBe(true);
    const other = await byToken();
    expect(await other.core.services.session.signOut({ kind: 'destroy' })).toMatchObject({ ended: { notes: [] } });
    expect(other.core.platform.isAlive(other.signature)).toBe(false);
  });

  it('may be chosen at the question, too, where only the keeping fails', async () => {
    const core = await started();
    core.secrets.setMode = 'locked';
    const { secret } = core.platform.issue('user-amy', { label: 'pasted' });
    await core.services.session.inspectToken({ platform: DNANEXUS, token: secret });
    const asked = { label: 'x', worksWhileAway: false };
    await expect(core.services.session.keepToken(asked)).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    expect(await core.services.session.keepToken({ ...asked, isInMemory: true })).toMatchObject({ status: 'signedIn', isInMemory: true });
    expect(core.services.accounts.state().list).toMatchObject([{ account: { id: ACCOUNT }, isInMemory: true }]);
  });
});
