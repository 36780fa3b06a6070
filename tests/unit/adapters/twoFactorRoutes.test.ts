/** The invented two-factor routes against the real stand-in: what arrives, how often, and what its refusals become. */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../../main/adapters/platform/fetch';
import { createPlatform } from '../../../main/adapters/platform/platform';
import { systemClock } from '../../../main/adapters/systemClock';
import { type StandinProcess, startStandin } from '../../fakes/standinProcess';
import { platformAt } from './oddServer';

const HOUR_MS = 3_600_000;
const CHANGING = ['beginTwoFactor', 'confirmTwoFactor', 'renewBackupCodes', 'finishTwoFactor', 'disableTwoFactor'] as const;

describe('two-factor authentication over the wire', { timeout: 30_000 }, () => {
  let standin: StandinProcess;
  const ways: string[] = [];
  const way =
    (name: string): Fetch =>
    (url, init) => {
      ways.push(`${name} ${new URL(url).pathname}`);
      return fetch(url, init);
    };
  const platform = createPlatform({
    fetchKept: way('kept'),
    fetchOnce: way('once'),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    limits: { firstPauseMs: 5 },
  });
  const at = () => platformAt(standin.url);

  beforeAll(async () => {
    standin = await startStandin();
  });
  afterAll(() => standin.stop());
  beforeEach(async () => {
    await standin.control.reset();
    ways.length = 0;
  });

  async function signIn(username: string): Promise<{ bearer: string; password: string }> {
    const { password } = standin.account(username);
    const answer = await platform.signIn(at(), { username, password, otp: null, expiresMs: Date.now() + HOUR_MS });
    if (answer.kind !== 'token') throw new Error('a code was asked for');
    return { bearer: answer.token.secret, password };
  }
  const phone = async (secret: string): Promise<string> =>
    generateSync({ secret, epoch: Math.floor((await standin.control.advanceClock(31_000)) / 1_000) });
  async function begun() {
    const { bearer, password } = await signIn('amy');
    const { enrolment, secret } = await platform.beginTwoFactor(at(), bearer, { password, otp: null });
    return { bearer, password, enrolment, secret };
  }
  async function enabled() {
    const made = await begun();
    const { bearer, enrolment } = made;
    const { backupCodes } = await platform.confirmTwoFactor(at(), bearer, { enrolment, otp: await phone(made.secret) });
    const truth = await platform.finishTwoFactor(at(), bearer, { enrolment, backupCode: backupCodes[0] ?? '' });
    return { ...made, backupCodes, truth };
  }

  it('is turned on, renewed and turned off, and the state says which key and codes count', async () => {
    const { bearer, password, enrolment, secret, backupCodes, truth } = await enabled();
    expect(truth).toMatchObject({ isOn: true, mandatoryFor: null, keySet: enrolment, codeSet: enrolment, codesLeft: 10 });
    expect(await platform.describeTwoFactor(at(), bearer)).toEqual(truth);
    const renewed = await platform.renewBackupCodes(at(), bearer, { password, otp: await phone(secret) });
    expect(renewed.backupCodes).not.toEqual(backupCodes);
    await platform.cancelTwoFactor(at(), bearer, { enrolment: renewed.enrolment });
    expect(await platform.describeTwoFactor(at(), bearer)).toEqual(truth);
    const off = await platform.disableTwoFactor(at(), bearer, { password, otp: backupCodes[1] ?? '' });
    expect(off).toMatchObject({ isOn: false, keySet: null, codeSet: null, enabledMs: null, codesMadeMs: null, codesLeft: 0 });
  });

  it('sends what carries a password or a code once, over the once-only way, whatever comes back', async () => {
    const { bearer, password, enrolment } = await begun();
    const asks: Record<(typeof CHANGING)[number], () => Promise<unknown>> = {
      beginTwoFactor: () => platform.beginTwoFactor(at(), bearer, { password, otp: null }),
      confirmTwoFactor: () => platform.confirmTwoFactor(at(), bearer, { enrolment, otp: '123456' }),
      renewBackupCodes: () => platform.renewBackupCodes(at(), bearer, { password, otp: '123456' }),
      finishTwoFactor: () => platform.finishTwoFactor(at(), bearer, { enrolment, backupCode: 'aaaa-bbbb' }),
      disableTwoFactor: () => platform.disableTwoFactor(at(), bearer, { password, otp: '123456' }),
    };
    for (const verb of CHANGING) {
      for (const fault of [{ status: 503 }, { drop: 'afterBody', carriedOut: false }, { badJson: true }] as const) {
        await standin.control.clearCounts();
        ways.length = 0;
        await standin.control.fault({ route: `/account/${verb}`, ...fault });
        await expect(asks[verb]()).rejects.toMatchObject({ reached: 'drop' in fault ? 'maybe' : (expect.any(String) as string) });
        expect(ways, verb).toEqual([`once /account/${verb}`]);
        expect((await standin.control.counts())[`/account/${verb}`]?.arrived, verb).toBe(1);
        await standin.control.clearFaults();
      }
    }
    // What changes nothing may be asked again.
    ways.length = 0;
    await standin.control.fault({ route: '/account/describeTwoFactor', status: 503 });
    await platform.describeTwoFactor(at(), bearer);
    expect(ways).toEqual(['kept /account/describeTwoFactor', 'kept /account/describeTwoFactor']);
  });

  it('tells its refusals apart', async () => {
    const { bearer, password, enrolment, secret } = await begun();
    const confirm = (otp: string) => platform.confirmTwoFactor(at(), bearer, { enrolment, otp });
    await expect(platform.beginTwoFactor(at(), bearer, { password: 'wrong', otp: null })).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    await expect(confirm('000000')).rejects.toMatchObject({ code: 'WRONG_CODE', details: { triesLeft: expect.any(Number) as number } });
    const code = await phone(secret);
    const { backupCodes } = await confirm(code);
    await expect(confirm(code)).rejects.toMatchObject({ code: 'CODE_REPLAYED' });
    await expect(platform.finishTwoFactor(at(), bearer, { enrolment, backupCode: 'aaaa-bbbb' })).rejects.toMatchObject({
      code: 'BACKUP_CODE_MISMATCH',
    });
    await expect(platform.finishTwoFactor(at(), bearer, { enrolment: 'another', backupCode: backupCodes[0] ?? '' })).rejects.toMatchObject({
      code: 'ENROLMENT_GONE',
    });
    await platform.finishTwoFactor(at(), bearer, { enrolment, backupCode: backupCodes[0] ?? '' });
    await expect(platform.beginTwoFactor(at(), bearer, { password, otp: null })).rejects.toMatchObject({ code: 'WRONG_CODE' });
    await standin.control.settings({ twoFactorRoutes: 'ResourceNotFound' });
    await expect(platform.describeTwoFactor(at(), bearer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('finds an answer that is none of its own malformed, and keeps no word of it', async () => {
    const { bearer, password } = await signIn('amy');
    const odd = { enrolment: 'a', secret: 'not base32!', otpauth: 'https://elsewhere.example' };
    await standin.control.fault({ route: '/account/beginTwoFactor', rawBody: JSON.stringify(odd), contentType: 'application/json' });
    const failure: unknown = await platform.beginTwoFactor(at(), bearer, { password, otp: null }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'MALFORMED_ANSWER' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('not base32');
  });

  it.each([-600_000, 600_000])('learns from the Date of an answer that the platform’s clock is %i ms off', async (offsetMs) => {
    const { bearer } = await signIn('amy');
    const off = () => Math.abs((platform.clockOffsetMs(at()) ?? Number.NaN) - offsetMs);
    await standin.control.fault({ route: '/account/describeTwoFactor', dateOffsetMs: offsetMs, times: 1 });
    await platform.describeTwoFactor(at(), bearer);
    expect(off()).toBeLessThan(2_000);
    // The newest answer counts.
    await platform.describeTwoFactor(at(), bearer);
    expect(Math.abs(platform.clockOffsetMs(at()) ?? Number.NaN)).toBeLessThan(2_000);
  });
});
