import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPlatform } from '../../../main/adapters/platform/platform';
import type { Fetch } from '../../../main/adapters/platform/fetch';
import type { Limits } from '../../../main/adapters/platform/transport';
import { systemClock } from '../../../main/adapters/systemClock';
import { AppError } from '../../../main/core/errors';
import type { Platform } from '../../../main/core/ports';
import { type Answering, type OddServer, json, platformAt, startOddServer, typed } from './oddServer';

const SECRET = 'Canary0123456789Canary0123456789';
const SIGNATURE = 'a'.repeat(64);
const HURRY: Partial<Limits> = { attemptMs: 400, actionMs: 1_500, firstPauseMs: 5, longestWaitMs: 1_000 };
const ROWS = { label: 'laptop', scope: { kind: 'full' }, expiresMs: null } as const;

const servers: OddServer[] = [];
const logged: string[] = [];
const log = {
  info: (...parts: unknown[]) => logged.push(JSON.stringify(parts)),
  warn: (...parts: unknown[]) => logged.push(`${JSON.stringify(parts)} ${String((parts[2] as Error | undefined)?.cause)}`),
};

afterEach(async () => {
  logged.length = 0;
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(...answers: Answering[]): Promise<OddServer> {
  const server = await startOddServer(...answers);
  servers.push(server);
  return server;
}

function client(parts: { fetchKept?: Fetch; fetchOnce?: Fetch; limits?: Partial<Limits> } = {}): Platform {
  const fetchKept: Fetch = parts.fetchKept ?? ((url, init) => fetch(url, init));
  return createPlatform({
    fetchKept,
    fetchOnce: parts.fetchOnce ?? fetchKept,
    clock: systemClock,
    log,
    limits: { ...HURRY, ...parts.limits },
  });
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('what goes out', () => {
  it('is a JSON POST with the headers of the protocol and the bearer', async () => {
    const server = await serve(json(200, { id: 'user-amy' }));
    await client().whoami(server.platform, SECRET);
    expect(server.arrived[0]).toMatchObject({
      path: '/system/whoami',
      body: '{}',
      headers: { 'content-type': 'application/json', 'dnanexus-api': '1.0.0', authorization: `Bearer ${SECRET}` },
    });
  });

  it('carries no Authorization in a password sign-in, and the code beside the password', async () => {
    const server = await serve(
      typed('OTPRequiredError'),
      json(200, { access_token: SECRET, token_signature: SIGNATURE, user_id: 'user-amy' }),
    );
    const input = { username: 'amy', password: 'pw', otp: null, expiresMs: 5 };
    expect(await client().signIn(server.platform, input)).toEqual({ kind: 'needsCode' });
    expect(await client().signIn(server.platform, { ...input, otp: '123456' })).toEqual({
      kind: 'token',
      token: { secret: SECRET, signature: SIGNATURE, userId: 'user-amy' },
    });
    expect(server.arrived.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { expires: 5, username: 'amy', password: 'pw', otp: null },
      { expires: 5, username: 'amy', password: 'pw', otp: '123456' },
    ]);
    expect(server.arrived.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('sends password, code and mint over the once-only way, everything else over the kept one', async () => {
    const server = await serve(json(200, { access_token: SECRET, token_signature: SIGNATURE, user_id: 'user-amy', id: 'user-amy' }));
    const used: string[] = [];
    const way =
      (name: string): Fetch =>
      (url, init) => {
        used.push(`${name} ${new URL(url).pathname} ${init.redirect} ${init.credentials} ${init.cache}`);
        return fetch(url, init);
      };
    const platform = client({ fetchKept: way('kept'), fetchOnce: way('once') });
    await platform.signIn(server.platform, { username: 'amy', password: 'pw', otp: null, expiresMs: 5 });
    await platform.mint(server.platform, SECRET, ROWS);
    await platform.whoami(server.platform, SECRET);
    await platform.destroy(server.platform, SECRET, SIGNATURE);
    const rest = 'error omit no-store';
    expect(used).toEqual([
      `once /system/newAuthToken ${rest}`,
      `once /system/newAuthToken ${rest}`,
      `kept /system/whoami ${rest}`,
      `kept /system/destroyAuthToken ${rest}`,
    ]);
  });

  it('never leaves in clear for another computer, nor with a token that would break the header', async () => {
    const used: string[] = [];
    const platform = client({
      fetchKept: (url) => {
        used.push(url);
        return Promise.reject(new Error('must not be called'));
      },
    });
    expect((await failure(platform.whoami(platformAt('http://api.dnanexus.com'), SECRET))).code).toBe('PLATFORM_NOT_ALLOWED');
    expect((await failure(platform.whoami(platformAt('https://api.dnanexus.com'), `${SECRET}\r\nX: y`))).code).toBe('INVALID_INPUT');
    expect((await failure(platform.describeUser(platformAt('https://api.dnanexus.com'), SECRET, 'user-a/../../x'))).code).toBe(
      'INVALID_INPUT',
    );
    expect(used).toEqual([]);
  });
});

describe('refusals', () => {
  it.each([
    ['InvalidAuthentication', 'TOKEN_NOT_ACCEPTED', 'yes'],
    ['PermissionDenied', 'PERMISSION_DENIED', 'yes'],
    ['SSORequiredError', 'SSO_REQUIRED', 'yes'],
    ['SpendingLimitExceeded', 'SPENDING_LIMIT', 'yes'],
    ['OrgExpired', 'ORG_EXPIRED', 'yes'],
    ['ResourceNotFound', 'NOT_FOUND', 'yes'],
    ['InvalidInput', 'PLATFORM_REFUSED', 'yes'],
    ['MalformedJSON', 'PLATFORM_REFUSED', 'yes'],
    ['RateLimitConditional', 'PLATFORM_BUSY', 'yes'],
    ['ServiceUnavailable', 'PLATFORM_BUSY', 'maybe'],
    ['InternalError', 'PLATFORM_FAULT', 'maybe'],
    ['OTPMismatchError', 'WRONG_CODE', 'yes'],
    ['UsernameOrPasswordError', 'WRONG_PASSWORD', 'yes'],
    ['AccountLockedError', 'ACCOUNT_LOCKED', 'yes'],
    ['NeverHeardOf', 'PLATFORM_REFUSED', 'yes'],
  ])('%s means %s whatever the status, with the request id', async (type, code, reached) => {
    for (const status of [200, 401, 418, 500]) {
      const server = await serve(typed(type, status));
      const error = await failure(client().mint(server.platform, SECRET, ROWS));
      expect(error).toMatchObject({ code, reached, details: { requestId: 'request-1' } });
      expect(server.arrived).toHaveLength(1);
    }
  });

  it('tell how long a lock-out lasts', async () => {
    const server = await serve(typed('AccountLockedError', 403, { 'Retry-After': '900' }));
    const error = await failure(client().signIn(server.platform, { username: 'amy', password: 'pw', otp: null, expiresMs: 5 }));
    expect(error).toMatchObject({ code: 'ACCOUNT_LOCKED', details: { retryAfterMs: 900_000 } });
  });
});

describe('answers that are none', () => {
  const half: Answering = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '500' });
    response.write(`{"access_token": "${SECRET}", `, () => response.destroy());
  };
  const bad: Answering = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(`{"access_token": "${SECRET}", oops`);
  };
  const page: Answering = (response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<html>Welcome to the hotel</html>');
  };
  const gateway: Answering = (response) => {
    response.writeHead(502, { 'Content-Type': 'text/html' });
    response.end('<html>Bad gateway</html>');
  };
  const busy: Answering = (response) => {
    response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '30' });
    response.end('later');
  };
  const redirect: Answering = (response) => {
    response.writeHead(307, { Location: 'http://127.0.0.1:1/stolen' });
    response.end();
  };
  const dropped: Answering = (response) => response.destroy();
  const silent: Answering = () => undefined;
  const endless: Answering = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(1_000_000), more);
    };
    more();
  };

  it.each([
    ['half a body', half, 'MALFORMED_ANSWER'],
    ['broken JSON', bad, 'MALFORMED_ANSWER'],
    ['a page of HTML', page, 'MALFORMED_ANSWER'],
    ['the wrong shape', json(200, { access_token: 7 }), 'MALFORMED_ANSWER'],
    ['JSON that is no object', json(200, null), 'MALFORMED_ANSWER'],
    ['a refusal without a type', json(400, { error: 'no' }), 'MALFORMED_ANSWER'],
    ['a body without an end', endless, 'MALFORMED_ANSWER'],
    ["a gateway's page", gateway, 'PLATFORM_FAULT'],
    ['503 without a type', busy, 'PLATFORM_BUSY'],
    ['a redirect', redirect, 'REDIRECT_REFUSED'],
    ['a dropped connection', dropped, 'OFFLINE'],
    ['silence', silent, 'TIMED_OUT'],
  ])('%s to a mint: it may have been carried out, and it was sent once', async (_, answer, code) => {
    const server = await serve(answer);
    const error = await failure(client({ limits: { attemptMs: 3_000 } }).mint(server.platform, SECRET, ROWS));
    expect(error).toMatchObject({ code, reached: 'maybe' });
    expect(server.arrived).toHaveLength(1);
    expect(logged.join('\n')).not.toContain(SECRET);
    expect(`${String(error.cause)} ${error.message} ${JSON.stringify(error.details)}`).not.toContain(SECRET);
  });

  it('a busy platform that wants us to wait long is shown, not waited for', async () => {
    const server = await serve(busy);
    expect(await failure(client().whoami(server.platform, SECRET))).toMatchObject({
      code: 'PLATFORM_BUSY',
      details: { retryAfterMs: 30_000 },
    });
    expect(server.arrived).toHaveLength(1);
  });

  it('a proxy that asks for a login is told as such, and nothing was sent', async () => {
    // Node's own fetch makes a failure of it; Chromium's gives the proxy's answer.
    const fetchOnce: Fetch = () => Promise.resolve(new Response('<html>log in to the proxy</html>', { status: 407 }));
    const error = await failure(client({ fetchOnce }).mint(platformAt('https://auth.dnanexus.com'), SECRET, ROWS));
    expect(error).toMatchObject({ code: 'PROXY_AUTH_REQUIRED', reached: 'no' });
  });

  it('a redirect is not followed', async () => {
    const target = await serve(json(200, { id: 'user-eve' }));
    const server = await serve((response) => response.writeHead(308, { Location: `${target.platform.apiUrl}/system/whoami` }).end());
    expect((await failure(client().whoami(server.platform, SECRET))).code).toBe('REDIRECT_REFUSED');
    expect(target.arrived).toEqual([]);
  });

  it('nobody listening: offline, and surely nothing was sent', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => listener.close(resolve));
    const error = await failure(client().mint(platformAt(`http://127.0.0.1:${String(port)}`), SECRET, ROWS));
    expect(error).toMatchObject({ code: 'OFFLINE', reached: 'no' });
  });
});

describe('the names of network failures', () => {
  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'OFFLINE', 'no'],
    ['net::ERR_INTERNET_DISCONNECTED', 'OFFLINE', 'no'],
    ['net::ERR_CONNECTION_REFUSED', 'OFFLINE', 'no'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'OFFLINE', 'no'],
    ['net::ERR_CONNECTION_RESET', 'OFFLINE', 'maybe'],
    ['net::ERR_EMPTY_RESPONSE', 'OFFLINE', 'maybe'],
    ['net::ERR_SOMETHING_NEW', 'OFFLINE', 'maybe'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'TLS_FAILED', 'no'],
    ['net::ERR_CERT_DATE_INVALID', 'TLS_FAILED', 'no'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'TLS_FAILED', 'maybe'],
    ['net::ERR_TIMED_OUT', 'TIMED_OUT', 'maybe'],
    ['net::ERR_PROXY_AUTH_UNSUPPORTED', 'PROXY_AUTH_REQUIRED', 'no'],
    ["Attempted to redirect, but redirect policy was 'error'", 'REDIRECT_REFUSED', 'maybe'],
  ])('%s is %s, reached: %s', async (message, code, reached) => {
    const fetchOnce: Fetch = () => Promise.reject(new Error(message));
    expect(await failure(client({ fetchOnce }).mint(platformAt('http://127.0.0.1:9'), SECRET, ROWS))).toMatchObject({ code, reached });
  });

  it.each([
    'PROXY_CONNECTION_FAILED',
    'TUNNEL_CONNECTION_FAILED',
    'SOCKS_CONNECTION_FAILED',
    'NO_SUPPORTED_PROXIES',
    'PROXY_CERTIFICATE_INVALID',
  ])('net::ERR_%s is told as the proxy’s failure', async (name) => {
    const fetchOnce: Fetch = () => Promise.reject(new Error(`net::ERR_${name}`));
    const error = await failure(client({ fetchOnce }).mint(platformAt('http://127.0.0.1:9'), SECRET, ROWS));
    expect(error).toMatchObject({ code: 'OFFLINE', reached: 'no', details: { atProxy: true } });
  });

  it.each([
    ['ENOTFOUND', 'OFFLINE', 'no'],
    ['ECONNRESET', 'OFFLINE', 'maybe'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_FAILED', 'no'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED', 'no'],
    ['UND_ERR_HEADERS_TIMEOUT', 'TIMED_OUT', 'maybe'],
  ])("Node's %s, hidden in a cause, is %s", async (name, code, reached) => {
    const fetchOnce: Fetch = () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: name }) }));
    expect(await failure(client({ fetchOnce }).mint(platformAt('http://127.0.0.1:9'), SECRET, ROWS))).toMatchObject({ code, reached });
  });
});

describe('retries', () => {
  it('bring a read through two faults, and no further', async () => {
    const good = json(200, { id: 'user-amy' });
    const lucky = await serve(typed('InternalError', 500), (response) => response.destroy(), good);
    expect(await client().whoami(lucky.platform, SECRET)).toEqual({ userId: 'user-amy' });
    const unlucky = await serve(typed('InternalError', 500), typed('InternalError', 500), typed('InternalError', 500), good);
    expect((await failure(client().whoami(unlucky.platform, SECRET))).code).toBe('PLATFORM_FAULT');
    expect(unlucky.arrived).toHaveLength(3);
  });

  it('wait for a short Retry-After', async () => {
    const server = await serve(typed('RateLimitConditional', 429, { 'Retry-After': '1' }), json(200, { id: 'user-amy' }));
    const startedMs = performance.now();
    expect(await client().whoami(server.platform, SECRET)).toEqual({ userId: 'user-amy' });
    expect(performance.now() - startedMs).toBeGreaterThan(950);
  });

  it('do not happen after a refusal', async () => {
    const server = await serve(typed('InvalidAuthentication'));
    expect((await failure(client().destroy(server.platform, SECRET, SIGNATURE))).code).toBe('TOKEN_NOT_ACCEPTED');
    expect(server.arrived).toHaveLength(1);
  });

  it('end with the time of the whole action, even where fetch heeds no signal', async () => {
    const startedMs = performance.now();
    const deaf = client({ fetchKept: () => new Promise(() => undefined), limits: { attemptMs: 100, actionMs: 150 } });
    expect(await failure(deaf.whoami(platformAt('http://127.0.0.1:9'), SECRET))).toMatchObject({ code: 'TIMED_OUT', reached: 'maybe' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('what is read', () => {
  it('is wiped where it lay, since it may hold a fresh token', async () => {
    const pieces = [`{"user_id":"user-amy","access_token":"${SECRET}",`, `"token_signature":"${SIGNATURE}"}`].map((piece) =>
      new TextEncoder().encode(piece),
    );
    const left = [...pieces];
    const read = () => Promise.resolve(left.length === 0 ? { done: true } : { done: false, value: left.shift() });
    const body = { getReader: () => ({ read, cancel: () => Promise.resolve() }) };
    const headers = new Headers({ 'content-type': 'application/json' });
    const answering = client({ fetchOnce: () => Promise.resolve({ status: 200, headers, body }) });
    expect(await answering.mint(platformAt('http://127.0.0.1:9'), SECRET, ROWS)).toMatchObject({ secret: SECRET });
    expect(pieces.map((piece) => piece.every((byte) => byte === 0))).toEqual([true, true]);
  });

  const list = (rows: object[], next: unknown = null): Answering => json(200, { tokens: rows, next });

  it('takes what rows do not tell as unknown, never as something', async () => {
    const other = 'b'.repeat(64);
    const server = await serve(
      list([
        { signature: SIGNATURE, label: 'a', created: 1, expires: 2, scope: { projects: { '*': 'VIEW' }, phiAccess: true }, novelty: 1 },
        { signature: other, created: 'soon', expires: -1, scope: { orgs: {} }, parentSignature: SIGNATURE, session: true },
      ]),
    );
    expect(await client().listTokens(server.platform, SECRET)).toEqual([
      {
        signature: SIGNATURE,
        label: 'a',
        parentSignature: null,
        madeMs: 1,
        expiresMs: 2,
        scope: { kind: 'projects', projects: { '*': 'VIEW' } },
        isSession: false,
      },
      {
        signature: other,
        label: null,
        parentSignature: SIGNATURE,
        madeMs: null,
        expiresMs: null,
        scope: { kind: 'unknown' },
        isSession: true,
      },
    ]);
  });

  it('follows pages, and ends where a mark does not move', async () => {
    const row = { signature: SIGNATURE };
    const server = await serve(list([row], 'two'), list([row], { at: 3 }), list([row], { at: 3 }));
    expect(await client().listTokens(server.platform, SECRET)).toHaveLength(3);
    expect(server.arrived.map(({ body }) => (JSON.parse(body) as { starting?: unknown }).starting)).toEqual([undefined, 'two', { at: 3 }]);
  });

  it('asks the older list where the paged one is not there, and says so where both are not', async () => {
    const server = await serve(typed('ResourceNotFound', 404), json(200, { tokens: [{ signature: SIGNATURE }] }));
    expect(await client().listTokens(server.platform, SECRET)).toHaveLength(1);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/account/findAccessTokens', '/account/listAuthTokens']);
    const without = await serve(typed('ResourceNotFound', 404));
    expect((await failure(client().listTokens(without.platform, SECRET))).code).toBe('NOT_FOUND');
  });

  it('makes up the signature that a mint does not tell', async () => {
    const server = await serve(json(200, { access_token: 'abc' }));
    const made = await client().mint(server.platform, SECRET, ROWS);
    expect(made).toEqual({ secret: 'abc', signature: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', userId: '' });
  });

  it('counts executions over pages, and says when there are more', async () => {
    const rows = Array.from({ length: 100 }, (_, number) => ({ id: `job-${String(number)}`, describe: { name: 'align', created: 7 } }));
    let page = 0;
    const server = await serve((response, request) => {
      page += 1;
      json(200, { results: rows, next: page })(response, request);
    });
    const running = await client().findRunning(server.platform, SECRET, 'user-amy');
    expect(running).toMatchObject({ isKnown: true, count: 1_000, isAtLeast: true });
    expect(running.named).toHaveLength(20);
    expect(running.named[0]).toEqual({ id: 'job-0', name: 'align', startedMs: 7 });
  });
});
