import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { SeedInput, StandinProcess } from '../../fakes/standinProcess';
import demo from '../../standin/seeds/demo.json';
import { call, errorType, isAccepted, sessionOf, typePassword } from './signedIn';

let folder: string;
let running: StandinProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dxkey-standin-test-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((standin) => standin.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startStandin>[0] = {}): Promise<StandinProcess> {
  const standin = await startStandin({ dataDir: join(folder, 'data'), ...options });
  running.push(standin);
  return standin;
}

/** Runs the program with arguments that must end it, or with standard input already over. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['scripts/standin.mjs', ...args], { encoding: 'utf8', input: '', timeout: 60_000 });
}

describe('the command line', () => {
  test('prints one line of JSON and nothing else on standard output', () => {
    const { stdout, status } = run('--port', '0', '--data', join(folder, 'data'), '--until-stdin-ends');
    expect(status).toBe(0);
    expect(stdout.endsWith('\n') && !stdout.slice(0, -1).includes('\n')).toBe(true);
    const line = JSON.parse(stdout) as { url: string; accounts: Record<string, unknown>[] };
    expect(line.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(line.accounts.map((account) => account.username)).toEqual(['amy', 'omar', 'sigrid']);
    expect(line.accounts.every((account) => typeof account.password === 'string' && typeof account.note === 'string')).toBe(true);
  });

  test.each([['0.0.0.0'], ['::'], ['192.168.0.1'], ['localhost']])('refuses to be told the address %s', (host) => {
    const result = run('--port', '0', '--data', join(folder, 'data'), '--host', host);
    expect([result.status, result.stdout]).toEqual([2, '']);
    expect(result.stderr).toContain('127.0.0.1 only');
  });

  test.each([
    ['no port', []],
    ['a port that is none', ['--port', '65536']],
    ['an unknown flag', ['--port', '0', '--verbose']],
    ['no folder', ['--port', '0']],
  ])('refuses %s and shows the usage', (_, args) => {
    const result = run(...args);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('usage: npm run standin');
  });

  test('refuses a seed that is wrong and says where', () => {
    const seedFile = join(folder, 'seed.json');
    writeFileSync(seedFile, JSON.stringify({ ...demo, orgs: [{ handle: 'x' }] }));
    const result = run('--port', '0', '--data', join(folder, 'data'), '--seed', seedFile);
    expect([result.status, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain('orgs.0.name');
  });
});

describe('the server', () => {
  let shared: StandinProcess;
  beforeAll(async () => {
    shared = await startStandin();
  });
  afterAll(() => shared.stop());

  test('listens on the loopback address alone', async () => {
    const { port } = shared;
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter((each) => !each.internal && each.family === 'IPv4'),
    );
    const reached = await Promise.all(
      ['127.0.0.1', '127.0.0.2', ...others.map((each) => each.address)].map((host) => canConnect(host, port)),
    );
    expect(reached).toEqual([true, ...Array<boolean>(reached.length - 1).fill(false)]);
  });

  test.each(['api.dnanexus.com', 'auth.cn.dnanexus.com:8001', 'localhost'])('answers under the host name %s', async (host) => {
    const { url } = shared;
    const status = await new Promise((resolve, reject) => {
      const sent = request(new URL('/system/whoami', url), { method: 'POST', agent: false, headers: { Host: host } }, (response) => {
        response.resume();
        resolve([response.statusCode, typeof response.headers['x-request-id']]);
      });
      sent.on('error', reject);
      sent.end('{}');
    });
    expect(status).toEqual([401, 'string']);
  });

  test('refuses what is not a method, not a POST, or not a JSON object, in JSON', async () => {
    const { url } = shared;
    const type = async (path: string, init: RequestInit): Promise<unknown[]> => {
      const reply = await fetch(url + path, init);
      return [reply.status, ((await reply.json()) as { error: { type: unknown } }).error.type, reply.headers.get('content-type')];
    };
    const json = 'application/json';
    expect(await type('/system/none', { method: 'POST', body: '{}' })).toEqual([404, 'ResourceNotFound', json]);
    expect(await type('/system/whoami', {})).toEqual([404, 'ResourceNotFound', json]);
    expect(await type('/system/whoami', { method: 'POST', body: '{' })).toEqual([400, 'MalformedJSON', json]);
    expect(await type('/system/whoami', { method: 'POST', body: '[]' })).toEqual([400, 'MalformedJSON', json]);
    expect(await type('/constructor', { method: 'POST', body: '{}' })).toEqual([404, 'ResourceNotFound', json]);
    expect(await type('/system/whoami', { method: 'POST', body: `"${'x'.repeat(1_100_000)}"` })).toEqual([422, 'InvalidInput', json]);
  });

  test('has no control route without --faults', async () => {
    const standin = await start({ faults: false });
    const reply = await call(standin, '/control/tokens', {});
    expect([reply.status, errorType(reply)]).toEqual([404, 'ResourceNotFound']);
  });

  test('names every request apart', async () => {
    const { url } = shared;
    const replies = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}/system/whoami`, { method: 'POST', body: '{}' })));
    expect(new Set(replies.map((reply) => reply.headers.get('x-request-id'))).size).toBe(20);
  });
});

describe('the state', () => {
  test('survives SIGKILL right after an answer: tokens, used codes, failures, jobs and the clock', async () => {
    const first = await start();
    const code = await first.control.code('omar');
    const session = String((await typePassword(first, 'omar', 'battery staple', code)).body.access_token);
    const made = await first.control.mint({ username: 'omar', label: 'kept' });
    const job = await first.control.launchJob({ tokenSignature: made.signature });
    await first.control.advanceClock(5 * 60_000);
    for (let time = 0; time < 5; time += 1) await typePassword(first, 'amy', 'nope');
    const clockMs = await first.control.advanceClock(0);
    await first.kill();

    const second = await start();
    expect(await isAccepted(second, session)).toBe(true);
    expect(await isAccepted(second, made.secret)).toBe(true);
    expect((await second.control.jobs()).find((each) => each.id === job)?.state).toBe('running');
    expect(errorType(await typePassword(second, 'omar', 'battery staple', code))).toBe('OTPMismatchError');
    expect(errorType(await typePassword(second, 'amy', 'correct horse'))).toBe('AccountLockedError');
    expect((await second.control.advanceClock(0)) - clockMs).toBeLessThan(60_000);
    expect(await second.control.advanceClock(0)).toBeGreaterThanOrEqual(clockMs);
  });

  test('holds no password, no token and no back-up code', async () => {
    const standin = await start();
    const session = await sessionOf(standin, 'amy');
    const minted = String((await call(standin, '/system/newAuthToken', { scope: { full: true } }, session)).body.access_token);
    const kept = readdirSync(standin.dataDir).map((name) => readFileSync(join(standin.dataDir, name), 'utf8'));
    const secrets = [
      session,
      minted,
      ...standin.accounts.flatMap((each) => [each.password, each.apiToken ?? '', ...(each.backupCodes ?? [])]),
    ];
    for (const secret of secrets.filter((each) => each !== '')) expect(kept.join('\n')).not.toContain(secret);
    expect(kept.join('\n')).toContain('scrypt$');
  });

  test('of another seed is set aside, and the stand-in starts anew', async () => {
    const first = await start();
    const session = await sessionOf(first, 'amy');
    await first.stop();
    const seed = { ...demo, note: 'another' } as SeedInput;
    const second = await start({ seed });
    expect(await isAccepted(second, session)).toBe(false);
    expect(readdirSync(second.dataDir).filter((name) => name.endsWith('.old'))).toHaveLength(1);
  });
});

test('--cascade on the command line revokes children with their parent', async () => {
  const standin = await start({ cascade: true });
  const parent = await standin.control.mint({ username: 'amy' });
  const child = await standin.control.mint({ username: 'amy', parentSignature: parent.signature });
  await call(standin, '/system/destroyAuthToken', { tokenSignature: parent.signature }, parent.secret);
  expect(await isAccepted(standin, child.secret)).toBe(false);
});

test('a few lines of seed make 1,000 tokens and 10,000 projects, all of them within reach', async () => {
  const seed: SeedInput = {
    accounts: [{ username: 'ada', password: 'p', first: 'Ada', last: 'A' }],
    generate: { projects: 10_000, tokensFor: { user: 'ada', count: 1_000 } },
  };
  const standin = await start({ seed });
  const token = standin.account('ada').apiToken ?? '';
  const listed = await call(standin, '/account/listAuthTokens', { label: true }, token);
  expect(listed.body.tokens).toHaveLength(1_000);
  let count = 0;
  let starting: unknown = null;
  do {
    const { body } = await call(standin, '/system/findProjects', { level: 'VIEW', starting }, token);
    count += (body.results as unknown[]).length;
    starting = body.next;
  } while (starting !== null);
  expect(count).toBe(10_000);
});

test('a stand-in ends when the process that started it is gone', () => {
  const result = run('--port', '0', '--data', join(folder, 'data'), '--until-stdin-ends');
  expect(result.status).toBe(0);
  const { url } = JSON.parse(result.stdout) as { url: string };
  return expect(canConnect('127.0.0.1', Number(new URL(url).port))).resolves.toBe(false);
});

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (isConnected: boolean) => () => {
      socket.destroy();
      resolve(isConnected);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}
