import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { StandinProcess } from '../../fakes/standinProcess';
import { call, errorMessage, errorType, isAccepted, sessionOf, typePassword } from './signedIn';

let standin: StandinProcess;
beforeAll(async () => {
  standin = await startStandin();
});
beforeEach(() => standin.control.reset());
afterAll(() => standin.stop());

const MINUTE = 60_000;

describe('a password', () => {
  test('that is right opens a session and answers the four members', async () => {
    const reply = await typePassword(standin, 'amy', 'correct horse');
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.body).sort()).toEqual(['access_token', 'token_signature', 'token_type', 'user_id']);
    expect(reply.body).toMatchObject({ token_type: 'bearer', user_id: 'user-amy' });
    expect(reply.body.access_token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(await isAccepted(standin, String(reply.body.access_token))).toBe(true);
  });

  test('that is wrong is refused in the same words as an unknown username', async () => {
    const wrong = await typePassword(standin, 'amy', 'incorrect horse');
    const unknown = await typePassword(standin, 'nobody', 'incorrect horse');
    expect(errorType(wrong)).toBe('UsernameOrPasswordError');
    expect(wrong.status).toBe(401);
    expect(unknown).toEqual(wrong);
  });

  test('of a single sign-on account is refused with SSORequiredError', async () => {
    const reply = await typePassword(standin, 'sigrid', 'anything');
    expect([reply.status, errorType(reply)]).toEqual([403, 'SSORequiredError']);
  });

  test('opens a session of 18 hours at most, whatever was asked', async () => {
    await sessionOf(standin, 'amy');
    const [session] = (await standin.control.liveTokens('amy')).filter((token) => token.isSession);
    expect((session?.expiresMs ?? 0) - Date.now()).toBeLessThanOrEqual(18 * 60 * MINUTE);
  });
});

describe('a one-time code', () => {
  test('is asked for after the right password alone', async () => {
    const right = await typePassword(standin, 'omar', 'battery staple');
    const wrong = await typePassword(standin, 'omar', 'nope');
    expect([right.status, errorType(right)]).toEqual([401, 'OTPRequiredError']);
    expect(errorType(wrong)).toBe('UsernameOrPasswordError');
  });

  test('opens one session and no second', async () => {
    const code = await standin.control.code('omar');
    expect((await typePassword(standin, 'omar', 'battery staple', code)).status).toBe(200);
    const again = await typePassword(standin, 'omar', 'battery staple', code);
    expect([again.status, errorType(again)]).toEqual([401, 'OTPMismatchError']);
  });

  test('of the 30 seconds before is still taken, an older one is not', async () => {
    const secret = standin.account('omar').otpSecret ?? '';
    const now = Math.floor(Date.now() / 1_000);
    const old = generateSync({ secret, epoch: now - 120 });
    expect(errorType(await typePassword(standin, 'omar', 'battery staple', old))).toBe('OTPMismatchError');
    const previous = generateSync({ secret, epoch: now - 30 });
    expect((await typePassword(standin, 'omar', 'battery staple', previous)).status).toBe(200);
  });

  test('may be typed with a space, and nonsense is a mismatch, not a fault', async () => {
    expect(errorType(await typePassword(standin, 'omar', 'battery staple', 'abc'))).toBe('OTPMismatchError');
    const code = await standin.control.code('omar');
    expect((await typePassword(standin, 'omar', 'battery staple', `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
  });

  test('may be replaced by a back-up code, once', async () => {
    const [backup = ''] = standin.account('omar').backupCodes ?? [];
    expect((await typePassword(standin, 'omar', 'battery staple', backup)).status).toBe(200);
    expect(errorType(await typePassword(standin, 'omar', 'battery staple', backup))).toBe('OTPMismatchError');
  });
});

describe('repeated failures', () => {
  const failTimes = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await typePassword(standin, 'amy', 'nope');
  };

  test('lock the account after the fifth, even for the right password, with the wait in Retry-After', async () => {
    await failTimes(5);
    const reply = await fetch(`${standin.url}/system/newAuthToken`, {
      method: 'POST',
      body: JSON.stringify({ username: 'amy', password: 'correct horse', otp: null }),
    });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({ error: { type: 'AccountLockedError' } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
  });

  test('are forgiven after 15 minutes', async () => {
    await failTimes(5);
    await standin.control.advanceClock(15 * MINUTE);
    expect((await typePassword(standin, 'amy', 'correct horse')).status).toBe(200);
  });

  test('count from nought again after a success', async () => {
    await failTimes(4);
    await sessionOf(standin, 'amy');
    await failTimes(4);
    expect((await typePassword(standin, 'amy', 'correct horse')).status).toBe(200);
  });

  test('of the code count like those of the password', async () => {
    for (let time = 0; time < 5; time += 1) await typePassword(standin, 'omar', 'battery staple', '000000x');
    expect(errorType(await typePassword(standin, 'omar', 'battery staple'))).toBe('AccountLockedError');
  });

  test('leave other accounts and live tokens alone', async () => {
    const session = await sessionOf(standin, 'amy');
    await failTimes(5);
    expect(await isAccepted(standin, session)).toBe(true);
    expect((await typePassword(standin, 'omar', 'battery staple', await standin.control.code('omar'))).status).toBe(200);
  });
});

describe('a session', () => {
  test('idles out after 15 minutes without a request', async () => {
    const session = await sessionOf(standin, 'amy');
    await standin.control.advanceClock(15 * MINUTE);
    const reply = await call(standin, '/system/whoami', {}, session);
    expect([reply.status, errorType(reply)]).toEqual([401, 'InvalidAuthentication']);
    expect(errorMessage(reply)).toMatch(/expired/);
  });

  test('is kept alive by requests', async () => {
    const session = await sessionOf(standin, 'amy');
    for (let time = 0; time < 3; time += 1) {
      await standin.control.advanceClock(14 * MINUTE);
      expect(await isAccepted(standin, session)).toBe(true);
    }
  });

  test('follows the autoLogoutAfter of the org of its owner', async () => {
    const session = await sessionOf(standin, 'omar');
    await standin.control.advanceClock(29 * MINUTE);
    expect(await isAccepted(standin, session)).toBe(true);
    await standin.control.advanceClock(30 * MINUTE);
    expect(await isAccepted(standin, session)).toBe(false);
  });

  test('ends at its own expiry, however busy', async () => {
    const session = await sessionOf(standin, 'omar');
    for (let halfHours = 0; halfHours < 18 * 2; halfHours += 1) {
      expect(await isAccepted(standin, session)).toBe(true);
      await standin.control.advanceClock(29 * MINUTE);
    }
    await standin.control.advanceClock(29 * MINUTE);
    await isAccepted(standin, session);
    await standin.control.advanceClock(29 * MINUTE);
    expect(await isAccepted(standin, session)).toBe(false);
  });
});

test('an API token does not idle out', async () => {
  const { secret } = await standin.control.mint({ username: 'amy' });
  await standin.control.advanceClock(7 * 24 * 60 * MINUTE);
  expect(await isAccepted(standin, secret)).toBe(true);
});
