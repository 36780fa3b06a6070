import { describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, signedIn, wanted } from './signedIn';
import { AMY_STAGING, amyOn, BEN_ID, STAGING, twoPlatforms } from './twoAccounts';

const PROJECT = `project-${'G'.repeat(24)}`;

describe('which account is shown', () => {
  const ids = ({ services }: TestServices) => services.accounts.state().list.map(({ account }) => account.id);

  it('is told with all the others, each with its own state', async () => {
    const core = await twoPlatforms();
    await core.services.session.signOut({ kind: 'destroy', accountId: ACCOUNT });
    expect(core.services.accounts.state()).toMatchObject({
      shownId: AMY_STAGING,
      isAdding: false,
      list: [
        { account: { id: ACCOUNT, username: 'amy', platform: { name: 'DNAnexus' } }, status: 'signedOut', ended: 'signedOut', idle: null },
        { account: { id: AMY_STAGING }, status: 'signedIn', openedBy: 'password', ended: null, idle: { limitMs: 900_000 } },
      ],
    });
  });

  it('is changed by a person, kept over a restart, and touches no session', async () => {
    const core = await twoPlatforms();
    const { accounts, session } = core.services;
    expect(accounts.switchTo({ accountId: ACCOUNT })).toMatchObject({ status: 'signedIn', account: { id: ACCOUNT } });
    for (const id of [ACCOUNT, AMY_STAGING]) expect(session.stateOf(id).status).toBe('signedIn');
    await settle();
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.accounts.state().shownId).toBe(ACCOUNT);
    expect(core.platform.count('destroy')).toBe(0);
  });

  it('one that is signed out leads to its sign-in, with its name', async () => {
    const core = await twoPlatforms();
    await core.services.session.signOut({ kind: 'destroy', accountId: ACCOUNT });
    expect(core.services.accounts.switchTo({ accountId: ACCOUNT })).toMatchObject({
      status: 'signedOut',
      accountId: ACCOUNT,
      last: { username: 'amy', platform: { key: 'dnanexus' } },
    });
  });

  it.each(['a sign-out', 'idle logout', 'the platform', 'its time'])('never changes by itself: not by %s', async (end) => {
    const core = await twoPlatforms();
    const { session, accounts, tokens } = core.services;
    if (end === 'a sign-out') await session.signOut({ kind: 'destroy', accountId: AMY_STAGING });
    if (end === 'idle logout') core.idleSensor.leave();
    if (end === 'the platform') {
      for (const one of core.platform.issued) if (one.apiUrl.includes('staging')) one.isDead = true;
      await tokens.refresh({ accountId: AMY_STAGING });
    }
    await core.clock.advance(end === 'its time' ? 18 * 3_600_000 : 15 * 60_000);
    expect(session.stateOf(AMY_STAGING).status).toBe('signedOut');
    expect(accounts.state().shownId).toBe(AMY_STAGING);
    expect(session.state()).toMatchObject({ status: 'signedOut', accountId: AMY_STAGING });
  });

  it('an account that this computer does not know is refused', async () => {
    const core = await twoPlatforms();
    expect(() => core.services.accounts.switchTo({ accountId: BEN_ID })).toThrow(expect.objectContaining({ code: 'NO_SUCH_ACCOUNT' }));
  });

  it('SECURITY: one of a platform that this runtime may not use is neither told nor shown', async () => {
    const core = await twoPlatforms();
    const index = core.documents.index.saved();
    const fallback = createTestServices({ platformPolicy: { loopbackOnly: true, standinUrl: null } });
    if (index !== null) await fallback.documents.index.save(index);
    await fallback.services.start();
    expect(fallback.services.accounts.state().list).toEqual([]);
    expect(() => fallback.services.accounts.switchTo({ accountId: ACCOUNT })).toThrow(expect.objectContaining({ code: 'NO_SUCH_ACCOUNT' }));
  });

  it('stands behind the form for one more account, and comes back when that is given up', async () => {
    const core = await signedIn();
    const { accounts, session } = core.services;
    expect(accounts.add()).toEqual({ status: 'signedOut', accountId: null, last: null, ended: null });
    expect(accounts.state()).toMatchObject({ shownId: ACCOUNT, isAdding: true });
    expect(session.stateOf(ACCOUNT).status).toBe('signedIn');
    await expect(session.signIn({ ...amyOn(STAGING), password: 'wrong' })).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    // What was typed wrong is typed anew where it was typed.
    expect(session.state()).toMatchObject({ status: 'signedOut', accountId: null });
    expect(session.cancel()).toMatchObject({ status: 'signedIn', account: { id: ACCOUNT } });
    expect(accounts.state().isAdding).toBe(false);
  });

  it('a half-typed code is dropped by a switch, with the password that waited for it', async () => {
    const core = await twoPlatforms();
    core.services.accounts.add();
    await core.services.session.signIn({ platform: DNANEXUS, username: 'ben', password: BEN.password });
    expect(core.services.session.state().status).toBe('needsCode');
    core.services.accounts.switchTo({ accountId: ACCOUNT });
    await expect(core.services.session.submitCode({ code: BEN.code ?? '' })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(ids(core)).toEqual([ACCOUNT, AMY_STAGING]);
  });

  it('cannot be changed while a sign-in keeps what it made', async () => {
    const core = await twoPlatforms();
    const { accounts, session } = core.services;
    const { set } = core.secrets;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    core.secrets.set = (key, secret) => held.then(() => set.call(core.secrets, key, secret));
    const signingIn = session.signIn(amyOn(DNANEXUS));
    await settle();
    expect(() => accounts.switchTo({ accountId: ACCOUNT })).toThrow(expect.objectContaining({ code: 'SIGN_IN_BUSY' }));
    release();
    expect(await signingIn).toMatchObject({ status: 'signedIn', account: { id: ACCOUNT } });
  });
});

describe('nothing of one account is there for the next', () => {
  it('SECURITY: its fresh token can be copied by nobody else, and its list, its projects and its default project are its own', async () => {
    const core = await twoPlatforms();
    const { accounts, tokens } = core.services;
    core.platform.projects = [{ id: PROJECT, name: 'genomes', level: 'VIEW', region: null, billTo: null, containsPhi: null }];
    const { row } = await tokens.mint({ ...wanted('fresh', { isKept: false }), accountId: AMY_STAGING });
    await tokens.refresh({ accountId: AMY_STAGING });
    expect(tokens.state()).toMatchObject({ accountId: AMY_STAGING, rows: [{ signature: row.signature }] });
    accounts.switchTo({ accountId: ACCOUNT });
    expect(tokens.state()).toMatchObject({ accountId: ACCOUNT, rows: [] });
    await expect(tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    await expect(tokens.setProject({ signature: row.signature, projectId: PROJECT })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    core.platform.calls.length = 0;
    await tokens.findProjects({ query: '', limit: 1, accountId: ACCOUNT });
    expect(core.platform.calls).toMatchObject([{ route: 'findProjects', apiUrl: 'https://api.dnanexus.com' }]);
    // While its dialog may still stand, it can be copied by its own account.
    expect(await tokens.copy({ signature: row.signature, accountId: AMY_STAGING })).toMatchObject({ outcome: 'copied' });
  });

  it('SECURITY: a password for two-factor authentication of one is not sent for another that is shown by then', async () => {
    const core = await twoPlatforms();
    core.platform.calls.length = 0;
    const { twoFactor } = core.services;
    const mine = { accountId: ACCOUNT, password: AMY.password };
    const asks = [
      twoFactor.begin({ ...mine, code: null }),
      twoFactor.renewCodes({ ...mine, code: '1' }),
      twoFactor.turnOff({ ...mine, code: '1' }),
      twoFactor.showKey({ accountId: ACCOUNT, proof: { by: 'password', password: AMY.password } }),
      twoFactor.showCodes({ accountId: ACCOUNT, proof: { by: 'password', password: AMY.password } }),
    ];
    for (const refused of asks) await expect(refused).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(core.platform.calls).toEqual([]);
  });
});
