import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hardenProcess } from '../../../main/adapters/hardening';
import { peerOf } from '../../../main/adapters/peerCredentials';
import { createProcesses } from '../../../main/adapters/processes';
import { createShellFolders } from '../../../main/adapters/shellFolders';
import { systemClock } from '../../../main/adapters/systemClock';
import { scratchFolder, silentLog } from './scratch';

const children: ChildProcess[] = [];

function sleeper(folder = '/'): ChildProcess {
  const child = spawn('sleep', ['60'], { cwd: folder, stdio: 'ignore' });
  children.push(child);
  return child;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

afterEach(async () => {
  const living = children.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(living.map(end));
});

describe('processes', () => {
  it('are told with program and folder, and a mark that stays theirs alone', async () => {
    const processes = createProcesses();
    const folder = scratchFolder();
    const [one, two] = [sleeper(folder), sleeper()];
    await new Promise((resolve) => one.once('spawn', resolve));
    const identity = await processes.identify(pidOf(one));
    expect(identity).toMatchObject({ pid: one.pid, program: 'sleep', folder, terminal: null });
    expect(await processes.identify(pidOf(one))).toEqual(identity);
    expect((await processes.identify(process.pid))?.startMark).not.toBe(identity?.startMark);
    expect((await processes.identify(pidOf(two)))?.pid).toBe(two.pid);
  });

  it('are null where there is none, or the number is none', async () => {
    const processes = createProcesses();
    const child = sleeper();
    const pid = pidOf(child);
    await end(child);
    for (const odd of [pid, 0, -1, 1.5, Number.NaN, 99_999_999]) expect(await processes.identify(odd)).toBeNull();
  });

  it('are reported gone once, and at once where the pid is another process now', async () => {
    const processes = createProcesses({ pollMs: 20 });
    const child = sleeper();
    await new Promise((resolve) => child.once('spawn', resolve));
    const identity = await processes.identify(pidOf(child));
    if (identity === null) throw new Error('not found');
    let times = 0;
    const gone = new Promise<void>((resolve) => {
      processes.whenGone(identity, () => {
        times += 1;
        resolve();
      });
    });
    await new Promise<void>((resolve) => {
      processes.whenGone({ pid: identity.pid, startMark: 'of another' }, resolve);
    });
    expect(times).toBe(0);
    await end(child);
    await gone;
    expect(times).toBe(1);
  });

  it('that are no longer watched are not reported', async () => {
    let looks = 0;
    const clock = { ...systemClock, after: (delayMs: number, run: () => void) => ((looks += 1), systemClock.after(delayMs, run)) };
    const processes = createProcesses({ clock, pollMs: 5 });
    const stop = processes.whenGone({ pid: process.pid, startMark: 'of another' }, () => {
      throw new Error('told though stopped');
    });
    stop();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(looks).toBeLessThanOrEqual(2);
  });
});

describe('shell folders', () => {
  function make(runtime: string | undefined, temporaryFolder: string) {
    return createShellFolders({ processes: createProcesses(), log: silentLog, env: { XDG_RUNTIME_DIR: runtime }, temporaryFolder });
  }

  it('are 0700 in a 0700 root of the runtime folder, named by their owner', async () => {
    const runtime = scratchFolder();
    const folders = make(runtime, '/nowhere');
    const folder = await folders.create({ pid: 42, startMark: 'boot.7' });
    expect(folder).toMatch(new RegExp(`^${runtime}/dxkey-shells/42-boot\\.7-[0-9a-f]{16}$`));
    for (const one of [folder, join(runtime, 'dxkey-shells')]) expect(statSync(one).mode & 0o777).toBe(0o700);
    expect(await folders.place()).toBe('runtime');
  });

  it('go under the temporary folder where the runtime folder is missing or open to others', async () => {
    const open = scratchFolder();
    chmodSync(open, 0o755);
    for (const runtime of [undefined, '/nowhere', 'relative', open]) {
      const folders = make(runtime, scratchFolder());
      expect(await folders.place()).toBe('temporary');
      expect(existsSync(await folders.create({ pid: 1, startMark: 'a' }))).toBe(true);
    }
  });

  it('are removed with what dx wrote there, links themselves and never their targets', async () => {
    const runtime = scratchFolder();
    const outside = scratchFolder();
    writeFileSync(join(outside, 'keep'), '');
    const folders = make(runtime, '/nowhere');
    const folder = await folders.create({ pid: 1, startMark: 'a' });
    writeFileSync(join(folder, 'environment.json'), '{}');
    symlinkSync(outside, join(folder, 'link'));
    await folders.remove(folder);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(join(outside, 'keep'))).toBe(true);
    await expect(folders.remove(folder)).resolves.toBeUndefined();
  });

  it('hold one line for the hook of their shell, 0600, and none once they are gone', async () => {
    const runtime = scratchFolder();
    const wakeFile = join(runtime, 'hook', 'wake');
    const marked = createShellFolders({ processes: createProcesses(), log: silentLog, env: { XDG_RUNTIME_DIR: runtime }, wakeFile });
    const folder = await marked.create({ pid: process.pid, startMark: 'a' });
    await marked.mark(folder, 'live - amy');
    await marked.mark(folder, 'changed');
    expect(readFileSync(join(folder, 'dxkey-stamp'), 'utf8')).toBe('changed\n');
    expect(statSync(join(folder, 'dxkey-stamp')).mode & 0o777).toBe(0o600);
    await expect(marked.mark(runtime, 'changed')).rejects.toMatchObject({ code: 'FILE_FAULT' });
    await marked.remove(folder);
    await marked.mark(folder, 'changed');
    expect(existsSync(folder)).toBe(false);
    await marked.wake();
    const first = readFileSync(wakeFile, 'utf8');
    await marked.wake();
    expect(readFileSync(wakeFile, 'utf8')).not.toBe(first);
  });

  it('are never removed outside of their root', async () => {
    const runtime = scratchFolder();
    const victim = join(runtime, '1-a-0123456789abcdef');
    mkdirSync(victim);
    const folders = make(runtime, '/nowhere');
    const own = await folders.create({ pid: 1, startMark: 'a' });
    for (const folder of [victim, `${own}/..`, `${own}/../../1-a-0123456789abcdef`, join(runtime, 'dxkey-shells'), '/', 'relative'])
      await expect(folders.remove(folder)).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(existsSync(victim)).toBe(true);
  });

  it('of dead owners are swept, those of living ones and strange names stay', async () => {
    const runtime = scratchFolder();
    const folders = make(runtime, '/nowhere');
    const self = await createProcesses().identify(process.pid);
    const living = await folders.create({ pid: process.pid, startMark: self?.startMark ?? '' });
    await folders.create({ pid: process.pid, startMark: 'of another' });
    await folders.create({ pid: 4_000_000, startMark: 'gone' });
    mkdirSync(join(runtime, 'dxkey-shells', 'mine'));
    expect(await folders.sweep()).toBe(2);
    expect(readdirSync(join(runtime, 'dxkey-shells')).sort()).toEqual([living.split('/').at(-1), 'mine'].sort());
  });

  it('are refused where the root is a link', async () => {
    const runtime = scratchFolder();
    symlinkSync(scratchFolder(), join(runtime, 'dxkey-shells'));
    const folders = make(runtime, '/nowhere');
    await expect(folders.create({ pid: 1, startMark: 'a' })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(await folders.sweep()).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('what the kernel says', () => {
  it('of the other end of a socket is its true pid and user', async () => {
    const path = join(scratchFolder(), 's');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const child = spawn(process.execPath, ['-e', `require('net').connect(${JSON.stringify(path)}); setTimeout(() => {}, 20000)`], {
      stdio: 'ignore',
    });
    children.push(child);
    const socket = await new Promise<Parameters<typeof peerOf>[0]>((resolve) => server.once('connection', resolve));
    expect(peerOf(socket)).toEqual({ pid: child.pid, uid: process.getuid?.() });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy();
    await closed;
    expect(peerOf(socket)).toBeNull();
    await new Promise((resolve) => server.close(resolve));
  });

  it('of a socket over TCP names nobody', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    const socket = await new Promise<Parameters<typeof peerOf>[0]>((resolve) => server.once('connection', resolve));
    expect(peerOf(socket)?.pid ?? 0).toBe(0);
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it('after hardening: no core files for us, for living children and for later ones, and we are not dumpable', async () => {
    const program = `import { hardenProcess } from ${JSON.stringify(join(process.cwd(), 'main/adapters/hardening.ts'))};
      import { readFileSync } from 'node:fs'; import { execFileSync, spawn } from 'node:child_process';
      const limit = (pid) => /Max core file size\\s+(\\S+)\\s+(\\S+)/.exec(readFileSync('/proc/' + pid + '/limits', 'utf8')).slice(1).join();
      const older = spawn('sleep', ['20'], { stdio: 'ignore' });
      const before = [limit('self'), limit(older.pid)];
      const told = hardenProcess({ isDebuggable: false });
      const after = [limit('self'), limit(older.pid), execFileSync('sh', ['-c', 'ulimit -Hc']).toString().trim()];
      older.kill('SIGKILL');
      console.log(JSON.stringify({ told, before, after }));`;
    const file = join(scratchFolder(), 'harden.mts');
    writeFileSync(file, program);
    const node = `ulimit -Sc 1000; exec ${process.execPath} --import tsx ${file}`;
    const child = spawn('sh', ['-c', node], { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    const said = JSON.parse(output) as { told: object; before: string[]; after: string[] };
    expect(said.before.every((limit) => !limit.startsWith('0'))).toBe(true);
    expect(said).toMatchObject({ told: { areCoreDumpsOff: true, isUndumpable: true }, after: ['0,0', '0,0', '0'] });
  }, 20_000);

  it('a debuggable build stays dumpable, since tests attach to it', () => {
    expect(hardenProcess({ isDebuggable: true })).toEqual({ areCoreDumpsOff: true, isUndumpable: false });
  });
});
