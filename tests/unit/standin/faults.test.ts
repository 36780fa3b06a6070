import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { StandinProcess } from '../../fakes/standinProcess';
import { call, errorType, sessionOf, typePassword } from './signedIn';

let standin: StandinProcess;
let session: string;
beforeAll(async () => {
  standin = await startStandin();
});
beforeEach(async () => {
  await standin.control.reset();
  session = await sessionOf(standin, 'amy');
  await standin.control.clearCounts();
});
afterAll(() => standin.stop());

const WHOAMI = '/system/whoami';
const NEW_TOKEN = '/system/newAuthToken';

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  isWhole: boolean;
}

/** As `fetch`, but shows what a broken answer still brought. */
function raw(path: string, body: unknown = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${session}` };
    const sent = request(new URL(path, standin.url), { method: 'POST', agent: false, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', () => undefined);
      response.on('close', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, isWhole: response.complete });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

describe('a fault', () => {
  test('of a status answers in the platform’s form, with Retry-After, as often as it was set', async () => {
    await standin.control.fault({ route: WHOAMI, status: 503, retryAfterS: 7, times: 2 });
    for (let time = 0; time < 2; time += 1) {
      const reply = await raw(WHOAMI);
      expect([reply.status, reply.headers['retry-after'], reply.headers['content-type']]).toEqual([503, '7', 'application/json']);
      expect(reply.text).toContain('"ServiceUnavailable"');
    }
    expect((await raw(WHOAMI)).status).toBe(200);
  });

  test.each([
    [429, 'RateLimitConditional'],
    [500, 'InternalError'],
  ])('of %i is %s, unless another type is named', async (status, type) => {
    await standin.control.fault({ route: WHOAMI, status });
    await standin.control.fault({ route: WHOAMI, status, errorType: 'SpendingLimitExceeded' });
    expect(errorType(await call(standin, WHOAMI, {}, session))).toBe(type);
    expect(errorType(await call(standin, WHOAMI, {}, session))).toBe('SpendingLimitExceeded');
  });

  test('of a status does not carry the request out, unless told to', async () => {
    const minted = async (): Promise<number> => (await standin.control.liveTokens('amy')).length;
    const before = await minted();
    await standin.control.fault({ route: NEW_TOKEN, status: 500 });
    await call(standin, NEW_TOKEN, { scope: { full: true } }, session);
    expect(await minted()).toBe(before);
    await standin.control.fault({ route: NEW_TOKEN, status: 500, carriedOut: true });
    expect((await call(standin, NEW_TOKEN, { scope: { full: true } }, session)).status).toBe(500);
    expect(await minted()).toBe(before + 1);
  });

  test('of a redirect sends its Location', async () => {
    await standin.control.fault({ route: WHOAMI, status: 302, headers: { Location: 'http://127.0.0.1:9/' } });
    const reply = await raw(WHOAMI);
    expect([reply.status, reply.headers.location]).toEqual([302, 'http://127.0.0.1:9/']);
  });

  test('drops the connection before the body is read: nothing took place', async () => {
    const before = await standin.control.liveTokens('amy');
    await standin.control.fault({ route: NEW_TOKEN, drop: 'beforeBody' });
    await expect(raw(NEW_TOKEN, { scope: { full: true } })).rejects.toThrow();
    expect(await standin.control.liveTokens('amy')).toEqual(before);
    expect((await standin.control.counts())[NEW_TOKEN]).toEqual({ arrived: 1, bodies: { unread: 1 } });
  });

  test('drops the connection after the body was read: the token was made, the reply is lost', async () => {
    const before = await standin.control.liveTokens('amy');
    await standin.control.fault({ route: NEW_TOKEN, drop: 'afterBody' });
    await expect(raw(NEW_TOKEN, { scope: { full: true }, label: 'lost' })).rejects.toThrow();
    const after = await standin.control.liveTokens('amy');
    expect(after.filter((token) => !before.some((old) => old.signature === token.signature))).toMatchObject([{ label: 'lost' }]);
  });

  test('cuts the answer off in the middle', async () => {
    await standin.control.fault({ route: WHOAMI, cutOff: true });
    const reply = await raw(WHOAMI);
    expect(reply.isWhole).toBe(false);
    expect(reply.text.length).toBeLessThan(Number(reply.headers['content-length']));
  });

  test('answers JSON that breaks off, or any other text, with a true length', async () => {
    await standin.control.fault({ route: WHOAMI, badJson: true });
    await standin.control.fault({ route: WHOAMI, rawBody: '{"id":7}' });
    const broken = await raw(WHOAMI);
    expect(broken.isWhole).toBe(true);
    expect(() => JSON.parse(broken.text) as unknown).toThrow();
    expect((await raw(WHOAMI)).text).toBe('{"id":7}');
  });

  test('answers with a wrong content type, or a wrong clock', async () => {
    await standin.control.fault({ route: WHOAMI, contentType: 'text/html' });
    await standin.control.fault({ route: WHOAMI, dateOffsetMs: -86_400_000 });
    expect((await raw(WHOAMI)).headers['content-type']).toBe('text/html');
    const offMs = Date.parse(String((await raw(WHOAMI)).headers.date)) - Date.now();
    expect(Math.abs(offMs + 86_400_000)).toBeLessThan(10_000);
  });

  test('delays the answer after the request took effect', async () => {
    await standin.control.fault({ route: NEW_TOKEN, delayMs: 600_000 });
    const sent = request(new URL(NEW_TOKEN, standin.url), {
      method: 'POST',
      agent: false,
      headers: { Authorization: `Bearer ${session}` },
    });
    const failed = new Promise((resolve) => sent.on('error', resolve));
    sent.end(JSON.stringify({ scope: { full: true }, label: 'slow' }));
    await expect.poll(async () => (await standin.control.liveTokens('amy')).some((token) => token.label === 'slow')).toBe(true);
    sent.destroy();
    await failed;
  });

  test('may let some requests pass first, and may last for ever', async () => {
    await standin.control.fault({ route: WHOAMI, status: 500, skip: 1, times: 'always' });
    const statuses = [(await raw(WHOAMI)).status, (await raw(WHOAMI)).status, (await raw(WHOAMI)).status];
    expect(statuses).toEqual([200, 500, 500]);
    await standin.control.clearFaults();
    expect((await raw(WHOAMI)).status).toBe(200);
  });

  test('may be for one kind of body, for any route, or for an object’s method', async () => {
    await standin.control.fault({ route: NEW_TOKEN, body: 'mint', status: 500 });
    expect((await typePassword(standin, 'amy', 'correct horse')).status).toBe(200);
    expect((await call(standin, NEW_TOKEN, { scope: { full: true } }, session)).status).toBe(500);
    await standin.control.fault({ route: '/user-xxxx/describe', status: 500 });
    await standin.control.fault({ route: '*', status: 503 });
    expect((await raw('/user-omar/describe')).status).toBe(500);
    expect((await raw('/user-amy/describe')).status).toBe(503);
    expect(await standin.control.faultsLeft()).toBe(0);
  });

  test('that names no route or tells an unread body apart is refused', async () => {
    await expect(standin.control.fault({ route: '/system/nothing', status: 500 })).rejects.toThrow(/InvalidInput/);
    await expect(standin.control.fault({ route: NEW_TOKEN, drop: 'beforeBody', body: 'mint' })).rejects.toThrow(/InvalidInput/);
  });
});

test('what arrived is counted by route and by what the body carried', async () => {
  await typePassword(standin, 'omar', 'battery staple');
  await typePassword(standin, 'omar', 'battery staple', '000000');
  await call(standin, NEW_TOKEN, { scope: { full: true } }, session);
  await call(standin, '/system/destroyAuthToken', { tokenSignature: '0'.repeat(64) }, session);
  await call(standin, '/user-amy/describe', {}, session);
  await call(standin, '/user-omar/describe', {}, session);
  await fetch(standin.url + WHOAMI, { method: 'POST', body: '{"half' });
  expect(await standin.control.counts()).toEqual({
    [NEW_TOKEN]: { arrived: 3, bodies: { password: 1, passwordWithCode: 1, mint: 1 } },
    '/system/destroyAuthToken': { arrived: 1, bodies: { signature: 1 } },
    '/user-xxxx/describe': { arrived: 2, bodies: { empty: 2 } },
    [WHOAMI]: { arrived: 1, bodies: { malformed: 1 } },
  });
});

test('reset goes back to the seed: tokens, clock, switches, faults and counts', async () => {
  await standin.control.settings({ listRoute: 'PermissionDenied', cascade: true });
  await standin.control.fault({ route: '*', status: 500 });
  await standin.control.advanceClock(86_400_000);
  await standin.control.reset();
  expect(await standin.control.settings({})).toEqual({
    cascade: false,
    listRoute: 'works',
    scopedMayRevoke: true,
    twoFactorRoutes: 'works',
  });
  expect([await standin.control.faultsLeft(), await standin.control.counts()]).toEqual([0, {}]);
  expect(Math.abs((await standin.control.advanceClock(0)) - Date.now())).toBeLessThan(10_000);
  expect((await standin.control.liveTokens('amy')).some((token) => token.isSession)).toBe(false);
});
