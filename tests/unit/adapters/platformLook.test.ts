import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createPlatformLook } from '../../../main/adapters/doctor/platformLook';
import { systemClock } from '../../../main/adapters/systemClock';
import { fakeClock } from '../../fakes/fakeClock';
import { scratchFolder } from './scratch';
import { json, platformAt, startOddServer, typed, type Answering, type OddServer } from './oddServer';

let server: OddServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

const look = createPlatformLook({ fetch, clock: systemClock });
const failing = (error: Error) => createPlatformLook({ fetch: () => Promise.reject(error), clock: systemClock });

async function problemsOf(answer: Answering): Promise<unknown[]> {
  server = await startOddServer(answer);
  return (await look(server.platform)).hosts.map(({ problem }) => problem);
}
const page =
  (status: number): Answering =>
  (response) =>
    response.writeHead(status, { 'Content-Type': 'text/html' }).end('<p>Log in</p>');

const half: Answering = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id');
};

describe('a look at a platform', () => {
  it('SECURITY: says nothing of who asks', async () => {
    server = await startOddServer(typed('InvalidAuthentication'));
    await look(server.platform);
    expect(server.arrived.map(({ path }) => path).sort()).toEqual(['/system/getUserInfo', '/system/whoami']);
    for (const { body, headers } of server.arrived) {
      expect(body).toBe('{}');
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  it('takes any answer in the form of the platform for one', async () => {
    expect(await problemsOf(typed('InvalidAuthentication'))).toEqual([null, null]);
    await server?.stop();
    expect(await problemsOf(typed('ResourceNotFound', 404))).toEqual([null, null]);
  });

  it.each([
    ['a log-in page', page(200), 'MALFORMED_ANSWER'],
    ['a gateway’s page', page(502), 'PLATFORM_FAULT'],
    ['a fault of its own', json(500, { error: { type: 'InternalError' } }), 'PLATFORM_FAULT'],
    ['half an answer', half, 'MALFORMED_ANSWER'],
  ])('%s is none', async (_what, answer, expected) => {
    expect(await problemsOf(answer)).toEqual([expected, expected]);
  });

  it.each([
    ['self-signed certificate', Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'TLS_FAILED', false],
    ['Chromium’s word for it', new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'TLS_FAILED', false],
    ['nobody there', new Error('net::ERR_NAME_NOT_RESOLVED'), 'OFFLINE', false],
    ['a proxy that is not there', new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'OFFLINE', true],
    ['a redirect', new Error('net::ERR_UNEXPECTED redirect'), 'REDIRECT_REFUSED', false],
  ] as const)('%s is told as such', async (_what, error, problem, isAtProxy) => {
    const { hosts, aheadMs } = await failing(error)(platformAt('https://dx.example:8443'));
    expect(hosts[0]).toEqual({ host: 'dx.example:8443', problem, isAtProxy });
    expect(aheadMs).toBeNull();
  });

  it.each([
    [407, { problem: 'PROXY_AUTH_REQUIRED', isAtProxy: true }],
    [302, { problem: 'REDIRECT_REFUSED', isAtProxy: false }],
  ])('an answer of %i, where the network lets it through, is no answer of the platform', async (status, expected) => {
    const answer = { status, headers: { get: () => null }, body: null };
    const { hosts } = await createPlatformLook({ fetch: () => Promise.resolve(answer), clock: systemClock })(
      platformAt('https://dx.example'),
    );
    expect(hosts[0]).toMatchObject(expected);
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)(
    'a certificate that nobody vouches for is refused, and nothing is sent',
    async () => {
      const folder = scratchFolder();
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const subject = ['-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'pipe' });
      const asked: string[] = [];
      const secure = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request) => asked.push(request.url ?? ''));
      await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
      const { port } = secure.address() as AddressInfo;
      const { hosts } = await look(platformAt(`https://127.0.0.1:${String(port)}`));
      await new Promise((resolve) => {
        secure.close(resolve);
        secure.closeAllConnections();
      });
      expect(hosts.map(({ problem }) => problem)).toEqual(['TLS_FAILED', 'TLS_FAILED']);
      expect(asked).toEqual([]);
    },
  );

  it('tells how far the clocks are apart, by the answer’s own date', async () => {
    server = await startOddServer(typed('InvalidAuthentication', 401, { Date: new Date(Date.now() + 3_600_000).toUTCString() }));
    const { aheadMs } = await look(server.platform);
    expect(Math.abs((aheadMs ?? 0) - 3_600_000)).toBeLessThan(25_000);
  });

  it('waits for no longer than its bound, whatever the network does', async () => {
    const clock = fakeClock();
    const seen = createPlatformLook({ fetch: () => new Promise(() => undefined), clock })(platformAt('https://dx.example'));
    await clock.advance(4_500);
    expect((await seen).hosts.map(({ problem }) => problem)).toEqual(['TIMED_OUT', 'TIMED_OUT']);
  });
});
