import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { SeedInput, StandinProcess } from '../../fakes/standinProcess';
import { codeOf, timeStep } from '../../standin/totp';
import { call, errorType, isAccepted, typePassword } from './signedIn';
import type { Reply } from './signedIn';

const OMAR_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const SEED: SeedInput = {
  accounts: [
    { username: 'ada', password: 'p', first: 'Ada', last: 'A' },
    { username: 'omar', password: 'p', first: 'Omar', last: 'O', otpSecret: OMAR_SECRET, backupCodes: ['aaaa-bbbb', 'cccc-dddd'] },
    { username: 'moe', password: 'p', first: 'Moe', last: 'M', otpSecret: OMAR_SECRET, twoFactorMandatory: true },
    { username: 'uma', password: 'p', first: 'Uma', last: 'U' },
    { username: 'sso', first: 'S', last: 'O' },
  ],
  orgs: [{ handle: 'biobank', name: 'Biobank', members: { 'user-uma': 'MEMBER' }, policies: { twoFactorRequired: true } }],
  tokens: [{ user: 'sso', secret: 's'.repeat(32) }],
};
const MINUTE = 60_000;

let standin: StandinProcess;
let now = Date.now();
beforeAll(async () => {
  standin = await startStandin({ seed: SEED });
});
beforeEach(async () => {
  await standin.control.reset();
  now = await standin.control.advanceClock(0);
});
afterAll(() => standin.stop());

async function session(username: string): Promise<string> {
  const code = username === 'omar' || username === 'moe' ? await standin.control.code(username) : null;
  return String((await typePassword(standin, username, 'p', code)).body.access_token);
}
const ask = (verb: string, body: unknown, bearer: string) => call(standin, `/account/${verb}`, body, bearer);
const stateOf = async (bearer: string) => (await ask('describeTwoFactor', {}, bearer)).body;
const codeNow = (secret: unknown, steps = 0) => codeOf(String(secret), timeStep(now) + steps);

interface Begun {
  enrolment: string;
  secret: string;
  codes: string[];
}
/** Up to the last step, which is left to the caller. */
async function confirmed(bearer: string, otp: string | null = null): Promise<Begun> {
  const { enrolment, secret } = (await ask('beginTwoFactor', { password: 'p', otp }, bearer)).body;
  const codes = (await ask('confirmTwoFactor', { enrolment, otp: codeNow(secret) }, bearer)).body.backupCodes as string[];
  return { enrolment: String(enrolment), secret: String(secret), codes };
}
async function enabled(bearer: string): Promise<Begun> {
  const begun = await confirmed(bearer);
  const { enrolment, codes } = begun;
  expect((await ask('finishTwoFactor', { enrolment, backupCode: codes[0] }, bearer)).body.state).toBe('on');
  return begun;
}
const typesOf = (...replies: Reply[]) => replies.map(errorType);

describe('turning two-factor authentication on', () => {
  test('counts only once a back-up code was typed back', async () => {
    const bearer = await session('ada');
    const { enrolment, codes } = await confirmed(bearer);
    expect(codes).toHaveLength(10);
    expect((await stateOf(bearer)).state).toBe('off');
    expect((await typePassword(standin, 'ada', 'p')).status).toBe(200);
    const wrong = await ask('finishTwoFactor', { enrolment, backupCode: 'zzzz-zzzz' }, bearer);
    expect([wrong.status, errorType(wrong)]).toEqual([401, 'BackupCodeMismatchError']);
    const done = await ask('finishTwoFactor', { enrolment, backupCode: codes[3] }, bearer);
    expect(done.body).toMatchObject({ state: 'on', keySet: enrolment, codeSet: enrolment, codesLeft: 10, mandatoryFor: null });
    expect(typesOf(await typePassword(standin, 'ada', 'p'))).toEqual(['OTPRequiredError']);
  });

  test('says the same again to whoever lost the last answer', async () => {
    const bearer = await session('ada');
    const { enrolment, codes } = await enabled(bearer);
    expect((await ask('finishTwoFactor', { enrolment, backupCode: codes[0] }, bearer)).body.state).toBe('on');
  });

  test('wants the right password', async () => {
    const bearer = await session('ada');
    expect(typesOf(await ask('beginTwoFactor', { password: 'wrong' }, bearer))).toEqual(['UsernameOrPasswordError']);
  });

  test('tells a wrong code from a replayed one, and says how many tries are left', async () => {
    const bearer = await session('ada');
    const { enrolment, secret } = (await ask('beginTwoFactor', { password: 'p' }, bearer)).body;
    const wrong = await ask('confirmTwoFactor', { enrolment, otp: codeNow(secret, 20) }, bearer);
    expect(wrong.body).toMatchObject({ error: { type: 'OTPMismatchError', details: { attemptsLeft: 4 } } });
    const first = await ask('confirmTwoFactor', { enrolment, otp: codeNow(secret) }, bearer);
    const again = await ask('confirmTwoFactor', { enrolment, otp: codeNow(secret) }, bearer);
    expect([first.status, errorType(again)]).toEqual([200, 'OTPReplayedError']);
    const next = await ask('confirmTwoFactor', { enrolment, otp: codeNow(secret, 1) }, bearer);
    expect(next.body.backupCodes).not.toEqual(first.body.backupCodes);
  });

  test('does not take the code that confirmed for a sign-in', async () => {
    const { secret } = await enabled(await session('ada'));
    expect(typesOf(await typePassword(standin, 'ada', 'p', codeNow(secret)))).toEqual(['OTPMismatchError']);
    expect((await typePassword(standin, 'ada', 'p', codeNow(secret, 1))).status).toBe(200);
  });

  test('ends the person’s other sessions, and no API token', async () => {
    const [bearer, other] = [await session('ada'), await session('ada')];
    const { secret } = await standin.control.mint({ username: 'ada' });
    await enabled(bearer);
    expect([await isAccepted(standin, bearer), await isAccepted(standin, other), await isAccepted(standin, secret)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('can be cancelled at each step, and expires after 15 minutes', async () => {
    const bearer = await session('ada');
    const { enrolment, codes } = await confirmed(bearer);
    await ask('cancelTwoFactor', { enrolment }, bearer);
    expect(typesOf(await ask('finishTwoFactor', { enrolment, backupCode: codes[0] }, bearer))).toEqual(['EnrolmentGoneError']);
    const again = await confirmed(bearer);
    await standin.control.advanceClock(14 * MINUTE);
    expect((await stateOf(bearer)).state).toBe('off');
    await standin.control.advanceClock(MINUTE);
    const late = await ask('finishTwoFactor', { enrolment: again.enrolment, backupCode: again.codes[0] }, bearer);
    expect(typesOf(late)).toEqual(['EnrolmentGoneError']);
  });

  test('outlives a kill at any moment', async () => {
    const own = await startStandin({ seed: SEED, dataDir: `${standin.dataDir}-kill` });
    const bearer = String((await typePassword(own, 'ada', 'p')).body.access_token);
    const { enrolment, secret } = (await call(own, '/account/beginTwoFactor', { password: 'p' }, bearer)).body;
    await own.kill();
    const second = await startStandin({ seed: SEED, dataDir: own.dataDir });
    const otp = codeOf(String(secret), timeStep(Date.now()));
    const { backupCodes } = (await call(second, '/account/confirmTwoFactor', { enrolment, otp }, bearer)).body;
    await second.kill();
    const third = await startStandin({ seed: SEED, dataDir: own.dataDir });
    const [backupCode = ''] = backupCodes as string[];
    expect((await call(third, '/account/finishTwoFactor', { enrolment, backupCode }, bearer)).body.state).toBe('on');
    expect((await typePassword(third, 'ada', 'p', backupCode)).status).toBe(200);
    await third.stop();
  });
});

describe('where it is on', () => {
  test('a new authenticator takes the old one’s place only at the end', async () => {
    const bearer = await session('omar');
    expect(typesOf(await ask('beginTwoFactor', { password: 'p' }, bearer))).toEqual(['OTPRequiredError']);
    const { enrolment, secret, codes } = await confirmed(bearer, 'aaaa-bbbb');
    expect((await typePassword(standin, 'omar', 'p', 'cccc-dddd')).status).toBe(200);
    await ask('finishTwoFactor', { enrolment, backupCode: codes[0] }, bearer);
    expect(typesOf(await typePassword(standin, 'omar', 'p', codeNow(OMAR_SECRET, 1)))).toEqual(['OTPMismatchError']);
    expect((await typePassword(standin, 'omar', 'p', codeNow(secret, 1))).status).toBe(200);
    expect((await typePassword(standin, 'omar', 'p', codes[1])).status).toBe(200);
  });

  test('new back-up codes kill the old ones once one of the new was typed back', async () => {
    const bearer = await session('omar');
    const { enrolment, backupCodes } = (await ask('renewBackupCodes', { password: 'p', otp: 'aaaa-bbbb' }, bearer)).body;
    expect((await typePassword(standin, 'omar', 'p', 'cccc-dddd')).status).toBe(200);
    const done = await ask('finishTwoFactor', { enrolment, backupCode: (backupCodes as string[])[0] }, bearer);
    expect(done.body).toMatchObject({ state: 'on', keySet: 'seed', codeSet: enrolment, codesLeft: 10 });
    expect(typesOf(await typePassword(standin, 'omar', 'p', 'cccc-dddd'))).toEqual(['OTPMismatchError']);
  });

  test('turning it off wants password and code, and leaves nothing behind', async () => {
    const bearer = await session('omar');
    expect(typesOf(await ask('disableTwoFactor', { password: 'p' }, bearer))).toEqual(['OTPRequiredError']);
    expect((await ask('disableTwoFactor', { password: 'p', otp: 'aaaa-bbbb' }, bearer)).body).toMatchObject({
      state: 'off',
      codesLeft: 0,
      keySet: null,
    });
    expect((await typePassword(standin, 'omar', 'p')).status).toBe(200);
    expect((await ask('disableTwoFactor', { password: 'p' }, bearer)).body.state).toBe('off');
  });

  test('a code that signed in is told as replayed', async () => {
    const code = codeNow(OMAR_SECRET);
    const bearer = String((await typePassword(standin, 'omar', 'p', code)).body.access_token);
    expect(typesOf(await ask('disableTwoFactor', { password: 'p', otp: code }, bearer))).toEqual(['OTPReplayedError']);
  });

  test('on again it has another secret and other codes', async () => {
    const bearer = await session('ada');
    const first = await enabled(bearer);
    await ask('disableTwoFactor', { password: 'p', otp: first.codes[0] }, bearer);
    const second = await enabled(bearer);
    expect(second.secret).not.toBe(first.secret);
    expect(typesOf(await typePassword(standin, 'ada', 'p', first.codes[1]))).toEqual(['OTPMismatchError']);
  });

  test('wrong codes count towards the lock of the account', async () => {
    const bearer = await session('omar');
    for (let tries = 0; tries < 5; tries += 1) await ask('disableTwoFactor', { password: 'p', otp: 'wrong' }, bearer);
    expect(typesOf(await ask('disableTwoFactor', { password: 'p', otp: 'aaaa-bbbb' }, bearer))).toEqual(['AccountLockedError']);
  });
});

describe('where it is mandatory', () => {
  test('it cannot be turned off', async () => {
    const bearer = await session('moe');
    expect((await stateOf(bearer)).mandatoryFor).toBe('user-moe');
    expect(typesOf(await ask('disableTwoFactor', { password: 'p' }, bearer))).toEqual(['PermissionDenied']);
  });

  test('by an org, the org is named', async () => {
    expect((await stateOf(await session('uma'))).mandatoryFor).toBe('org-biobank');
  });
});

describe('who is not offered it', () => {
  test('a single sign-on account', async () => {
    expect(typesOf(await ask('describeTwoFactor', {}, 's'.repeat(32)))).toEqual(['SSORequiredError']);
  });

  test('a token of limited scope', async () => {
    const { secret } = await standin.control.mint({ username: 'ada', scope: { projects: { '*': 'VIEW' } } });
    expect(typesOf(await ask('beginTwoFactor', { password: 'p' }, secret))).toEqual(['PermissionDenied']);
  });

  test('anybody, on a platform that does it in the browser alone', async () => {
    await standin.control.settings({ twoFactorRoutes: 'ResourceNotFound' });
    const bearer = await session('ada');
    expect(typesOf(await ask('describeTwoFactor', {}, bearer), await ask('beginTwoFactor', { password: 'p' }, bearer))).toEqual([
      'ResourceNotFound',
      'ResourceNotFound',
    ]);
  });
});
