import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { LOST_REPLY, MONTH_MS, OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, sessionSecret, signedIn, signedInByToken, visible, wanted, heldKeys } from './signedIn';

const refused = (): AppError => new AppError('PERMISSION_DENIED', { reached: 'yes' });
const rowsOf = (core: Awaited<ReturnType<typeof signedIn>>) => core.services.tokens.state().rows;

describe('the list', () => {
  it('joins the platform’s rows with what is held here, without any sign-in', async () => {
    const core = await signedIn();
    core.platform.issue('user-amy', { label: 'cluster' });
    core.platform.issue('user-amy', { isSession: true });
    core.platform.issue('user-ben', { label: 'not hers' });
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    const list = await core.services.tokens.refresh();
    expect(list).toMatchObject({ source: 'platform', problem: null, checkedMs: core.clock.now() });
    expect(list.rows.map((one) => [one.label, one.held, one.state])).toEqual([
      ['laptop', 'here', 'live'],
      ['cluster', 'elsewhere', 'live'],
    ]);
    expect(row.expiresMs).toBe(core.clock.now() + MONTH_MS);
  });

  it('shows what is held here where the platform refuses its list, and says so', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    core.platform.fail('listTokens', refused());
    expect(await core.services.tokens.refresh()).toMatchObject({
      source: 'thisComputer',
      problem: { code: 'PERMISSION_DENIED' },
      rows: [{ label: 'laptop', state: 'live' }],
    });
  });

  it('keeps what it read before while the platform is out of reach', async () => {
    const core = await signedIn();
    core.platform.issue('user-amy', { label: 'cluster' });
    await core.services.tokens.refresh();
    core.platform.fail('listTokens', OFFLINE());
    expect(await core.services.tokens.refresh()).toMatchObject({
      source: 'platform',
      problem: { code: 'OFFLINE' },
      rows: [{ label: 'cluster' }],
    });
  });

  it('says gone of a token that the platform no longer lists, and refuses to hand it out', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    for (const one of core.platform.issued) if (one.signature === row.signature) one.isDead = true;
    await core.services.tokens.refresh();
    expect(rowsOf(core)).toMatchObject([{ state: 'gone' }]);
    core.services.tokens.dismissFresh();
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'TOKEN_GONE' });
    await core.services.tokens.forget({ signature: row.signature });
    expect(rowsOf(core)).toEqual([]);
    expect(core.secrets.entries.has(`token/${ACCOUNT}/${row.signature}`)).toBe(false);
  });

  it('does not call a token gone that was made while the list was on its way', async () => {
    const core = await signedIn();
    const release = core.platform.hold('listTokens');
    const listing = core.services.tokens.refresh();
    await settle();
    const { secret } = core.platform.issue('user-amy');
    await core.services.tokens.import({ token: secret, label: 'pasted', worksWhileAway: false });
    release();
    await listing;
    await settle();
    expect(rowsOf(core)).toMatchObject([{ label: 'pasted', state: 'live' }]);
  });

  it('is not written again where it teaches nothing', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    await core.services.tokens.refresh();
    const { saves } = core.documents.index;
    await core.services.tokens.refresh();
    expect(core.documents.index.saves).toBe(saves);
  });

  it('never forgets a live token', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    await expect(core.services.tokens.forget({ signature: row.signature })).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

describe('mint', () => {
  it('shows the secret once, keeps it in the keychain, and uses the session to make it', async () => {
    const core = await signedIn();
    const made = await core.services.tokens.mint(wanted('laptop', { scope: { kind: 'projects', projects: { '*': 'VIEW' } } }));
    expect(made).toMatchObject({ isKept: true, keepProblem: null, row: { label: 'laptop', held: 'here', scope: { kind: 'projects' } } });
    expect(core.secrets.entries.get(`token/${ACCOUNT}/${made.row.signature}`)).toBe(made.secret);
    expect(core.platform.calls.find((one) => one.route === 'mint')?.bearer).toBe(sessionSecret(core));
    expect(visible(core)).not.toContain(made.secret);
  });

  it('holds a secret that is not kept for copying, until its dialog closes or ten minutes have passed', async () => {
    const core = await signedIn();
    const one = await core.services.tokens.mint(wanted('one', { isKept: false }));
    const two = await core.services.tokens.mint(wanted('two', { isKept: false }));
    expect(heldKeys(core)).toHaveLength(1);
    await core.services.tokens.copy({ signature: one.row.signature });
    expect(core.clipboard.text).toBe(one.secret);
    core.services.tokens.dismissFresh();
    await expect(core.services.tokens.copy({ signature: two.row.signature })).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
    const three = await core.services.tokens.mint(wanted('three', { isKept: false }));
    await core.clock.advance(10 * 60_000);
    await expect(core.services.tokens.copy({ signature: three.row.signature })).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
  });

  it('still shows the secret where the keychain refuses it', async () => {
    const core = await signedIn();
    core.secrets.setMode = 'locked';
    const made = await core.services.tokens.mint(wanted('laptop'));
    expect(made).toMatchObject({ isKept: false, keepProblem: { code: 'KEYCHAIN_LOCKED' }, row: { held: 'elsewhere' } });
    expect(made.secret).toMatch(/^CANARY/);
  });

  it('still shows the secret where the index cannot be written', async () => {
    const core = await signedIn();
    core.documents.index.isFull = true;
    const made = await core.services.tokens.mint(wanted('laptop'));
    expect(made).toMatchObject({ isKept: false, keepProblem: { code: 'FILE_FAULT' } });
    expect(heldKeys(core)).toEqual([`session/${ACCOUNT}`]);
  });

  it('SECURITY: takes a copy off again where she signed out while it was on its way', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    const write = core.clipboard.write.bind(core.clipboard);
    let press: () => void = () => undefined;
    const pressed = new Promise<void>((resolve) => (press = resolve));
    core.clipboard.write = async (text, isForOnePaste) => {
      await pressed;
      return write(text, isForOnePaste);
    };
    const copying = expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await settle();
    await core.services.session.signOut({ kind: 'destroy' });
    press();
    await copying;
    expect(core.clipboard.text).toBe('');
  });

  it('shows a token whose reply was lost as lost, with its scope, and revokes it', async () => {
    const core = await signedIn();
    core.platform.issue('user-amy', { label: 'laptop' });
    core.platform.fail('mint', LOST_REPLY(), { at: 'after', times: 1 });
    await expect(core.services.tokens.mint(wanted('laptop'))).rejects.toMatchObject({ code: 'MINT_UNCERTAIN' });
    const lost = rowsOf(core).filter((one) => one.state === 'lost');
    expect(lost).toMatchObject([{ label: 'laptop', held: 'elsewhere', scope: { kind: 'full' } }]);
    expect(await core.services.tokens.revoke({ signature: lost[0]?.signature ?? '', when: 'now' })).toEqual({ outcome: 'revoked' });
  });

  it('says the first error where the list shows that nothing was made, and looks again for a late one', async () => {
    const core = await signedIn();
    core.platform.fail('mint', LOST_REPLY(), { times: 1 });
    await expect(core.services.tokens.mint(wanted('laptop'))).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(core.services.tokens.state().mayExist).toEqual([]);
    core.platform.issue('user-amy', { label: 'laptop' });
    await core.clock.advance(120_000);
    expect(rowsOf(core)).toMatchObject([{ label: 'laptop', state: 'lost' }]);
  });

  it('says that a token may exist where the list is refused, until the list settles it', async () => {
    const core = await signedIn();
    core.platform.fail('listTokens', refused());
    core.platform.fail('mint', LOST_REPLY(), { at: 'after', times: 1 });
    const expiresMs = core.clock.now() + 86_400_000;
    await expect(core.services.tokens.mint(wanted('laptop', { expiresMs }))).rejects.toMatchObject({ code: 'MINT_UNCERTAIN' });
    expect(core.services.tokens.state().mayExist).toEqual([{ label: 'laptop', untilMs: expiresMs }]);
    core.platform.heal();
    expect(await core.services.tokens.refresh()).toMatchObject({ mayExist: [], rows: [{ label: 'laptop' }] });
  });

  it('makes nothing where the platform is out of reach', async () => {
    const core = await signedIn();
    core.platform.fail('listTokens', OFFLINE());
    await expect(core.services.tokens.mint(wanted('laptop'))).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(core.platform.count('mint')).toBe(0);
  });

  it('says that a token of narrow scope cannot mint, before and after asking', async () => {
    const core = await signedInByToken({ scope: { kind: 'projects', projects: { '*': 'VIEW' } } });
    await expect(core.services.tokens.mint(wanted('laptop'))).rejects.toMatchObject({ code: 'CANNOT_MINT' });
    core.platform.tellsDetails = false;
    const other = await signedInByToken({ scope: { kind: 'projects', projects: { '*': 'VIEW' } } });
    other.platform.tellsDetails = false;
    await expect(other.services.tokens.mint(wanted('laptop'))).rejects.toMatchObject({ code: 'CANNOT_MINT' });
    expect(other.services.session.state()).toMatchObject({ canMint: 'no' });
  });

  it('does not guess an end that the platform does not tell', async () => {
    const core = await signedIn();
    core.platform.tellsDetails = false;
    expect((await core.services.tokens.mint(wanted('laptop'))).row.expiresMs).toBeNull();
  });
});

describe('import', () => {
  it('asks whose it is first, and keeps it under the account', async () => {
    const core = await signedIn();
    const mine = core.platform.issue('user-amy');
    const hers = core.platform.issue('user-ben');
    const rest = { label: 'pasted', worksWhileAway: true };
    expect(await core.services.tokens.import({ token: mine.secret, ...rest })).toMatchObject({ held: 'here', origin: 'imported' });
    await expect(core.services.tokens.import({ token: hers.secret, ...rest })).rejects.toMatchObject({ code: 'WRONG_ACCOUNT' });
    expect(heldKeys(core)).toHaveLength(2);
  });

  it('says that a dead token is not accepted, and leaves the session alone', async () => {
    const core = await signedIn();
    await expect(core.services.tokens.import({ token: 'CANARY-dead', label: 'x', worksWhileAway: false })).rejects.toMatchObject({
      code: 'TOKEN_NOT_ACCEPTED',
    });
    expect(core.services.session.state().status).toBe('signedIn');
  });

  it('leaves nothing behind where the keychain refuses it', async () => {
    const core = await signedIn();
    core.secrets.setMode = 'locked';
    const { secret } = core.platform.issue('user-amy');
    await expect(core.services.tokens.import({ token: secret, label: 'x', worksWhileAway: false })).rejects.toMatchObject({
      code: 'KEYCHAIN_LOCKED',
    });
    expect(core.documents.index.saved()?.tokens).toEqual([]);
  });
});

it('SECURITY: the token of a sign-in is never a row, a copy, an import or a lease', async () => {
  const core = await signedIn();
  const signature = core.platform.issued[0]?.signature ?? '';
  await core.services.tokens.refresh();
  core.processes.start(70);
  expect(rowsOf(core)).toEqual([]);
  await expect(core.services.tokens.copy({ signature })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
  await expect(core.services.tokens.import({ token: sessionSecret(core), label: 'x', worksWhileAway: true })).rejects.toMatchObject({
    code: 'REFUSED',
  });
  await expect(core.services.grants.begin({ name: signature, kind: 'env', pid: 70, projectId: null })).rejects.toMatchObject({
    code: 'NO_SUCH_TOKEN',
  });
});

describe('revoke', () => {
  it('destroys with the session, and takes every trace of the secret away', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    expect(await core.services.tokens.revoke({ signature: row.signature, when: 'now' })).toEqual({ outcome: 'revoked' });
    await settle();
    expect(core.platform.isAlive(row.signature)).toBe(false);
    expect(heldKeys(core)).toEqual([`session/${ACCOUNT}`]);
    expect(core.documents.index.saved()?.tokens).toEqual([]);
    expect(core.platform.calls.find((one) => one.route === 'destroy')?.bearer).toBe(sessionSecret(core));
  });

  it('waits in the queue without a network, and hands the token out no more', async () => {
    const core = await signedIn();
    const { row, secret } = await core.services.tokens.mint(wanted('laptop'));
    core.platform.fail('all', OFFLINE());
    expect(await core.services.tokens.revoke({ signature: row.signature, when: 'now' })).toEqual({ outcome: 'queued' });
    expect(rowsOf(core)).toMatchObject([{ state: 'revoking' }]);
    expect(core.secrets.entries.get(`condemned/${row.signature}`)).toBe(secret);
    expect(core.secrets.entries.has(`token/${ACCOUNT}/${row.signature}`)).toBe(false);
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'REFUSED' });
    core.platform.heal();
    await core.clock.advance(60_000);
    expect(core.platform.isAlive(row.signature)).toBe(false);
    expect(rowsOf(core)).toEqual([]);
  });

  it('says already gone', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    for (const one of core.platform.issued) if (one.signature === row.signature) one.isDead = true;
    expect(await core.services.tokens.revoke({ signature: row.signature, when: 'now' })).toEqual({ outcome: 'alreadyGone' });
  });

  it('keeps what the platform refuses for the person to see', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    core.platform.fail('destroy', refused());
    await expect(core.services.tokens.revoke({ signature: row.signature, when: 'now' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      details: { queued: true },
    });
    expect(core.services.queue.state().entries).toMatchObject([{ state: 'refused', nextTryMs: null }]);
  });

  it('works where the keychain is locked, since the session bears it', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    core.secrets.mode = 'locked';
    expect(await core.services.tokens.revoke({ signature: row.signature, when: 'now' })).toEqual({ outcome: 'revoked' });
    expect(core.platform.isAlive(row.signature)).toBe(false);
    core.secrets.mode = 'ready';
    await core.services.queue.run();
    expect(heldKeys(core)).toEqual([`session/${ACCOUNT}`]);
  });

  it('leaves the token that opened the session to signing out', async () => {
    const core = await signedInByToken();
    await expect(core.services.tokens.revoke({ signature: core.signature, when: 'now' })).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('refuses new leases while it waits for jobs, and lets what runs go on', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    core.processes.start(70);
    await core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 70, projectId: null });
    core.platform.running = { isKnown: false, count: 0, isAtLeast: true, named: [] };
    expect(await core.services.tokens.revoke({ signature: row.signature, when: 'whenJobsDone' })).toEqual({ outcome: 'queued' });
    await settle();
    expect(core.services.queue.state().entries).toMatchObject([{ state: 'jobsRunning' }]);
    expect(core.services.grants.leases()).toHaveLength(1);
    await expect(core.services.grants.begin({ name: 'laptop', kind: 'env', pid: 70, projectId: null })).rejects.toMatchObject({
      code: 'REFUSED',
    });
    core.platform.running = { isKnown: true, count: 0, isAtLeast: false, named: [] };
    await core.clock.advance(120_000);
    expect(core.platform.isAlive(row.signature)).toBe(false);
    expect(core.services.grants.leases()).toEqual([]);
  });
});

describe('names and projects', () => {
  it('finds by label, signature and last 4, and refuses what is ambiguous with candidates', async () => {
    const core = await signedIn();
    const one = await core.services.tokens.mint(wanted('laptop'));
    const { signature, last4 } = one.row;
    expect(core.services.tokens.find('laptop').signature).toBe(signature);
    expect(core.services.tokens.find(signature.slice(0, 8)).signature).toBe(signature);
    expect(() => core.services.tokens.find('nothing')).toThrow(expect.objectContaining({ code: 'NO_SUCH_TOKEN' }));
    await core.services.tokens.mint(wanted('laptop'));
    for (const name of ['laptop', last4 ?? ''])
      expect(() => core.services.tokens.find(name)).toThrow(expect.objectContaining({ code: 'AMBIGUOUS_TOKEN' }));
  });

  it('tells the candidates of an ambiguous name by what can be chosen by, and nothing that can be used', async () => {
    const core = await signedIn();
    for (const label of ['laptop', 'laptop']) await core.services.tokens.mint(wanted(label));
    let refusal: unknown;
    try {
      core.services.tokens.find('laptop');
    } catch (error) {
      refusal = error;
    }
    const candidates = refusal instanceof AppError ? refusal.details?.candidates : undefined;
    expect(candidates?.map((one) => [one.label, one.signaturePrefix.length])).toEqual([
      ['laptop', 12],
      ['laptop', 12],
    ]);
  });

  it('keeps a default project a token, with its name where the platform tells', async () => {
    const core = await signedIn();
    const id = 'project-0123456789BFGJKPQVXYZbfg';
    core.platform.projects = [{ id, name: 'Study', level: 'VIEW', region: null, billTo: null, containsPhi: null }];
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    const { signature } = row;
    expect(await core.services.tokens.setProject({ signature, projectId: id })).toMatchObject({ defaultProject: { id, name: 'Study' } });
    expect(await core.services.tokens.setProject({ signature, projectId: null })).toMatchObject({ defaultProject: null });
    await expect(core.services.tokens.setProject({ signature, projectId: 'project-none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('says that a secret is lost once, then that it is not held', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop'))).row;
    core.services.tokens.dismissFresh();
    core.secrets.entries.delete(`token/${ACCOUNT}/${signature}`);
    await expect(core.services.tokens.copy({ signature })).rejects.toMatchObject({ code: 'SECRET_LOST' });
    await expect(core.services.tokens.copy({ signature })).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
  });

  it('SECURITY: one account never sees or uses a token of another', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('laptop', { worksWhileAway: true }))).row;
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn({ platform: { kind: 'staging' }, username: 'amy', password: 'CANARY-password-amy' });
    await settle();
    expect(core.documents.index.saved()?.sessions.map((one) => one.accountId)).toEqual(['staging/user-amy']);
    await expect(core.services.tokens.copy({ signature })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    const bearers = core.platform.calls.filter((one) => one.apiUrl.includes('staging')).map((one) => one.bearer);
    const ofFirst = core.platform.issued.slice(0, 2).map((one) => one.secret);
    for (const secret of ofFirst) expect(bearers).not.toContain(secret);
    expect(DNANEXUS.kind).toBe('dnanexus');
  });
});
