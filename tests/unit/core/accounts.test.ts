import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../../main/core/services';
import type { TwoFactorRoutes } from '../../../main/core/ports';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';
import { codeAt } from '../../fakes/fakeTwoFactor';
import { ACCOUNT, DNANEXUS, signedIn, started, visible, wanted, heldKeys } from './signedIn';
import { addBen, AMY_STAGING, amyOn, BEN_ID, STAGING, twoPlatforms } from './twoAccounts';

const secretsOf = (core: TestServices, accountId: string) => heldKeys(core).filter((key) => key.includes(accountId));

describe('several accounts', () => {
  it('are signed in side by side, the newest shown', async () => {
    const core = await twoPlatforms();
    await addBen(core);
    const { session } = core.services;
    expect(session.state()).toMatchObject({ status: 'signedIn', account: { username: 'ben' } });
    for (const id of [ACCOUNT, AMY_STAGING, BEN_ID]) expect(session.stateOf(id).status).toBe('signedIn');
    expect(core.documents.index.saved()).toMatchObject({ activeAccountId: BEN_ID, sessions: [{}, {}, {}] });
  });

  it('come back together at the next start, the active one first', async () => {
    const core = await twoPlatforms();
    const again = core.restart();
    core.secrets.calls.length = 0;
    await again.start();
    await settle();
    expect(again.session.state()).toMatchObject({ status: 'signedIn', account: { platform: { key: 'staging' } } });
    expect(again.session.stateOf(ACCOUNT).status).toBe('signedIn');
    expect(core.secrets.calls.find(({ op }) => op === 'get')?.key).toBe(`session/${AMY_STAGING}`);
    expect(core.platform.strays).toEqual([]);
  });

  it('sleep together while the keychain is locked, and wake together', async () => {
    const core = await twoPlatforms();
    core.secrets.mode = 'locked';
    const again = core.restart();
    await again.start();
    for (const id of [ACCOUNT, AMY_STAGING]) expect(again.session.stateOf(id).status).toBe('signedOut');
    core.secrets.mode = 'ready';
    await core.clock.advance(60_000);
    for (const id of [ACCOUNT, AMY_STAGING]) expect(again.session.stateOf(id).status).toBe('signedIn');
  });

  it('end one at a time: at its time, by its platform, or by hand', async () => {
    const core = await twoPlatforms();
    const { session, tokens } = core.services;
    for (const one of core.platform.issued) if (one.apiUrl.includes('staging')) one.isDead = true;
    await expect(tokens.findProjects({ query: '', limit: 1, accountId: AMY_STAGING })).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(session.stateOf(AMY_STAGING)).toMatchObject({ status: 'signedOut', ended: { reason: 'notAccepted' } });
    expect(session.stateOf(ACCOUNT).status).toBe('signedIn');
    await session.signOut({ kind: 'destroy', accountId: ACCOUNT });
    expect(session.stateOf(ACCOUNT)).toMatchObject({ ended: { reason: 'signedOut' } });
    // How the other ended is still told.
    expect(session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'notAccepted' } });
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], endings: [{}, {}] });
  });

  it('sign out by name while another is shown, and the shown one stays', async () => {
    const core = await twoPlatforms();
    const state = await core.services.session.signOut({ kind: 'destroy', accountId: ACCOUNT });
    expect(state).toMatchObject({ status: 'signedOut', last: { username: 'amy', platform: { key: 'dnanexus' } } });
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn', account: { platform: { key: 'staging' } } });
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true, false]);
    expect(heldKeys(core)).toEqual([`session/${AMY_STAGING}`]);
  });
});

describe('signing in again to an account that is open', () => {
  it('opens a new session and ends the former one', async () => {
    const core = await signedIn();
    await core.services.session.signIn(amyOn(DNANEXUS));
    await settle();
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true, false]);
    expect(core.documents.index.saved()?.sessions).toHaveLength(1);
    expect(heldKeys(core)).toEqual([`session/${ACCOUNT}`]);
    await core.services.tokens.findProjects({ query: '', limit: 1 });
  });

  it('leaves the former one to the queue where the platform is out of reach afterwards', async () => {
    const core = await signedIn();
    core.platform.fail('destroy', OFFLINE());
    await core.services.session.signIn(amyOn(DNANEXUS));
    await settle();
    expect(core.services.session.state().status).toBe('signedIn');
    expect(core.services.queue.state().entries).toMatchObject([{ reason: 'signOut', state: 'waiting' }]);
    core.platform.heal();
    await core.services.queue.run();
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true, false]);
  });

  it('SECURITY: takes no session’s own token for an API token', async () => {
    const core = await signedIn();
    const token = core.secrets.entries.get(`session/${ACCOUNT}`) ?? '';
    await expect(core.services.session.inspectToken({ platform: DNANEXUS, token })).rejects.toMatchObject({ code: 'REFUSED' });
    expect(core.services.session.state().status).toBe('signedIn');
  });

  it('goes back to the account that was shown when it is cancelled or fails', async () => {
    const core = await signedIn();
    await expect(core.services.session.signIn({ ...amyOn(STAGING), password: 'wrong' })).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(core.services.session.state().status).toBe('signedIn');
    await core.services.session.signIn({ platform: DNANEXUS, username: 'ben', password: BEN.password });
    expect(core.services.session.state().status).toBe('needsCode');
    expect(core.services.session.cancel()).toMatchObject({ status: 'signedIn', account: { username: 'amy' } });
  });
});

describe('tokens of several accounts', () => {
  it('are made with the session of the account that was named, whatever is shown when the answer comes', async () => {
    const core = await twoPlatforms();
    const release = core.platform.hold('listTokens');
    const making = core.services.tokens.mint({ ...wanted('laptop'), accountId: ACCOUNT });
    await settle();
    await core.services.session.signOut({ kind: 'destroy', accountId: AMY_STAGING });
    release();
    const { row } = await making;
    expect(core.documents.index.saved()?.tokens).toMatchObject([{ signature: row.signature, accountId: ACCOUNT }]);
    expect(core.platform.issued.at(-1)?.apiUrl).toBe('https://api.dnanexus.com');
    expect(core.platform.strays).toEqual([]);
  });

  it('are listed, copied, revoked and lent by their own account alone', async () => {
    const core = await twoPlatforms();
    const { tokens, grants } = core.services;
    const { signature } = (await tokens.mint({ ...wanted('laptop', { worksWhileAway: true }), accountId: ACCOUNT })).row;
    expect(tokens.state().rows).toEqual([]);
    expect(tokens.stateOf(ACCOUNT).rows).toMatchObject([{ signature }]);
    const wrong = { signature, accountId: AMY_STAGING };
    const refusals = [tokens.copy(wrong), tokens.revoke({ ...wrong, when: 'now' }), tokens.previewRevoke(wrong), tokens.forget(wrong)];
    for (const refused of refusals) await expect(refused).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    await expect(tokens.setProject({ ...wrong, projectId: null })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    const lease = { name: 'laptop', kind: 'env', pid: 500, projectId: null } as const;
    core.processes.start(500);
    await expect(grants.begin(lease)).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    expect(await grants.begin({ ...lease, accountId: ACCOUNT })).toMatchObject({ platform: { key: 'dnanexus' }, signature });
  });

  it('work while away by account: the one that is signed out lends those alone', async () => {
    const core = await twoPlatforms();
    const { tokens, session } = core.services;
    const away = (await tokens.mint({ ...wanted('away', { worksWhileAway: true }), accountId: ACCOUNT })).row.signature;
    const needsMe = (await tokens.mint({ ...wanted('here'), accountId: ACCOUNT })).row.signature;
    await session.signOut({ kind: 'destroy', accountId: ACCOUNT });
    await expect(tokens.copy({ signature: needsMe, accountId: ACCOUNT })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await tokens.copy({ signature: away, accountId: ACCOUNT })).toMatchObject({ outcome: 'copied' });
  });

  it('have one shell token an account', async () => {
    const core = await twoPlatforms();
    const { tokens } = core.services;
    for (const accountId of [ACCOUNT, AMY_STAGING]) await tokens.mint({ ...wanted('dxkey ada', { isShellToken: true }), accountId });
    expect(tokens.unnamed(ACCOUNT).signature).not.toBe(tokens.unnamed(AMY_STAGING).signature);
    expect(core.documents.index.saved()?.tokens.map((one) => one.isShellToken)).toEqual([true, true]);
  });

  it('ask in the window for one account at a time, and for the one that was named', async () => {
    const core = await twoPlatforms();
    const { shellTokenDesk, tokens } = core.services;
    const who = { program: 'zsh', folder: null };
    const asked = shellTokenDesk.ask({ ...who, accountId: ACCOUNT });
    await expect(shellTokenDesk.ask({ ...who, accountId: AMY_STAGING })).rejects.toMatchObject({ code: 'NEEDS_SHELL_TOKEN' });
    const id = shellTokenDesk.state().asking?.id ?? '';
    await shellTokenDesk.answer({ id, answer: { kind: 'mint', scope: { kind: 'full' }, expiresMs: null } });
    await asked;
    expect(tokens.unnamed(ACCOUNT).isShellToken).toBe(true);
    expect(() => tokens.unnamed(AMY_STAGING)).toThrow(expect.objectContaining({ code: 'NEEDS_SHELL_TOKEN' }));
  });

  it('are revoked later by a session of their own account, never by that of another', async () => {
    const core = await twoPlatforms();
    const elsewhere = core.platform.issue('user-amy', { label: 'browser' });
    await core.services.tokens.refresh({ accountId: ACCOUNT });
    core.platform.fail('destroy', OFFLINE(), { times: 1 });
    await core.services.tokens.revoke({ signature: elsewhere.signature, when: 'now', accountId: ACCOUNT });
    expect(core.services.queue.state().entries).toMatchObject([{ state: 'waiting' }]);
    await core.services.queue.run();
    expect(core.platform.isAlive(elsewhere.signature)).toBe(false);
    expect(core.platform.strays).toEqual([]);
  });
});

describe('two-factor authentication of several accounts', () => {
  const code = (core: TestServices, secret: string) => codeAt(secret, core.clock.now());

  /** A call of amy's is on its way when ben becomes the one that is shown. */
  async function benComesWhile(route: keyof TwoFactorRoutes, core: TestServices, act: () => Promise<unknown>) {
    const release = core.platform.hold(route);
    const acting = act();
    await settle();
    await addBen(core);
    release();
    const ended = await acting.then(
      () => 'done',
      (error: unknown) => error,
    );
    await settle();
    expect(core.platform.strays).toEqual([]);
    expect(core.services.session.state()).toMatchObject({ account: { username: 'ben' } });
    return ended;
  }
  async function enrolled(): Promise<{ core: TestServices; secret: string }> {
    const core = await signedIn();
    const { twoFactor } = core.services;
    const { secret } = await twoFactor.begin({ password: AMY.password, code: null });
    const { backupCodes } = await twoFactor.confirm({ code: code(core, secret) });
    twoFactor.tellSaved();
    await twoFactor.finish({ backupCode: backupCodes[0] ?? '', keepCodes: true, keepKey: true });
    await core.clock.advance(30_000);
    return { core, secret };
  }
  const kept = (core: TestServices) => core.documents.twoFactor.saved();

  it('is turned off for the account that asked for it, and what is kept of her follows', async () => {
    const { core, secret } = await enrolled();
    const input = { password: AMY.password, code: code(core, secret) };
    expect(await benComesWhile('disableTwoFactor', core, () => core.services.twoFactor.turnOff(input))).toBe('done');
    expect(core.platform.accounts[0]?.factor?.secret).toBeNull();
    expect(kept(core)?.kept.map((one) => [one.accountId, one.standing])).toEqual([
      [ACCOUNT, 'dead'],
      [ACCOUNT, 'dead'],
    ]);
    expect(kept(core)?.unsettled).toEqual([]);
    // Nothing of hers is told as his.
    expect(core.services.twoFactor.state()).toMatchObject({ status: null, authenticator: null, deadCodes: null });
  });

  it('begun for one account gives its secret to nobody once another is shown, and is cancelled', async () => {
    const core = await signedIn();
    const begin = () => core.services.twoFactor.begin({ password: AMY.password, code: null });
    const ended = await benComesWhile('beginTwoFactor', core, begin);
    expect(ended).toMatchObject({ code: 'SESSION_ENDED' });
    await expect(core.services.twoFactor.copy({ what: 'setupKey' })).rejects.toMatchObject({ code: 'ENROLMENT_GONE' });
  });

  it('is asked about with the session of its own account', async () => {
    const core = await signedIn();
    const release = core.platform.hold('describeTwoFactor');
    const asking = core.services.twoFactor.refresh();
    await settle();
    await addBen(core);
    expect(core.services.twoFactor.state()).toMatchObject({ offer: 'unknown', isChecking: false });
    release();
    await asking;
    expect(core.services.twoFactor.state()).toMatchObject({ offer: 'unknown', status: null });
    expect(core.platform.strays).toEqual([]);
  });
});

type Act = (services: Services, accountId: string) => Promise<unknown>;
const ACTS: Record<string, Act> = {
  signIn: (services, accountId) =>
    accountId === BEN_ID
      ? services.session
          .signIn({ platform: DNANEXUS, username: 'ben', password: BEN.password })
          .then(() => services.session.submitCode({ code: BEN.code ?? '' }))
      : services.session.signIn(amyOn(accountId === ACCOUNT ? DNANEXUS : STAGING)),
  signOut: ({ session }, accountId) => session.signOut({ kind: 'destroy', accountId }),
  mint: ({ tokens }, accountId) => tokens.mint({ ...wanted('one'), accountId }),
  refresh: ({ tokens }, accountId) => tokens.refresh({ accountId }),
  revoke: ({ tokens }, accountId) =>
    tokens.revoke({ signature: tokens.stateOf(accountId).rows[0]?.signature ?? '', when: 'now', accountId }),
  projects: ({ tokens }, accountId) => tokens.findProjects({ query: '', limit: 1, accountId }),
  preview: ({ session }, accountId) => session.previewSignOut({ accountId }),
  queue: ({ queue }) => queue.run(),
};
const IDS = [ACCOUNT, AMY_STAGING, BEN_ID];

it('SECURITY: no call for one account ever bears a token of another, nor goes to another platform', async () => {
  const acts = fc.array(
    fc.record({
      name: fc.constantFrom(...Object.keys(ACTS)),
      accountId: fc.constantFrom(...IDS),
      isAwaited: fc.boolean(),
      isOffline: fc.boolean(),
    }),
    { minLength: 4, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(acts, async (path) => {
      const core = await started();
      const running: Promise<unknown>[] = [];
      for (const { name, accountId, isAwaited, isOffline } of path) {
        if (isOffline) core.platform.fail('destroy', OFFLINE(), { times: 1 });
        const act = Promise.resolve().then(() => ACTS[name]?.(core.services, accountId));
        running.push(act.catch(() => undefined));
        if (isAwaited) await running.at(-1);
      }
      await Promise.all(running);
      await settle();
      expect(core.platform.strays).toEqual([]);
      for (const { accountId, signature } of core.documents.index.saved()?.tokens ?? []) {
        const made = core.platform.issued.find((one) => one.signature === signature);
        expect(`${made?.apiUrl === 'https://api.dnanexus.com' ? 'dnanexus' : 'staging'}/${made?.userId ?? ''}`).toBe(accountId);
      }
      for (const id of IDS) {
        for (const key of secretsOf(core, id)) {
          const made = core.platform.issued.find((one) => one.secret === core.secrets.entries.get(key));
          expect(`${made?.apiUrl === 'https://api.dnanexus.com' ? 'dnanexus' : 'staging'}/${made?.userId ?? ''}`).toBe(id);
        }
      }
      expect(visible(core)).not.toContain('CANARY');
    }),
    { numRuns: 60 },
  );
});
