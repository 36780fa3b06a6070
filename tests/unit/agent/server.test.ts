import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAskers } from '../../../main/adapters/askers';
import { connectAgent } from '../../../main/agent/client';
import type { AgentClient } from '../../../main/agent/client';
import { operations, SECRET_ANSWERS } from '../../../main/agent/messages';
import { startAgent } from '../../../main/agent/server';
import { prepareSocket } from '../../../main/agent/socketFolder';
import { AppError } from '../../../main/core/errors';
import { recordedLog, runAgent } from './runningAgent';
import type { RunningAgent } from './runningAgent';
import { facts, SECRET, scriptedServices, signedOut, tokenRow } from './scriptedServices';

const UID = process.getuid?.() ?? 0;

let agent: RunningAgent;
const clients: AgentClient[] = [];
const sockets: Socket[] = [];

beforeEach(async () => {
  agent = await runAgent();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await agent.stop();
});

async function client(): Promise<AgentClient> {
  const connected = await connectAgent(agent.location);
  if (connected === null) throw new Error('nobody listens');
  clients.push(connected);
  return connected;
}

async function rawSocket(): Promise<Socket> {
  const socket = connect(agent.location.path);
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until the agent ends the connection, or until `lines` have come. */
function hear(socket: Socket, lines = Number.POSITIVE_INFINITY): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split('\n').length > lines) resolve(text);
    });
    socket.on('close', () => {
      resolve(text);
    });
  });
}

const HELLO = '{"id":1,"op":"hello","input":{"protocol":1}}\n';
const LEASE = { name: null, kind: 'env', pid: process.pid, projectId: null, mayAskInWindow: false } as const;

it('SECURITY: a lease is named by nobody but the process that has it, and only by one that it started', async () => {
  const asking = await client();
  const { lease } = await asking.request('beginLease', { ...LEASE, kind: 'exec' });
  await expect(asking.request('nameLease', { id: lease.id, pid: process.ppid })).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
  agent.world.leases = agent.world.leases.map((one) => ({ ...one, pid: process.ppid }));
  await expect(asking.request('nameLease', { id: lease.id, pid: process.pid })).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
  agent.world.leases = agent.world.leases.map((one) => ({ ...one, pid: process.pid }));
  await asking.request('nameLease', { id: lease.id, pid: process.pid });
  expect(agent.world.calls.filter((call) => call.startsWith('nameLease'))).toEqual([`nameLease ${lease.id} ${String(process.pid)}`]);
});

describe('who is let in (SECURITY.md row 19)', () => {
  it('keeps the folder 0700 and the socket 0600', () => {
    expect(statSync(agent.location.folder ?? '').mode & 0o777).toBe(0o700);
    expect(statSync(agent.location.path).mode & 0o777).toBe(0o600);
  });

  it('answers a process of this user', async () => {
    expect(await (await client()).request('hello', { protocol: 1 })).toEqual({ protocol: 1, version: '0.1.0', pid: process.pid });
  });

  it.each([
    ['another user', () => ({ uid: UID + 1, pid: process.pid })],
    ['a peer whom the system does not name', () => null],
    [
      'a peer whom the system could not look up',
      () => {
        throw new Error('no such call');
      },
    ],
  ])('refuses %s without a word', async (_, peerOf) => {
    await agent.stop();
    agent = await runAgent({ peerOf });
    const socket = await rawSocket();
    socket.write(HELLO);
    expect(await hear(socket)).toBe('');
    expect(agent.log.events()).toContain('agent.foreignPeer');
  });
});

describe('the place of the socket', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dxkey-place-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const place = () => ({ folder: join(folder, 'run'), path: join(folder, 'run', 'agent.sock') });

  it('is taken over from an app that was killed', async () => {
    mkdirSync(place().folder, { mode: 0o700 });
    const script = `require('net').createServer().listen(${JSON.stringify(place().path)}, () => console.log('up'))`;
    const killed = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(existsSync(place().path)).toBe(true);
    const { services } = scriptedServices(folder);
    const second = await startAgent({
      services,
      facts,
      peerOf: () => null,
      askers: createAskers({ command: '/nowhere/dxkey' }),
      socketLocation: place(),
      showWindow: () => undefined,
      log: recordedLog(),
    });
    expect(lstatSync(place().path).isSocket()).toBe(true);
    await second.stop();
    expect(existsSync(place().path)).toBe(false);
  });

  it('is refused, and left alone, where a living process listens', async () => {
    mkdirSync(place().folder, { mode: 0o700 });
    const squatter = createServer().listen(place().path);
    await once(squatter, 'listening');
    await expect(prepareSocket(place(), UID)).rejects.toMatchObject({ code: 'REFUSED', details: { field: 'socket' } });
    expect(existsSync(place().path)).toBe(true);
    squatter.close();
  });

  it('is refused, and left alone, where something else than a socket stands', async () => {
    mkdirSync(place().folder, { mode: 0o700 });
    writeFileSync(place().path, 'precious');
    await expect(prepareSocket(place(), UID)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(existsSync(place().path)).toBe(true);
  });

  it("is refused where the folder is a link or another user's", async () => {
    symlinkSync(tmpdir(), place().folder);
    await expect(prepareSocket(place(), UID)).rejects.toMatchObject({ code: 'REFUSED' });
    rmSync(place().folder);
    mkdirSync(place().folder, { mode: 0o700 });
    await expect(prepareSocket(place(), UID + 1)).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('is made private where others could reach it', async () => {
    mkdirSync(place().folder);
    chmodSync(place().folder, 0o755);
    await prepareSocket(place(), UID);
    expect(statSync(place().folder).mode & 0o777).toBe(0o700);
  });

  it('is nobody to the command where nobody listens', async () => {
    expect(await connectAgent(place())).toBeNull();
  });
});

describe('the protocol', () => {
  it('tells a command of another version ours, and does nothing else for it', async () => {
    const socket = await rawSocket();
    const heard = hear(socket, 2);
    socket.write('{"id":1,"op":"hello","input":{"protocol":2}}\n{"id":2,"op":"showWindow","input":{}}\n');
    const answers = (await heard).trim().split('\n');
    expect(answers).toContain('{"id":1,"ok":true,"value":{"protocol":1,"version":"0.1.0","pid":' + String(process.pid) + '}}');
    expect(answers).toContain('{"id":2,"ok":false,"error":{"code":"REFUSED"}}');
    expect(agent.windowsShown()).toBe(0);
  });

  it.each([
    ['no JSON', 'hello\n', null],
    ['no object', '42\n', null],
    ['no operation', '{"id":7,"op":"constructor","input":{}}\n', 7],
    ['a member too many', '{"id":7,"op":"showWindow","input":{"now":true}}\n', 7],
    ['a member too few', '{"id":7,"op":"endLease","input":{}}\n', 7],
  ])('answers %s with a code and lives on', async (_, line, id) => {
    const socket = await rawSocket();
    const heard = hear(socket, 2);
    socket.write(line);
    socket.write(HELLO);
    const [first, second] = (await heard).split('\n').map((text) => (text === '' ? null : (JSON.parse(text) as unknown)));
    expect([first, second]).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, ok: false }), expect.objectContaining({ id: 1, ok: true })]),
    );
    expect(JSON.stringify(first)).toContain('INVALID_INPUT');
  });

  it('ends a connection that sends a line without end', async () => {
    const socket = await rawSocket();
    const heard = hear(socket);
    socket.write(Buffer.alloc(80 * 1024, 'a'));
    expect(await heard).toBe('{"id":null,"ok":false,"error":{"code":"INVALID_INPUT"}}\n');
  });

  it('drops a reader that does not read, and keeps nothing for it', async () => {
    agent.world.rows = Array.from({ length: 3000 }, (_, index) => tokenRow({ signature: index.toString(16).padStart(64, '0') }));
    const socket = await rawSocket();
    socket.pause();
    let isClosed = false;
    socket.on('close', () => (isClosed = true));
    const ask = (): void => {
      if (!isClosed) socket.write('{"id":1,"op":"listTokens","input":{"refresh":false}}\n', () => setImmediate(ask));
    };
    ask();
    await expect.poll(() => agent.log.events(), { timeout: 8000 }).toContain('agent.slowReader');
  }, 20_000);

  it('turns an unforeseen error into a code, and logs it', async () => {
    agent.world.beginFails = new Error(`boom ${SECRET}`);
    await expect((await client()).request('beginLease', LEASE)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(agent.log.events()).toContain('agent.fault');
  });

  it('passes codes and their details on', async () => {
    agent.world.rows = [tokenRow(), tokenRow({ signature: 'ef'.repeat(32) })];
    await expect((await client()).request('copyToken', { name: 'dxkey laptop' })).rejects.toMatchObject({
      code: 'AMBIGUOUS_TOKEN',
      details: {
        candidates: [{ label: 'dxkey laptop', last4: 'QRST', signaturePrefix: 'abababababab' }, { signaturePrefix: 'efefefefefef' }],
      },
    });
  });

  it('lets nothing out that the answer does not name', async () => {
    agent.world.rows = [{ ...tokenRow(), secret: SECRET } as ReturnType<typeof tokenRow>];
    const socket = await rawSocket();
    const heard = hear(socket, 1);
    socket.write('{"id":1,"op":"listTokens","input":{"refresh":false}}\n');
    expect(await heard).toBe('{"id":1,"ok":false,"error":{"code":"INTERNAL"}}\n');
  });

  it('survives mutated messages, and gives no secret for them', async () => {
    const valid = [
      HELLO,
      '{"id":2,"op":"status","input":{}}\n',
      '{"id":3,"op":"copyToken","input":{"name":"dxkey laptop"}}\n',
      '{"id":4,"op":"endLease","input":{"id":"lease-1"}}\n',
      '{"id":5,"op":"createToken","input":{"label":"x","scope":{"kind":"full"},"expiresMs":null,"isKept":true,"worksWhileAway":false,"print":false,"isShellToken":false}}\n',
    ];
    const mutation = fc.tuple(fc.constantFrom(...valid), fc.nat(200), fc.uint8Array({ minLength: 1, maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 12 }), async (mutations) => {
        const socket = await rawSocket();
        const heard = hear(socket);
        for (const [line, at, bytes] of mutations) {
          const message = Buffer.from(line);
          Buffer.from(bytes).copy(message, Math.min(at, message.length - 1));
          socket.write(message);
        }
        socket.end();
        expect(await heard).not.toContain(SECRET);
      }),
      { numRuns: 60 },
    );
    expect(await (await client()).request('hello', { protocol: 1 })).toMatchObject({ protocol: 1 });
  });
});

describe('leases', () => {
  it('are given to the caller or an ancestor of its own, and to no stranger', async () => {
    const stranger = spawn('sleep', ['30']);
    try {
      const asking = await client();
      expect(await asking.request('beginLease', LEASE)).toMatchObject({ secret: SECRET, lease: { pid: process.pid } });
      expect(await asking.request('beginLease', { ...LEASE, pid: process.ppid })).toMatchObject({ lease: { pid: process.ppid } });
      for (const pid of [stranger.pid ?? 0, 4_194_303]) {
        await expect(asking.request('beginLease', { ...LEASE, pid })).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
      }
      expect(agent.world.calls.filter((call) => call.startsWith('begin'))).toHaveLength(2);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('of an exec end with the connection that began them; those of an env stay', async () => {
    const asking = await client();
    await asking.request('beginLease', LEASE);
    await asking.request('beginLease', { ...LEASE, kind: 'exec' });
    asking.close();
    await expect.poll(() => agent.world.leases.map((lease) => lease.kind)).toEqual(['env']);
  });

  it('of an exec live on when the app quits', async () => {
    await (await client()).request('beginLease', { ...LEASE, kind: 'exec' });
    const { world } = agent;
    await agent.stop();
    expect(world.leases).toHaveLength(1);
    agent = await runAgent();
  });

  it('tell their exec when the app ends them', async () => {
    const asking = await client();
    const { lease } = await asking.request('beginLease', { ...LEASE, kind: 'exec' });
    const told = new Promise<string>((resolve) => {
      asking.onLeaseEnded(resolve);
    });
    agent.world.endLease(lease.id);
    expect(await told).toBe(lease.id);
  });

  it('ask in the window only where the caller cannot ask itself', async () => {
    agent.world.beginFails = new AppError('NEEDS_SHELL_TOKEN');
    const asking = await client();
    await expect(asking.request('beginLease', LEASE)).rejects.toMatchObject({ code: 'NEEDS_SHELL_TOKEN' });
    expect(agent.world.calls).not.toContain('askInWindow');
    await expect(asking.request('beginLease', { ...LEASE, mayAskInWindow: true })).rejects.toMatchObject({ code: 'NEEDS_SHELL_TOKEN' });
    expect(agent.world.calls).toContain('askInWindow');
  });
});

describe('secrets', () => {
  it('leave in the two answers that are listed, and there only where asked for', async () => {
    const fields = Object.entries(operations).flatMap(([op, { output }]) =>
      ('shape' in output ? Object.keys(output.shape) : []).filter((name) => name === 'secret').map((field) => ({ op, field })),
    );
    expect(fields).toEqual(SECRET_ANSWERS);
    const asking = await client();
    const input = {
      label: 'x',
      scope: { kind: 'full' as const },
      expiresMs: null,
      isKept: true,
      worksWhileAway: false,
      isShellToken: false,
    };
    expect((await asking.request('createToken', { ...input, print: false })).secret).toBeNull();
    expect((await asking.request('createToken', { ...input, print: true })).secret).toBe(SECRET);
    expect(agent.world.calls.filter((call) => call === 'dismissFresh')).toHaveLength(2);
  });

  it('are in no log', async () => {
    const asking = await client();
    await asking.request('beginLease', LEASE);
    await asking.request('inspectToken', { platform: null, token: SECRET });
    expect(JSON.stringify(agent.log.entries)).not.toContain(SECRET);
  });
});

describe('the platform of a sign-in', () => {
  it('is the one named, else the last one, else the first that may be chosen', async () => {
    const asking = await client();
    await asking.request('inspectToken', { platform: 'http://127.0.0.1:9', token: SECRET });
    agent.world.session = signedOut;
    await asking.request('inspectToken', { platform: null, token: SECRET });
    agent.world.session = { status: 'signedOut', accountId: null, last: null, ended: null };
    await asking.request('inspectToken', { platform: null, token: SECRET });
    expect(agent.world.calls).toEqual(['inspectToken custom', 'inspectToken standin', 'inspectToken standin']);
  });
});

describe('the client', () => {
  it('says that app and command are of different versions', async () => {
    await agent.stop();
    agent = await runAgent();
    const folder = mkdtempSync(join(tmpdir(), 'dxkey-old-'));
    const location = { folder, path: join(folder, 'agent.sock') };
    const old = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('{"id":1,"ok":true,"value":{"protocol":99,"version":"9","pid":1}}\n{"id":2,"ok":false,"error":{"code":"REFUSED"}}\n');
    }).listen(location.path);
    await once(old, 'listening');
    const asking = await connectAgent(location);
    await expect(asking?.request('status', {})).rejects.toMatchObject({ code: 'APP_CANNOT_START', details: { field: 'protocol' } });
    asking?.close();
    old.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that the app went away in the middle', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dxkey-gone-'));
    const location = { folder, path: join(folder, 'agent.sock') };
    const dying = createServer((socket) => socket.once('data', () => socket.destroy())).listen(location.path);
    await once(dying, 'listening');
    const asking = await connectAgent(location);
    await expect(asking?.request('status', {})).rejects.toMatchObject({ code: 'INTERNAL', details: { field: 'app' } });
    dying.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
