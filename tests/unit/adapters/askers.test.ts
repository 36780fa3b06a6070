import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAskers } from '../../../main/adapters/askers';
import { peerOf } from '../../../main/adapters/peerCredentials';
import type { Asker } from '../../../main/core/ports';
import { scratchFolder } from './scratch';

const SHELL = realpathSync('/bin/sh');
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A socket that tells, of each process that connects, who asks by it. */
async function listening(command: string) {
  const folder = scratchFolder();
  const path = join(folder, 'agent.sock');
  const askers = createAskers({ command });
  const waiting: ((asked: { socket: Socket; pid: number; startMark: string | null; asker: Asker | null }) => void)[] = [];
  const server = createServer((socket) => {
    stops.push(() => socket.destroy());
    const pid = peerOf(socket)?.pid ?? -1;
    void askers.startMark(pid).then(async (startMark) => {
      waiting.shift()?.({ socket, pid, startMark, asker: await askers.find({ pid, startMark }) });
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  const next = () => new Promise<Parameters<(typeof waiting)[number]>[0]>((resolve) => waiting.push(resolve));
  return { folder, path, askers, next };
}

function run(file: string, args: string[], cwd: string): ChildProcess {
  const child = spawn(file, args, { cwd, stdio: 'ignore' });
  stops.push(() => child.kill('SIGKILL'));
  return child;
}

/** Connects, and stays. */
const connecting = (path: string) => `require('net').connect(${JSON.stringify(path)}); setTimeout(() => {}, 60000)`;

describe.skipIf(process.platform !== 'linux')('who asks', () => {
  it('is the program at the other end, by its file and its folder, whatever it calls itself', async () => {
    const { folder, path, next } = await listening('/nowhere/dxkey');
    const asked = next();
    const child = spawn(process.execPath, ['-e', `process.title = 'make'; ${connecting(path)}`], {
      cwd: folder,
      stdio: 'ignore',
      argv0: '/usr/bin/make',
    });
    stops.push(() => child.kill('SIGKILL'));
    const { asker } = await asked;
    expect(asker).toMatchObject({
      pid: child.pid,
      program: 'node',
      path: realpathSync(process.execPath),
      folder: realpathSync(folder),
      isByCommand: false,
    });
    expect(asker?.place).toMatch(/^(?:session|process) \d+ /);
    const { pid = 0, startMark = '' } = asker?.holder ?? {};
    expect(asker?.place).toContain(` ${String(pid)} ${startMark}`);
  });

  it('is whoever started our own command', async () => {
    const folder = scratchFolder();
    const command = join(folder, 'dxkey');
    copyFileSync(process.execPath, command);
    const { path, next } = await listening(command);
    const asked = next();
    run(SHELL, ['-c', `${command} -e "$0"; true`, connecting(path)], folder);
    expect((await asked).asker).toMatchObject({
      program: SHELL.split('/').pop(),
      path: SHELL,
      folder: realpathSync(folder),
      isByCommand: true,
    });
  });

  it('SECURITY: is not taken from a program that only bears our command’s name', async () => {
    const folder = scratchFolder();
    const command = join(folder, 'dxkey');
    copyFileSync(process.execPath, command);
    const other = join(scratchFolder(), 'dxkey');
    symlinkSync(process.execPath, other);
    const { path, next } = await listening(command);
    const asked = next();
    run(SHELL, ['-c', `${other} -e "$0"; true`, connecting(path)], folder);
    expect((await asked).asker).toMatchObject({ path: realpathSync(process.execPath), isByCommand: false });
  });

  it('SECURITY: is nobody once that process has ended, or where its number is another’s', async () => {
    const { folder, path, askers, next } = await listening('/nowhere/dxkey');
    const asked = next();
    const child = run(process.execPath, ['-e', connecting(path)], folder);
    const { pid, startMark } = await asked;
    expect(await askers.find({ pid, startMark: 'an earlier process' })).toBeNull();
    expect(await askers.find({ pid, startMark: null })).toBeNull();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await askers.find({ pid, startMark })).toBeNull();
  });

  it('is the same place for all of a terminal, and another for another', async () => {
    const { folder, path, next } = await listening('/nowhere/dxkey');
    const places: (string | null | undefined)[] = [];
    const seen: (string | null | undefined)[] = [];
    for (const count of [2, 1]) {
      const program = Array.from({ length: count }, () => `"$NODE" -e "$CODE" & `).join('');
      const heard = Array.from({ length: count }, next);
      const child = spawn('script', ['-qefc', `${SHELL} -c '${program} wait'`, '/dev/null'], {
        cwd: folder,
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { ...process.env, NODE: process.execPath, CODE: connecting(path), SHELL },
      });
      stops.push(() => child.kill('SIGTERM'));
      const found = (await Promise.all(heard)).map(({ asker }) => asker);
      stops.push(() => {
        for (const one of found) if (one !== null && one.pid !== null) process.kill(one.pid, 'SIGKILL');
      });
      places.push(...found.map((one) => one?.place));
      seen.push(...found.map((one) => one?.terminal));
    }
    expect(places[0]).toBe(places[1]);
    expect(places[2]).not.toBe(places[0]);
    for (const terminal of seen) expect(terminal).toMatch(/^pts\/\d+$/);
  });

  it('is proven by nothing where the system names no process', async () => {
    const { askers } = await listening('/nowhere/dxkey');
    expect(await askers.find({ pid: null, startMark: null })).toMatchObject({ path: null, place: null, program: null });
  });
});
