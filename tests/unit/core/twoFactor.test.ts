import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, LOST_REPLY, OFFLINE } from '../../fakes/fakePlatform';
import { codeAt } from '../../fakes/fakeTwoFactor';
import { ACCOUNT, DNANEXUS, signedIn, visible, heldKeys } from './signedIn';

const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const { password } = AMY;
const proof = { by: 'password', password } as const;
const amy = { platform: DNANEXUS, username: AMY.username, password };

const nowCode = (core: TestServices, secret: string, shift = 0) =>
  codeAt(secret, core.clock.now() + core.platform.aheadMs + shift * 30_000);

async function confirmed(core: TestServices, code: string | null = null) {
  const { secret } = await core.services.twoFactor.begin({ password, code });
  const { backupCodes } = await core.services.twoFactor.confirm({ code: nowCode(core, secret) });
  core.services.twoFactor.tellSaved();
  return { secret, backupCodes };
}
async function enabled(core: TestServices, kept = { keepCodes: true, keepKey: true }) {
  const made = await confirmed(core);
  await core.services.twoFactor.finish({ backupCode: made.backupCodes[4] ?? '', ...kept });
  await settle();
  return made;
}
async function signInAgain(core: TestServices, code: () => string | Promise<string>) {
  await core.services.session.signOut({ kind: 'destroy' });
  await core.services.session.signIn(amy);
  await core.services.session.submitCode({ code: await code() });
  await settle();
}
const factorOf = (core: TestServices) => core.platform.accounts[0]?.factor;

describe('turning it on', () => {
  it('changes nothing before a back-up code was typed back', async () => {
    const core = await signedIn();
    const { backupCodes } = await confirmed(core);
    expect(factorOf(core)?.secret).toBeNull();
    await expect(core.services.twoFactor.finish({ backupCode: 'not one', keepCodes: true, keepKey: true })).rejects.toMatchObject({
      code: 'BACKUP_CODE_MISMATCH',
    });
    expect(core.documents.twoFactor.saved()).toBeNull();
    const state = await core.services.twoFactor.finish({
      backupCode: (backupCodes[0] ?? '').toUpperCase(),
      keepCodes: false,
      keepKey: false,
    });
    expect(state).toMatchObject({ offer: 'api', status: { isOn: true, codesLeft: 10 }, authenticator: null, backupCodes: null });
    expect(heldKeys(core).filter((key) => !key.startsWith('session/'))).toEqual([]);
  });

  it('is not finished with codes that nobody saved: copied, in a file, or told to be on paper', async () => {
    const core = await signedIn();
    const { twoFactor } = core.services;
    const { secret } = await twoFactor.begin({ password, code: null });
    const confirm = async () => (await twoFactor.confirm({ code: nowCode(core, secret) })).backupCodes;
    const finish = (codes: string[]) => twoFactor.finish({ backupCode: codes[0] ?? '', keepCodes: true, keepKey: true });
    const first = await confirm();
    await expect(finish(first)).rejects.toMatchObject({ code: 'CODES_NOT_SAVED' });
    core.papers.path = null;
    expect(await twoFactor.saveCodes()).toEqual({ path: null });
    core.clipboard.kind = 'needsPress';
    await twoFactor.copy({ what: 'backupCodes' });
    core.clipboard.kind = 'copied';
    await twoFactor.copy({ what: 'setupKey' });
    await expect(finish(first)).rejects.toMatchObject({ code: 'CODES_NOT_SAVED' });
    expect([core.documents.twoFactor.saved(), core.platform.count('finishTwoFactor')]).toEqual([null, 0]);
    await twoFactor.copy({ what: 'backupCodes' });
    // Codes that are made anew are other codes.
    await core.clock.advance(30_000);
    const second = await confirm();
    await expect(finish(second)).rejects.toMatchObject({ code: 'CODES_NOT_SAVED' });
    twoFactor.tellSaved();
    expect(await finish(second)).toMatchObject({ status: { isOn: true } });
    expect(() => {
      twoFactor.tellSaved();
    }).toThrow(expect.objectContaining({ code: 'ENROLMENT_GONE' }) as Error);
  });

  it('is cancelled at each step, here and on the platform', async () => {
    const core = await signedIn();
    await core.services.twoFactor.begin({ password, code: null });
    core.services.twoFactor.dismiss();
    await settle();
    expect(factorOf(core)?.pending).toBeNull();
    await confirmed(core);
    core.services.twoFactor.dismiss();
    await expect(core.services.twoFactor.finish({ backupCode: 'any', keepCodes: false, keepKey: false })).rejects.toMatchObject({
      code: 'ENROLMENT_GONE',
    });
    expect(factorOf(core)?.secret).toBeNull();
  });

  it('is forgotten after 15 minutes, and with the session', async () => {
    const core = await signedIn();
    await confirmed(core);
    await core.clock.advance(15 * 60_000);
    await expect(core.services.twoFactor.copy({ what: 'backupCodes' })).rejects.toMatchObject({ code: 'ENROLMENT_GONE' });
    await confirmed(core);
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn(amy);
    await expect(core.services.twoFactor.copy({ what: 'setupKey' })).rejects.toMatchObject({ code: 'ENROLMENT_GONE' });
  });

  it('tells a wrong code from a replayed one, and goes on', async () => {
    const core = await signedIn();
    const { secret } = await core.services.twoFactor.begin({ password, code: null });
    await expect(core.services.twoFactor.confirm({ code: '000000' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
    const code = nowCode(core, secret);
    await core.services.twoFactor.confirm({ code: `${code.slice(0, 3)} ${code.slice(3)}` });
    await expect(core.services.twoFactor.confirm({ code })).rejects.toMatchObject({ code: 'CODE_REPLAYED' });
  });

  it('is done where only the last answer was lost, and says so', async () => {
    const core = await signedIn();
    const { backupCodes } = await confirmed(core);
    core.platform.fail('finishTwoFactor', LOST_REPLY(), { at: 'after', times: 1 });
    const state = await core.services.twoFactor.finish({ backupCode: backupCodes[0] ?? '', keepCodes: true, keepKey: true });
    expect(state).toMatchObject({
      status: { isOn: true },
      authenticator: { standing: 'live' },
      backupCodes: { standing: 'live', total: 10 },
    });
  });

  it('can be finished again where neither the answer nor the state could be had', async () => {
    const core = await signedIn();
    const { backupCodes } = await confirmed(core);
    core.platform.fail('finishTwoFactor', LOST_REPLY(), { at: 'after', times: 1 });
    core.platform.fail('describeTwoFactor', OFFLINE(), { times: 1 });
    const finish = { backupCode: backupCodes[0] ?? '', keepCodes: true, keepKey: true };
    await expect(core.services.twoFactor.finish(finish)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(await core.services.twoFactor.finish(finish)).toMatchObject({
      backupCodes: { standing: 'live' },
      authenticator: { standing: 'live' },
    });
    expect(heldKeys(core).filter((key) => key.startsWith('backupCodes/'))).toHaveLength(1);
  });

  it('changes nothing where the keychain does not take what is to be kept', async () => {
    const core = await signedIn();
    const { backupCodes } = await confirmed(core);
    core.secrets.setMode = 'locked';
    await expect(
      core.services.twoFactor.finish({ backupCode: backupCodes[0] ?? '', keepCodes: true, keepKey: false }),
    ).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
    expect(core.platform.count('finishTwoFactor')).toBe(0);
    expect(core.documents.twoFactor.saved()?.kept).toEqual([]);
  });

  it('is known at the next start, where the app died before the answer came', async () => {
    const core = await signedIn();
    const { backupCodes } = await confirmed(core);
    const release = core.platform.hold('finishTwoFactor');
    void core.services.twoFactor.finish({ backupCode: backupCodes[0] ?? '', keepCodes: true, keepKey: true }).catch(() => undefined);
    await settle();
    const next = core.restart();
    await next.start();
    await settle();
    expect(next.twoFactor.state()).toMatchObject({ authenticator: null, backupCodes: null });
    expect(heldKeys(core).filter((key) => !key.startsWith('session/'))).toEqual([]);
    release();
  });

  it('leaves no secret in a file, a log or a state', async () => {
    const core = await signedIn();
    const { secret, backupCodes } = await enabled(core);
    const seen = visible(core, core.documents.twoFactor.saved(), core.services.twoFactor.state());
    for (const one of [secret, ...backupCodes]) expect(seen).not.toContain(one);
  });
});

describe('kept back-up codes', () => {
  it('are marked used when a sign-in took one, and a session says how many are left', async () => {
    const core = await signedIn();
    const { backupCodes } = await enabled(core);
    await signInAgain(core, () => (backupCodes[2] ?? '').toUpperCase().replace('-', ' ').replace('CANARY ', 'canary-').toLowerCase());
    expect(core.services.twoFactor.state().backupCodes).toMatchObject({ total: 10, used: 1, unsure: 0 });
    expect(core.services.twoFactor.state().status).toMatchObject({ codesLeft: 9 });
    const { list } = await core.services.twoFactor.showCodes({ proof });
    expect(list.map(({ use }) => use).indexOf('used')).toBe(2);
  });

  it('are never shown as unused once sent and unanswered', async () => {
    const core = await signedIn();
    const { backupCodes } = await enabled(core);
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn(amy);
    core.platform.fail('signIn', LOST_REPLY(), { at: 'after', times: 1 });
    await expect(core.services.session.submitCode({ code: backupCodes[0] ?? '' })).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(core.services.twoFactor.state().backupCodes).toMatchObject({ used: 0, unsure: 1 });
  });

  it('stay unused where the code never reached the platform, and are spent where the keychain failed afterwards', async () => {
    const core = await signedIn();
    const { backupCodes } = await enabled(core);
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn(amy);
    core.platform.fail('signIn', OFFLINE(), { times: 1 });
    await expect(core.services.session.submitCode({ code: backupCodes[0] ?? '' })).rejects.toMatchObject({ code: 'OFFLINE' });
    await settle();
    expect(core.services.twoFactor.state().backupCodes).toMatchObject({ used: 0, unsure: 0 });
    core.secrets.setMode = 'fault';
    await expect(core.services.session.submitCode({ code: backupCodes[0] ?? '' })).rejects.toMatchObject({ code: 'KEYCHAIN_FAULT' });
    core.secrets.setMode = 'ready';
    expect(core.documents.twoFactor.saved()?.kept.find((one) => one.kind === 'codes')?.spent).toHaveLength(1);
  });

  it('are dead once new ones count, and once it is off', async () => {
    const core = await signedIn();
    const { secret } = await enabled(core);
    await core.clock.advance(60_000);
    const { backupCodes } = await core.services.twoFactor.renewCodes({ password, code: nowCode(core, secret) });
    expect(core.services.twoFactor.state()).toMatchObject({ backupCodes: { total: 10 }, deadCodes: null });
    core.services.twoFactor.tellSaved();
    await core.services.twoFactor.finish({ backupCode: backupCodes[0] ?? '', keepCodes: false, keepKey: false });
    expect(core.services.twoFactor.state()).toMatchObject({
      backupCodes: null,
      deadCodes: { total: 10 },
      authenticator: { standing: 'live' },
    });
    await core.services.twoFactor.turnOff({ password, code: backupCodes[1] ?? '' });
    expect(core.services.twoFactor.state()).toMatchObject({ status: { isOn: false }, authenticator: null, isKeyDead: true });
  });

  it('are unsure while an answer about turning off is missing, and settled at the next start', async () => {
    const core = await signedIn();
    const { backupCodes } = await enabled(core);
    core.platform.fail('disableTwoFactor', LOST_REPLY(), { at: 'after', times: 1 });
    core.platform.fail('describeTwoFactor', OFFLINE(), { times: 1 });
    await expect(core.services.twoFactor.turnOff({ password, code: backupCodes[0] ?? '' })).rejects.toBeInstanceOf(AppError);
    expect(core.services.twoFactor.state()).toMatchObject({ authenticator: { standing: 'unsure' }, backupCodes: { standing: 'unsure' } });
    const next = core.restart();
    await next.start();
    await settle();
    expect(next.twoFactor.state()).toMatchObject({
      status: { isOn: false },
      authenticator: null,
      backupCodes: null,
      deadCodes: { total: 10 },
    });
  });

  it('are forgotten by choice, keychain first', async () => {
    const core = await signedIn();
    await enabled(core);
    await core.services.twoFactor.forget({ what: 'backupCodes' });
    expect(
      heldKeys(core)
        .map((key) => key.split('/')[0])
        .sort(),
    ).toEqual(['authenticator', 'session']);
    await core.services.twoFactor.forgetAccount(ACCOUNT);
    expect(core.documents.twoFactor.saved()?.kept).toEqual([]);
  });
});

describe('the authenticator', () => {
  it.each([0, -600_000, 600_000])('gives the code that signs in, with the platform ahead by %i ms', async (aheadMs) => {
    const core = await signedIn();
    core.platform.aheadMs = aheadMs;
    await enabled(core);
    await core.clock.advance(60_000);
    await signInAgain(core, async () => (await core.services.twoFactor.codes()).currentCode);
    expect(core.services.session.state().status).toBe('signedIn');
    expect(core.services.twoFactor.state().clockOffsetMs).toBe(aheadMs);
  });

  it('shows its key again to whoever knows the password, and opens nothing by the way', async () => {
    const core = await signedIn();
    const { secret } = await enabled(core);
    await expect(core.services.twoFactor.showKey({ proof: { by: 'password', password: 'wrong' } })).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
    });
    const live = core.platform.issued.filter((one) => !one.isDead).length;
    expect(await core.services.twoFactor.showKey({ proof })).toMatchObject({ secret });
    expect(core.platform.issued.filter((one) => !one.isDead)).toHaveLength(live);
    expect((await core.services.twoFactor.copy({ what: 'setupKey' })).outcome).toBe('copied');
  });

  it('asks for the app lock’s passphrase where one is set up, offline too, and takes neither for the other', async () => {
    const core = await signedIn();
    const { secret, backupCodes } = await enabled(core);
    const { twoFactor, lock } = core.services;
    const byLock = { by: 'passphrase', passphrase: 'four words are enough' } as const;
    await expect(twoFactor.showKey({ proof: byLock })).rejects.toMatchObject({ code: 'REFUSED' });
    await lock.setUp(byLock);
    const sent = core.platform.count('signIn');
    await expect(twoFactor.showKey({ proof })).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(twoFactor.showKey({ proof: { ...byLock, passphrase: 'not it' } })).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
    // A wrong one slows down the next, here as at the lock itself.
    await expect(twoFactor.showKey({ proof: byLock })).rejects.toMatchObject({ code: 'PASSPHRASE_WAIT' });
    await core.clock.advance(60_000);
    core.platform.fail('signIn', OFFLINE());
    expect(await twoFactor.showKey({ proof: byLock })).toMatchObject({ secret });
    expect((await twoFactor.showCodes({ proof: byLock })).list.map(({ code }) => code)).toEqual(backupCodes);
    expect([core.platform.count('signIn'), lock.isLocked()]).toEqual([sent, false]);
  });

  it('says where the keychain lost it', async () => {
    const core = await signedIn();
    await enabled(core);
    core.secrets.entries.clear();
    await expect(core.services.twoFactor.codes()).rejects.toMatchObject({ code: 'SECRET_LOST' });
  });
});

describe('a platform that does it in the browser', () => {
  async function inBrowser() {
    const core = await signedIn();
    core.platform.offersTwoFactor = false;
    expect(await core.services.twoFactor.refresh()).toMatchObject({ offer: 'browser', status: null, problem: null });
    return core;
  }

  it('has its key taken in, confirmed by a live code, and kept with its codes', async () => {
    const core = await inBrowser();
    core.papers.qr = `otpauth://totp/DNAnexus:amy?secret=${RFC}&issuer=DNAnexus`;
    expect(await core.services.twoFactor.takeQr({ from: 'clipboard' })).toEqual({ outcome: 'taken', issuer: 'DNAnexus', account: 'amy' });
    expect((await core.services.twoFactor.codes()).currentCode).toBe(nowCode(core, RFC));
    await expect(core.services.twoFactor.finish({ backupCode: null, keepCodes: false, keepKey: true })).rejects.toMatchObject({
      code: 'WRONG_CODE',
    });
    await expect(core.services.twoFactor.confirm({ code: '123' })).rejects.toMatchObject({ code: 'WRONG_CODE' });
    await core.services.twoFactor.confirm({ code: nowCode(core, RFC) });
    await expect(core.services.twoFactor.confirm({ code: nowCode(core, RFC) })).rejects.toMatchObject({ code: 'CODE_REPLAYED' });
    const { backupCodes } = await core.services.twoFactor.takeCodes({ text: '1111 2222\n3333 4444\n' });
    expect(await core.services.twoFactor.saveCodes()).toEqual({ path: '/home/amy/codes.txt' });
    expect(core.papers.saved[0]?.text).toContain('1111 2222');
    const state = await core.services.twoFactor.finish({ backupCode: '33334444', keepCodes: true, keepKey: true });
    expect(backupCodes).toEqual(['1111 2222', '3333 4444']);
    expect(state).toMatchObject({ authenticator: { standing: 'live' }, backupCodes: { total: 2, used: 0 } });
  });

  it('set up anew, kills what was kept before', async () => {
    const core = await inBrowser();
    for (const text of [RFC, 'JBSWY3DPEHPK3PXP']) {
      await core.services.twoFactor.takeKey({ text });
      await core.services.twoFactor.confirm({ code: nowCode(core, text) });
      await core.services.twoFactor.takeCodes({ text: `${text.slice(0, 8)}\n` });
      core.services.twoFactor.tellSaved();
      await core.services.twoFactor.finish({ backupCode: text.slice(0, 8), keepCodes: true, keepKey: true });
    }
    expect(core.services.twoFactor.state()).toMatchObject({ deadCodes: { total: 1 }, isKeyDead: true, backupCodes: { total: 1 } });
    expect((await core.services.twoFactor.codes()).currentCode).toBe(nowCode(core, 'JBSWY3DPEHPK3PXP'));
  });

  it('says that a picture shows no code, or another one', async () => {
    const core = await inBrowser();
    await expect(core.services.twoFactor.takeQr({ from: 'file' })).rejects.toMatchObject({ code: 'NO_QR_CODE' });
    core.papers.qr = 'https://somewhere.example';
    await expect(core.services.twoFactor.takeQr({ from: 'file' })).rejects.toMatchObject({ code: 'NOT_A_SETUP_KEY' });
  });
});

it('an account of single sign-on is told as that', async () => {
  const core = await signedIn();
  const [account] = core.platform.accounts;
  if (account) account.isSso = true;
  expect(await core.services.twoFactor.refresh()).toMatchObject({ offer: 'sso' });
});

it('a platform that cannot be reached leaves what was known, with the reason', async () => {
  const core = await signedIn();
  await core.services.twoFactor.refresh();
  core.platform.fail('describeTwoFactor', OFFLINE());
  expect(await core.services.twoFactor.refresh()).toMatchObject({ offer: 'api', status: { isOn: false }, problem: { code: 'OFFLINE' } });
});
