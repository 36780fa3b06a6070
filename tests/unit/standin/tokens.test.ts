import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { StandinProcess } from '../../fakes/standinProcess';
import { call, errorMessage, errorType, isAccepted, sessionOf } from './signedIn';

let standin: StandinProcess;
let session: string;
beforeAll(async () => {
  standin = await startStandin();
});
beforeEach(async () => {
  await standin.control.reset();
  session = await sessionOf(standin, 'amy');
});
afterAll(() => standin.stop());

const DAY = 86_400_000;
const signatureOf = (token: string) => createHash('sha256').update(token).digest('hex');
const mint = (bearer: string, body: unknown = { scope: { full: true }, label: 'laptop' }) =>
  call(standin, '/system/newAuthToken', body, bearer);
const destroy = (bearer: string, token: string) =>
  call(standin, '/system/destroyAuthToken', { tokenSignature: signatureOf(token) }, bearer);
const rows = async (bearer: string): Promise<Record<string, unknown>[]> =>
  (await call(standin, '/account/listAuthTokens', { label: true }, bearer)).body.tokens as Record<string, unknown>[];
const rowOf = async (token: string) => (await rows(session)).find((row) => row.signature === signatureOf(token));

describe('minting', () => {
  test('answers 32 characters, their signature, and works at once', async () => {
    const reply = await mint(session);
    expect(reply.body).toMatchObject({ token_type: 'bearer', user_id: 'user-amy' });
    expect(reply.body.access_token).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(reply.body.token_signature).toBe(signatureOf(String(reply.body.access_token)));
    expect(await isAccepted(standin, String(reply.body.access_token))).toBe(true);
  });

  test('without an expiry gives one month', async () => {
    const { body } = await mint(session);
    const row = await rowOf(String(body.access_token));
    expect(Math.abs(Number(row?.expires) - Date.now() - 30 * DAY)).toBeLessThan(60_000);
  });

  test('keeps the expiry that was asked, and refuses the past and what is too far', async () => {
    const expires = Date.now() + 3 * DAY;
    const { body } = await mint(session, { scope: { full: true }, label: 'short', expires });
    expect((await rowOf(String(body.access_token)))?.expires).toBe(expires);
    expect(errorType(await mint(session, { scope: { full: true }, expires: Date.now() - 1 }))).toBe('InvalidInput');
    expect(errorType(await mint(session, { scope: { full: true }, expires: Date.now() + 6 * 365 * DAY }))).toBe('InvalidInput');
  });

  test('is refused to a token of limited scope, and allowed to a full one', async () => {
    const scoped = await mint(session, { scope: { projects: { '*': 'ADMINISTER' } }, label: 'scoped' });
    const refused = await mint(String(scoped.body.access_token));
    expect([refused.status, errorType(refused)]).toEqual([401, 'PermissionDenied']);
    const full = await mint(session);
    expect((await mint(String(full.body.access_token))).status).toBe(200);
  });

  test('refuses an unknown level and a scope that is none', async () => {
    expect(errorType(await mint(session, { scope: { projects: { '*': 'OWN' } } }))).toBe('InvalidInput');
    expect(errorType(await mint(session, { scope: { full: false } }))).toBe('InvalidInput');
  });
});

describe('a bearer', () => {
  test('is taken in either case of its scheme', async () => {
    for (const scheme of ['bearer', 'Bearer']) {
      const reply = await fetch(`${standin.url}/system/whoami`, {
        method: 'POST',
        headers: { Authorization: `${scheme} ${session}` },
        body: '{}',
      });
      expect(await reply.json()).toEqual({ id: 'user-amy' });
    }
  });

  test('that is absent, unknown, PUBLIC or expired is InvalidAuthentication; only the message differs', async () => {
    const { secret: expired } = await standin.control.mint({ username: 'amy', expiresInMs: -1 });
    const replies = await Promise.all(
      [undefined, 'x'.repeat(32), 'PUBLIC', expired].map((each) => call(standin, '/system/whoami', {}, each)),
    );
    expect(replies.map((reply) => [reply.status, errorType(reply)])).toEqual(Array(4).fill([401, 'InvalidAuthentication']));
    expect(new Set(replies.map(errorMessage)).size).toBe(3);
  });

  test('dies at its expiry', async () => {
    const { secret } = await standin.control.mint({ username: 'amy', expiresInMs: DAY });
    expect(await isAccepted(standin, secret)).toBe(true);
    await standin.control.advanceClock(DAY);
    expect(await isAccepted(standin, secret)).toBe(false);
  });
});

describe('destroying', () => {
  test('by signature ends that token and no other', async () => {
    const one = await standin.control.mint({ username: 'amy' });
    const two = await standin.control.mint({ username: 'amy' });
    expect(await destroy(session, one.secret)).toEqual({ status: 200, body: {} });
    expect(await isAccepted(standin, one.secret)).toBe(false);
    expect(await isAccepted(standin, two.secret)).toBe(true);
    expect(await isAccepted(standin, session)).toBe(true);
  });

  test('of itself works, as at logout, and a second time the bearer is dead', async () => {
    expect((await destroy(session, session)).status).toBe(200);
    expect(errorType(await destroy(session, session))).toBe('InvalidAuthentication');
  });

  test('of what is unknown, already gone, or of another person is ResourceNotFound', async () => {
    const gone = await standin.control.mint({ username: 'amy' });
    await destroy(session, gone.secret);
    const foreign = await standin.control.mint({ username: 'omar' });
    for (const token of ['never made', gone.secret, foreign.secret])
      expect(errorType(await destroy(session, token))).toBe('ResourceNotFound');
    expect(await isAccepted(standin, foreign.secret)).toBe(true);
  });

  test('of another token by a scoped one is allowed, unless the switch says no', async () => {
    const scoped = await standin.control.mint({ username: 'amy', scope: { projects: { '*': 'VIEW' } } });
    const [first, second] = [await standin.control.mint({ username: 'amy' }), await standin.control.mint({ username: 'amy' })];
    expect((await destroy(scoped.secret, first.secret)).status).toBe(200);
    await standin.control.settings({ scopedMayRevoke: false });
    expect(errorType(await destroy(scoped.secret, second.secret))).toBe('PermissionDenied');
    expect((await destroy(scoped.secret, scoped.secret)).status).toBe(200);
  });

  test('leaves children alone, and takes them along with --cascade', async () => {
    const isChildAlive = async (): Promise<boolean> => {
      const parent = String((await mint(session)).body.access_token);
      const child = String((await mint(parent)).body.access_token);
      const grandchild = String((await mint(child)).body.access_token);
      await destroy(session, parent);
      expect(await isAccepted(standin, grandchild)).toBe(await isAccepted(standin, child));
      return isAccepted(standin, child);
    };
    expect(await isChildAlive()).toBe(true);
    await standin.control.settings({ cascade: true });
    expect(await isChildAlive()).toBe(false);
  });
});

describe('listing', () => {
  test('shows own live tokens: label, parent, and what we invented', async () => {
    const minted = await mint(session, { scope: { projects: { '*': 'VIEW' } }, label: 'viewer' });
    const row = await rowOf(String(minted.body.access_token));
    expect(row).toMatchObject({ label: 'viewer', parentSignature: signatureOf(session), scope: { projects: { '*': 'VIEW' } } });
    expect(Math.abs(Number(row?.created) - Date.now())).toBeLessThan(60_000);
    expect(row).not.toHaveProperty('session');
    expect(await rowOf(session)).toMatchObject({ session: true });
    await destroy(session, String(minted.body.access_token));
    expect(await rowOf(String(minted.body.access_token))).toBeUndefined();
  });

  test('shows nobody else’s, no secret, and no label that was not asked for', async () => {
    const text = JSON.stringify(await rows(session));
    expect(text).not.toContain(session);
    const foreign = await standin.control.liveTokens('omar');
    expect(foreign.every((token) => !text.includes(token.signature))).toBe(true);
    const bare = await call(standin, '/account/listAuthTokens', {}, session);
    expect(JSON.stringify(bare.body)).not.toContain('nightly pipeline');
  });

  test('by pages gives each row once', async () => {
    const seen: unknown[] = [];
    let starting: unknown = null;
    do {
      const { body } = await call(
        standin,
        '/account/findAccessTokens',
        { label: true, limit: 2, ...(starting === null ? {} : { starting }) },
        session,
      );
      const page = body.tokens as { signature: string }[];
      expect(page.length).toBeLessThanOrEqual(2);
      seen.push(...page.map((row) => row.signature));
      starting = body.next;
    } while (starting !== null);
    expect(seen).toEqual((await rows(session)).map((row) => row.signature));
    expect(errorType(await call(standin, '/account/findAccessTokens', { limit: 101 }, session))).toBe('InvalidInput');
  });

  test('is refused to a scoped token, and to all as the switch says', async () => {
    const scoped = await standin.control.mint({ username: 'amy', scope: { projects: { '*': 'VIEW' } } });
    expect(errorType(await call(standin, '/account/listAuthTokens', {}, scoped.secret))).toBe('PermissionDenied');
    for (const listRoute of ['ResourceNotFound', 'PermissionDenied'] as const) {
      await standin.control.settings({ listRoute });
      for (const path of ['/account/listAuthTokens', '/account/findAccessTokens']) {
        expect(errorType(await call(standin, path, { label: true }, session))).toBe(listRoute);
      }
    }
  });
});

describe('a job', () => {
  const stateOf = async (id: string) => (await call(standin, `/${id}/describe`, {}, session)).body;

  test('fails with AuthError when the token that launched it is revoked', async () => {
    const token = await standin.control.mint({ username: 'amy' });
    const id = await standin.control.launchJob({ tokenSignature: token.signature });
    expect(await stateOf(id)).toMatchObject({ state: 'running' });
    await destroy(session, token.secret);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', failureReason: 'AuthError' });
  });

  test('fails when that token expires, and when it goes with its parent', async () => {
    const short = await standin.control.mint({ username: 'amy', expiresInMs: 60_000 });
    const parent = await standin.control.mint({ username: 'amy' });
    const child = await standin.control.mint({ username: 'amy', parentSignature: parent.signature });
    const jobs = [
      await standin.control.launchJob({ tokenSignature: short.signature }),
      await standin.control.launchJob({ tokenSignature: child.signature }),
    ];
    await standin.control.settings({ cascade: true });
    await standin.control.advanceClock(60_000);
    await destroy(session, parent.secret);
    for (const id of jobs) expect(await stateOf(id)).toMatchObject({ state: 'failed', failureReason: 'AuthError' });
  });

  test('outlives every other token, and a dead token launches none', async () => {
    const [launcher, other] = [await standin.control.mint({ username: 'amy' }), await standin.control.mint({ username: 'amy' })];
    const id = await standin.control.launchJob({ tokenSignature: launcher.signature });
    await destroy(session, other.secret);
    expect(await stateOf(id)).toMatchObject({ state: 'running' });
    await expect(standin.control.launchJob({ tokenSignature: other.signature })).rejects.toThrow(/InvalidState/);
  });
});
