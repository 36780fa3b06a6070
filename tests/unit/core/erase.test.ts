import { describe, expect, it } from 'vitest';
import * as keys from '../../../main/core/accounts/keys';
import { keychainKeys } from '../../../main/core/erase/keychainKeys';
import type { EraseDocument } from '../../../main/core/ports';
import type { CoreServices } from '../../../main/core/services';
import { FIRST_START } from '../../../main/core/ports';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, signedIn, signedInByToken, started, wanted } from './signedIn';
import { AMY_STAGING, twoPlatforms } from './twoAccounts';

const CANARY = { passphrase: 'CANARY-passphrase-0123456789' };

/** Two accounts with a token each, a kept 2FA key, a lock, and a shell that was given one of the tokens. */
async function lived(): Promise<TestServices & { mine: string; theirs: string }> {
  const core = await twoPlatforms();
  const mine = await core.services.tokens.mint({ ...wanted('mine'), accountId: AMY_STAGING });
  const theirs = await core.services.tokens.mint({ ...wanted('theirs'), accountId: ACCOUNT });
  await core.services.lock.setUp(CANARY);
  core.processes.start(500);
  await core.services.grants.begin({ name: 'mine', kind: 'env', pid: 500, projectId: null, accountId: AMY_STAGING });
  await settle();
  return { ...core, mine: mine.row.signature, theirs: theirs.row.signature };
}
async function keepFactor(core: TestServices): Promise<CoreServices> {
  const kept = { accountId: ACCOUNT, set: null, standing: 'live', keptMs: 0, total: 0, spent: [] } as const;
  const both = [
    { ...kept, id: 'k', kind: 'key' as const, spent: [] },
    { ...kept, id: 'c', kind: 'codes' as const, spent: [] },
  ];
  await core.documents.twoFactor.save({ kept: both, unsettled: [] });
  core.secrets.entries.set(`authenticator/${ACCOUNT}/k`, '{}').set(`backupCodes/${ACCOUNT}/c`, '[]');
  const again = core.restart();
  await again.start();
  await settle();
  return again;
}
async function erase(services: CoreServices, tokens: 'revoke' | 'forget' = 'revoke') {
  await services.erase.run({ tokens });
  await settle();
  return services.erase.state();
}
const isDead = ({ platform }: TestServices, signature: string): boolean =>
  platform.issued.find((one) => one.signature === signature)?.isDead === true;
const begun = (core: TestServices): EraseDocument['begun'] | undefined => core.documents.erase.saved()?.begun;
/** What the window's call leaves of the files is the adapter's; a start after it finds them as on a first start. */
function removeFiles({ documents }: TestServices): void {
  for (const [name, store] of Object.entries(documents)) void store.save(FIRST_START[name as keyof typeof FIRST_START] as never);
}

describe('before it', () => {
  it('says what it takes, counted and by account', async () => {
    const core = await lived();
    const again = await keepFactor(core);
    expect(again.erase.preview()).toMatchObject({
      accountCount: 2,
      heldCount: 2,
      leaseCount: 1,
      queueCount: 0,
      keyCount: 1,
      codeSetCount: 1,
    });
    await again.lock.unlock(CANARY);
    expect(again.erase.preview().accounts).toEqual([
      { id: ACCOUNT, username: 'amy', platformName: 'DNAnexus', heldCount: 1 },
      { id: AMY_STAGING, username: 'amy', platformName: 'Staging', heldCount: 1 },
    ]);
  });

  it('SECURITY: behind the lock it tells counts alone', async () => {
    const core = await lived();
    core.services.lock.lock('person');
    const preview = core.services.erase.preview();
    expect(preview).toMatchObject({ accountCount: 2, heldCount: 2, accounts: [] });
    expect(JSON.stringify(preview)).not.toMatch(/amy|Staging|mine|theirs/);
  });

  it('where it cannot be written down, nothing has gone', async () => {
    const core = await lived();
    const before = [...core.secrets.entries.keys()];
    core.documents.erase.isFull = true;
    await expect(core.services.erase.run({ tokens: 'revoke' })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.services.erase.state()).toEqual({ phase: 'none' });
    expect([...core.secrets.entries.keys()]).toEqual(before);
    expect(core.traces.removed).toEqual([]);
    expect(isDead(core, core.mine)).toBe(false);
  });
});

describe('erasing', () => {
  it('revokes what is held, ends every session and command, and empties the keychain of all that is ours', async () => {
    const core = await lived();
    const again = await keepFactor(core);
    await again.lock.unlock(CANARY);
    expect(await erase(again)).toEqual({ phase: 'done', aliveCount: 0, alive: [], left: [] });
    expect(core.platform.issued.every((one) => one.isDead)).toBe(true);
    expect([...core.secrets.entries.keys()]).toEqual([]);
    expect([...core.shellFolders.folders]).toEqual([]);
    expect(again.grants.leases()).toEqual([]);
    expect(core.traces.removed).toEqual(['socket', 'autostart', 'command', 'browser', 'files']);
    expect(core.platform.strays).toEqual([]);
  });

  it('only forgotten, held tokens live on and are named by label, last 4 and account; sessions end all the same', async () => {
    const core = await lived();
    const state = await erase(core.services, 'forget');
    expect(state).toMatchObject({ phase: 'done', aliveCount: 2, left: [] });
    expect(
      state.phase === 'done' ? state.alive.map(({ kind, label, username, platformName }) => [kind, label, username, platformName]) : [],
    ).toEqual([
      ['token', 'theirs', 'amy', 'DNAnexus'],
      ['token', 'mine', 'amy', 'Staging'],
    ]);
    expect([isDead(core, core.mine), isDead(core, core.theirs)]).toEqual([false, false]);
    expect(
      core.platform.issued.filter((one) => one.signature !== core.mine && one.signature !== core.theirs).every((one) => one.isDead),
    ).toBe(true);
    expect([...core.secrets.entries.keys()]).toEqual([]);
    expect([...core.shellFolders.folders]).toEqual([]);
  });

  it('a session that an API token opened: revoked with the others, or left alive and told', async () => {
    for (const tokens of ['revoke', 'forget'] as const) {
      const core = await signedInByToken();
      expect(await erase(core.services, tokens)).toMatchObject({ phase: 'done', aliveCount: tokens === 'revoke' ? 0 : 1, left: [] });
      expect(isDead(core, core.signature)).toBe(tokens === 'revoke');
      expect([...core.secrets.entries.keys()]).toEqual([]);
    }
  });

  it('SECURITY: out of reach of the platform nothing is queued for later: what lives on is told, and the keychain is empty', async () => {
    const core = await lived();
    core.platform.fail('all', OFFLINE());
    await core.services.erase.run({ tokens: 'revoke' });
    await core.clock.advance(60_000);
    await settle();
    const state = core.services.erase.state();
    expect(state).toMatchObject({ phase: 'done', aliveCount: 4, left: [] });
    expect(state.phase === 'done' ? state.alive.map(({ kind, label }) => [kind, label]) : []).toEqual(
      expect.arrayContaining([
        ['token', 'mine'],
        ['token', 'theirs'],
        ['session', null],
      ]),
    );
    expect(JSON.stringify(state)).not.toContain(core.mine);
    expect([...core.secrets.entries.keys()]).toEqual([]);
  });

  it('what waited in the queue is tried once more, also where it waited for jobs', async () => {
    const core = await lived();
    core.platform.fail('all', OFFLINE());
    await core.services.tokens.revoke({ signature: core.theirs, when: 'whenJobsDone', accountId: ACCOUNT });
    await settle();
    core.platform.heal();
    expect(await erase(core.services)).toMatchObject({ phase: 'done', aliveCount: 0 });
    expect(isDead(core, core.theirs)).toBe(true);
  });

  it('a step that fails stops no other, is told with its reason, and is tried again', async () => {
    const core = await lived();
    core.traces.stays = { autostart: 'fails', files: ['queue.json'] };
    core.secrets.removeMode = 'fault';
    const state = await erase(core.services);
    expect(state).toMatchObject({
      phase: 'done',
      left: [{ what: 'keychain' }, { what: 'autostart' }, { what: 'files', names: ['queue.json'] }],
    });
    const keychain = state.phase === 'done' ? state.left[0] : undefined;
    expect(keychain).toMatchObject({ code: 'KEYCHAIN_FAULT', names: ['dxkey-test'] });
    expect(core.traces.removed).toEqual(['socket', 'autostart', 'command', 'browser', 'files']);
    core.secrets.removeMode = 'ready';
    core.traces.stays = {};
    expect(await erase(core.services)).toEqual({ phase: 'done', aliveCount: 0, alive: [], left: [] });
    expect([...core.secrets.entries.keys()]).toEqual([]);
  });

  it('entries that only a damaged file named are said to be possible', async () => {
    const core = await lived();
    core.traces.aside = ['index.json.damaged-1'];
    expect(await erase(core.services)).toMatchObject({ left: [{ what: 'keychain', code: 'FILE_FAULT', count: 1, names: ['dxkey-test'] }] });
  });

  it('SECURITY: nothing that was still on its way writes again what was erased, to the end of the app', async () => {
    const core = await lived();
    const saves = () => Object.entries(core.documents).flatMap(([name, store]) => (name === 'erase' ? [] : [store.saves]));
    let before: number[] = [];
    core.traces.before.files = () => {
      before = saves();
      core.auditFiles.texts.clear();
    };
    await erase(core.services);
    await core.services.settings.change({ notices: false }).catch(() => undefined);
    await core.clock.advance(3_600_000);
    await core.services.stop();
    await settle();
    expect(saves()).toEqual(before);
    expect([...core.secrets.entries.keys()]).toEqual([]);
    expect([...core.auditFiles.texts.keys()]).toEqual([]);
  });

  it('refuses to begin in the middle of a sign-in step', async () => {
    const core = await started();
    core.platform.hold('signIn');
    void core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'x' }).catch(() => undefined);
    await settle();
    await expect(core.services.erase.run({ tokens: 'forget' })).rejects.toMatchObject({ code: 'SIGN_IN_BUSY' });
  });
});

describe('a crash in the middle', () => {
  const STEPS = ['socket', 'autostart', 'command', 'browser', 'files'] as const;
  it.each(STEPS)('killed at %s, the next start goes on to the end, and names no token behind a lock', async (step) => {
    const core = await lived();
    core.traces.before[step] = () => new Promise(() => undefined);
    await core.services.erase.run({ tokens: 'revoke' });
    await settle();
    expect(core.services.erase.state()).toMatchObject({ phase: 'running', step });
    expect(begun(core)).not.toBeNull();
    core.traces.before = {};
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.erase.state()).toEqual({ phase: 'done', aliveCount: 0, alive: [], left: [] });
    expect(again.session.state().status).toBe('signedOut');
    expect([...core.secrets.entries.keys()]).toEqual([]);
    expect(core.platform.issued.every((one) => one.isDead)).toBe(true);
  });

  it('killed while the keychain is emptied: what lives on is still told right, behind the lock as a count', async () => {
    const core = await lived();
    const remove = core.secrets.remove.bind(core.secrets);
    core.secrets.remove = (key) =>
      key.startsWith('token/') && Array.isArray(begun(core)?.keys) ? new Promise(() => undefined) : remove(key);
    await core.services.erase.run({ tokens: 'forget' });
    await settle();
    expect(core.services.erase.state()).toEqual({ phase: 'running', step: 'keychain' });
    core.secrets.remove = remove;
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.erase.state()).toEqual({ phase: 'done', aliveCount: 2, alive: [], left: [] });
    expect([...core.secrets.entries.keys()]).toEqual([]);
  });

  it('a start after it is a first start', async () => {
    const core = await lived();
    core.traces.before.files = () => {
      removeFiles(core);
    };
    await erase(core.services);
    await core.services.stop();
    await core.documents.erase.save({ begun: null });
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.erase.state()).toEqual({ phase: 'none' });
    expect(again.accounts.state().list).toEqual([]);
    expect(again.lock.state()).toMatchObject({ isSetUp: false, isLocked: false });
    expect(again.session.state()).toEqual({ status: 'signedOut', accountId: null, last: null, ended: null });
  });
});

describe('the keychain entries that are removed', () => {
  it('are of every kind that accounts/keys.ts knows', async () => {
    const core = await signedIn();
    const token = { accountId: ACCOUNT, signature: 'a'.repeat(64) };
    const factor = { accountId: ACCOUNT, kind: 'codes', id: 'c' } as const;
    const every = [
      keys.sessionKey(ACCOUNT),
      keys.tokenKey(ACCOUNT, token.signature),
      keys.condemnedKey(token.signature),
      keys.factorKey(factor),
      keys.lockKey,
      keys.auditKey,
    ];
    expect(
      Object.keys(keys)
        .filter((name) => name.endsWith('Key'))
        .sort(),
    ).toEqual(['auditKey', 'condemnedKey', 'factorKey', 'lockKey', 'sessionKey', 'tokenKey'].sort());
    const book = (value: unknown) => ({ value: () => value }) as never;
    const found = keychainKeys({
      index: book({ ...FIRST_START.index, tokens: [token], leftovers: ['token/left'] }),
      queue: book(FIRST_START.queue),
      idle: book(FIRST_START.idle),
      twoFactor: book({ kept: [factor], unsettled: [] }),
    });
    expect(found).toEqual(expect.arrayContaining([...every, 'token/left']));
    expect(core.services.erase.state().phase).toBe('none');
  });
});
