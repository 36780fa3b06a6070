import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, sessionSecret, signedIn, signedInByToken, started, visible, wanted, heldKeys } from './signedIn';

const HOUR_MS = 3_600_000;
const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
const ben = { platform: DNANEXUS, username: BEN.username, password: BEN.password };

describe('sign-in by password', () => {
  it('keeps the session in the keychain before it says signed in, and learns the name', async () => {
    const core = await started();
    const seen: string[] = [];
    core.services.session.onChange((state) => seen.push(`${state.status}:${String(core.secrets.entries.has(`session/${ACCOUNT}`))}`));
    await core.services.session.signIn(amy);
    await settle();
    expect(seen[0]).toBe('working:false');
    expect(seen.filter((one) => one.startsWith('signedIn'))).not.toContain('signedIn:false');
    expect(core.services.session.state()).toMatchObject({
      status: 'signedIn',
      openedBy: 'password',
      tokenSignature: null,
      verified: 'yes',
      canMint: 'yes',
      expiresMs: core.clock.now() + 18 * HOUR_MS,
      account: { username: 'amy', fullName: 'Amy Adams' },
    });
  });

  it('asks for a code only when the platform does, and uses the password for that retry alone', async () => {
    const core = await started();
    expect(await core.services.session.signIn(ben)).toMatchObject({ status: 'needsCode', username: 'ben' });
    await expect(core.services.session.submitCode({ code: '000000' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
    expect(core.services.session.state().status).toBe('needsCode');
    expect(await core.services.session.submitCode({ code: '123456' })).toMatchObject({ status: 'signedIn' });
    await expect(core.services.session.submitCode({ code: '123456' })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('drops the password after five minutes', async () => {
    const core = await started();
    await core.services.session.signIn(ben);
    await core.clock.advance(5 * 60_000);
    expect(core.services.session.state().status).toBe('signedOut');
    await expect(core.services.session.submitCode({ code: '123456' })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(core.platform.count('signIn')).toBe(1);
  });

  it.each([
    ['WRONG_PASSWORD', { password: 'wrong' }],
    ['SSO_REQUIRED', { isSso: true }],
    ['ACCOUNT_LOCKED', { isLocked: true }],
  ] as const)('says %s and is signed out', async (code, change) => {
    const core = await started();
    core.platform.accounts = [{ ...AMY, ...change }];
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code });
    expect(core.services.session.state().status).toBe('signedOut');
  });

  it('gives up the code step when the account locks meanwhile', async () => {
    const core = await started();
    await core.services.session.signIn(ben);
    core.platform.fail('signIn', new AppError('ACCOUNT_LOCKED', { reached: 'yes' }));
    await expect(core.services.session.submitCode({ code: '123456' })).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    expect(core.services.session.state().status).toBe('signedOut');
  });

  it('keeps the code step when the platform cannot be reached', async () => {
    const core = await started();
    await core.services.session.signIn(ben);
    core.platform.fail('signIn', OFFLINE());
    await expect(core.services.session.submitCode({ code: '123456' })).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(core.services.session.state().status).toBe('needsCode');
  });

  it('runs one action at a time', async () => {
    const core = await started();
    const first = core.services.session.signIn(amy);
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'SIGN_IN_BUSY' });
    await first;
  });

  it('destroys the session of a sign-in that was cancelled on the way', async () => {
    const core = await started();
    const release = core.platform.hold('signIn');
    const pending = core.services.session.signIn(amy);
    await settle();
    expect(core.services.session.cancel().status).toBe('signedOut');
    release();
    await pending;
    await settle();
    expect(core.services.session.state().status).toBe('signedOut');
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true]);
    expect(heldKeys(core)).toEqual([]);
  });

  it('destroys what the keychain refused, and keeps it nowhere', async () => {
    const core = await started();
    core.secrets.setMode = 'locked';
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true]);
    expect(core.services.session.state().status).toBe('signedOut');
    expect(core.documents.index.saved()?.sessions).toEqual([]);
    expect(visible(core)).not.toContain('CANARY');
    expect(core.services.facts.state().keychain).toBe('locked');
  });

  it('destroys what the keychain refused later, where the platform is out of reach', async () => {
    const core = await started();
    core.secrets.setMode = 'fault';
    core.platform.fail('destroy', OFFLINE(), { times: 2 });
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'KEYCHAIN_FAULT' });
    await settle();
    expect(core.services.queue.state().entries).toMatchObject([{ reason: 'signOut', state: 'waiting' }]);
    await core.services.queue.run();
    expect(core.services.queue.state().entries).toEqual([]);
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true]);
  });

  it.each([
    ['missing', 'KEYCHAIN_MISSING'],
    ['denied', 'KEYCHAIN_DENIED'],
    ['hung', 'KEYCHAIN_HUNG'],
  ] as const)('spends no password where the keychain is %s', async (mode, code) => {
    const core = await started();
    core.secrets.mode = mode;
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code });
    expect(core.platform.count('signIn')).toBe(0);
  });
});

describe('sign-in by an API token', () => {
  it('shows whose it is before anything is stored', async () => {
    const core = await started();
    const { secret } = core.platform.issue('user-amy');
    expect(await core.services.session.inspectToken({ platform: DNANEXUS, token: secret })).toMatchObject({
      status: 'confirmToken',
      account: { userId: 'user-amy', username: 'amy' },
      last4: secret.slice(-4),
    });
    expect(heldKeys(core)).toHaveLength(0);
    expect(core.documents.index.saved()).toBeNull();
    core.services.session.cancel();
    await expect(core.services.session.keepToken({ label: 'x', worksWhileAway: false })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('opens the session with a token that is held, so that it mints by its scope', async () => {
    const core = await signedInByToken();
    expect(core.services.session.state()).toMatchObject({
      status: 'signedIn',
      openedBy: 'token',
      tokenSignature: core.signature,
      canMint: 'yes',
    });
    expect(core.services.tokens.state().rows).toMatchObject([{ signature: core.signature, held: 'here', state: 'live', label: 'pasted' }]);
  });

  it('stores nothing of a token that the platform does not accept', async () => {
    const core = await started();
    await expect(core.services.session.inspectToken({ platform: DNANEXUS, token: 'CANARY-bad' })).rejects.toMatchObject({
      code: 'TOKEN_NOT_ACCEPTED',
    });
    expect(core.services.session.state().status).toBe('signedOut');
    expect(visible(core)).not.toContain('CANARY');
  });

  it('stays at the question where the keychain refuses it', async () => {
    const core = await started();
    const { secret } = core.platform.issue('user-amy');
    await core.services.session.inspectToken({ platform: DNANEXUS, token: secret });
    core.secrets.setMode = 'denied';
    await expect(core.services.session.keepToken({ label: 'x', worksWhileAway: false })).rejects.toMatchObject({ code: 'KEYCHAIN_DENIED' });
    expect(core.services.session.state().status).toBe('confirmToken');
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], tokens: [] });
  });

  it('shows whoever was shown before, where the keychain refuses another account', async () => {
    const core = await signedIn();
    const { secret } = core.platform.issue('user-ben');
    await core.services.session.inspectToken({ platform: DNANEXUS, token: secret });
    core.secrets.setMode = 'locked';
    await expect(core.services.session.keepToken({ label: 'x', worksWhileAway: false })).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    core.services.session.cancel();
    expect(core.services.session.state()).toMatchObject({ status: 'signedIn', account: { username: 'amy' } });
    expect(core.services.accounts.state().shownId).toBe(ACCOUNT);
  });
});

describe('the next start', () => {
  it('brings the session back without the network, then asks', async () => {
    const core = await signedIn();
    core.platform.fail('all', OFFLINE());
    const again = core.restart();
    const seen: string[] = [];
    again.session.onChange((state) => seen.push(state.status === 'signedIn' ? state.verified : state.status));
    await again.start();
    await settle();
    expect([...new Set(seen)]).toEqual(['working', 'notYet', 'offline']);
  });

  it('does not drop a session that a locked keychain keeps from us, and opens it when the keychain does', async () => {
    const core = await signedIn();
    core.secrets.mode = 'locked';
    const again = core.restart();
    await again.start();
    expect(again.session.state().status).toBe('signedOut');
    expect(again.facts.state().keychain).toBe('locked');
    expect(core.documents.index.saved()?.sessions).toHaveLength(1);
    core.secrets.mode = 'ready';
    await again.facts.probeKeychain();
    await settle();
    expect(again.session.state()).toMatchObject({ status: 'signedIn', verified: 'yes' });
  });

  it('notices by itself that the keychain is open again', async () => {
    const core = await signedIn();
    core.secrets.mode = 'locked';
    const again = core.restart();
    await again.start();
    core.secrets.mode = 'ready';
    await core.clock.advance(60_000);
    expect(again.session.state().status).toBe('signedIn');
  });

  it('says that the secret is lost where an open keychain has none, and lets the next sign-in end that session', async () => {
    const core = await signedIn();
    const [orphan] = core.platform.issued;
    core.secrets.entries.clear();
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'secretLost' }, last: { username: 'amy' } });
    expect(again.queue.state().entries).toMatchObject([{ state: 'needsSignIn' }]);
    await again.session.signIn(amy);
    await settle();
    expect(core.platform.isAlive(orphan?.signature ?? '')).toBe(false);
    expect(again.queue.state().entries).toEqual([]);
  });

  it('says expired after the end of the session', async () => {
    const core = await signedIn();
    const again = core.restart();
    await core.services.stop();
    await core.clock.advance(19 * HOUR_MS);
    await again.start();
    expect(again.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'expired' } });
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('SECURITY: sends the session to the origins of its account, whatever the file says', async () => {
    const core = await signedIn();
    const file = core.documents.index.saved();
    if (file === null) throw new Error('nothing saved');
    const evil = { apiUrl: 'https://evil.example', authUrl: 'https://evil.example' };
    await core.documents.index.save({
      ...file,
      accounts: file.accounts.map((one) => ({ ...one, platform: { ...one.platform, ...evil } })),
    });
    core.platform.calls.length = 0;
    await core.restart().start();
    await settle();
    expect(core.platform.calls.length).toBeGreaterThan(0);
    expect(new Set(core.platform.calls.map((one) => one.apiUrl))).toEqual(new Set(['https://api.dnanexus.com']));
  });
});

describe('a session that ends by itself', () => {
  it('ends here within one call of its bearer being refused', async () => {
    const core = await signedIn();
    for (const one of core.platform.issued) one.isDead = true;
    await expect(core.services.tokens.findProjects({ query: '', limit: 10 })).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(core.services.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'notAccepted' } });
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('ends at its time', async () => {
    const core = await signedIn();
    await core.clock.advance(18 * HOUR_MS);
    expect(core.services.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'expired' } });
  });
});

describe('sign-out', () => {
  it('destroys the session on the platform, keeps API tokens and clears the clipboard', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    await core.services.tokens.copy({ signature: row.signature });
    const state = await core.services.session.signOut({ kind: 'destroy' });
    expect(state).toMatchObject({ status: 'signedOut', ended: { reason: 'signedOut', notes: [] }, last: { username: 'amy' } });
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true, false]);
    expect(heldKeys(core)).toEqual([`token/${ACCOUNT}/${row.signature}`]);
    expect(core.clipboard.text).toBe('');
    await expect(core.services.session.signOut({ kind: 'destroy' })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('is carried over by the queue without a network, secret first', async () => {
    const core = await signedIn();
    const secret = sessionSecret(core);
    core.platform.fail('all', OFFLINE());
    const state = await core.services.session.signOut({ kind: 'destroy' });
    expect(state).toMatchObject({ ended: { notes: [{ step: 'destroy', code: 'OFFLINE', isQueued: true }] } });
    const [condemned, ...rest] = [...core.secrets.entries.entries()];
    expect(rest).toEqual([]);
    expect(condemned).toEqual([expect.stringMatching(/^condemned\//), secret]);
    core.platform.heal();
    const again = core.restart();
    await again.start();
    await settle();
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true]);
    expect(heldKeys(core)).toHaveLength(0);
    expect(again.queue.state().entries).toEqual([]);
  });

  it('does not come back after a crash between the queue and the index', async () => {
    const core = await signedIn();
    const before = core.documents.index.saved();
    core.platform.fail('all', OFFLINE());
    await core.services.session.signOut({ kind: 'destroy' });
    if (before !== null) await core.documents.index.save(before);
    const again = core.restart();
    await again.start();
    expect(again.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'signedOut' } });
  });

  it('tells each step that failed, and is signed out all the same', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    await core.services.tokens.copy({ signature: row.signature });
    core.clipboard.isBroken = true;
    core.secrets.mode = 'locked';
    core.documents.index.isFull = true;
    const state = await core.services.session.signOut({ kind: 'destroy' });
    expect(state.status).toBe('signedOut');
    if (state.status !== 'signedOut') return;
    expect(state.ended?.notes.map((one) => [one.step, one.code])).toEqual([
      ['clipboard', 'CLIPBOARD_FAILED'],
      ['index', 'FILE_FAULT'],
      ['keychain', 'KEYCHAIN_LOCKED'],
    ]);
    expect(core.platform.issued[0]?.isDead).toBe(true);
  });

  it('forgets only a session that an API token opened', async () => {
    const core = await signedIn();
    await expect(core.services.session.signOut({ kind: 'forget' })).rejects.toMatchObject({ code: 'REFUSED' });
    expect(core.services.session.state().status).toBe('signedIn');
    const other = await signedInByToken();
    await other.services.session.signOut({ kind: 'forget' });
    expect(other.platform.isAlive(other.signature)).toBe(true);
    expect(heldKeys(other)).toHaveLength(0);
    expect(other.documents.index.saved()?.tokens).toEqual([]);
  });

  it('waits for running executions where that was asked', async () => {
    const core = await signedInByToken();
    core.platform.running = { isKnown: true, count: 1, isAtLeast: false, named: [] };
    await core.services.session.signOut({ kind: 'destroyWhenDone' });
    await settle();
    expect(core.services.queue.state().entries).toMatchObject([{ when: 'whenJobsDone', state: 'jobsRunning' }]);
    expect(core.platform.isAlive(core.signature)).toBe(true);
    core.platform.running = { isKnown: true, count: 0, isAtLeast: false, named: [] };
    await core.clock.advance(120_000);
    expect(core.platform.isAlive(core.signature)).toBe(false);
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('counts what would stop, and never says none where it cannot know', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    expect(await core.services.session.previewSignOut()).toMatchObject({ running: { isKnown: true, count: 0 }, heldCount: 1 });
    core.platform.fail('findRunning', OFFLINE());
    expect(await core.services.session.previewSignOut()).toMatchObject({ running: { isKnown: false } });
  });

  it('counts the tokens that the session made, and says that it cannot where the list is refused', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    const session = core.platform.issued.find((one) => one.isSession);
    for (const one of core.platform.issued) if (one.signature === row.signature) one.parentSignature = session?.signature ?? null;
    await core.services.tokens.refresh();
    expect(await core.services.session.previewSignOut()).toMatchObject({ childCount: 1 });
    expect(await core.services.tokens.previewRevoke({ signature: row.signature })).toMatchObject({ childCount: 0 });
    core.platform.fail('listTokens', new AppError('PERMISSION_DENIED', { reached: 'yes' }));
    await core.services.tokens.refresh();
    expect(await core.services.session.previewSignOut()).toMatchObject({ childCount: null });
  });

  it('shows tokens that ended with the session as gone, once the platform no longer lists them', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    await core.services.session.signOut({ kind: 'destroy' });
    for (const one of core.platform.issued) if (one.signature === row.signature) one.isDead = true;
    await core.services.session.signIn(amy);
    await core.services.tokens.refresh();
    expect(core.services.tokens.state().rows).toMatchObject([{ signature: row.signature, state: 'gone' }]);
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'TOKEN_GONE' });
  });
});

describe('a sign-in whose reply was lost', () => {
  it('says that a session may be open, and not where the platform answered', async () => {
    const core = await started();
    core.platform.fail('signIn', new AppError('TIMED_OUT', { reached: 'maybe' }));
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'TIMED_OUT', details: { sessionMayExist: true } });
    core.platform.fail('signIn', new AppError('PLATFORM_BUSY', { reached: 'yes' }));
    const refused: unknown = await core.services.session.signIn(amy).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'PLATFORM_BUSY', details: undefined });
  });
});

it('SECURITY: no state, file, log line or error of a whole visit holds a secret', async () => {
  const core = await signedIn();
  const { row } = await core.services.tokens.mint(wanted('laptop'));
  await core.services.tokens.copy({ signature: row.signature });
  core.platform.fail('all', new AppError('PLATFORM_FAULT', { reached: 'maybe' }));
  await core.services.tokens.revoke({ signature: row.signature, when: 'now' });
  await core.services.session.signOut({ kind: 'destroy' });
  expect(visible(core)).not.toContain('CANARY');
});
