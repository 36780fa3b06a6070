import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createComputerSenses } from '../../../main/adapters/doctor/computerSenses';
import { readStoredFacts } from '../../../main/adapters/doctor/storedFacts';
import { createProcesses } from '../../../main/adapters/processes';
import { createShellFolders } from '../../../main/adapters/shellFolders';
import type { ComputerSenses } from '../../../main/core/ports';
import { scratchFolder, silentLog } from './scratch';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

interface Home {
  home: string;
  data: string;
  socket: { folder: string; path: string };
  env: Record<string, string>;
  senses: ComputerSenses;
}

function aHome(more: Record<string, string> = {}): Home {
  const home = scratchFolder();
  const data = join(home, '.config', 'dxkey');
  const runtime = join(home, 'runtime');
  mkdirSync(join(data, 'run'), { recursive: true, mode: 0o700 });
  mkdirSync(runtime, { mode: 0o700 });
  const socket = { folder: join(data, 'run'), path: join(data, 'run', 'agent.sock') };
  const env = { XDG_RUNTIME_DIR: runtime, ...more };
  return { home, data, socket, env, senses: createComputerSenses({ home, dataFolder: data, socket, env, processes: createProcesses() }) };
}

const mode = (path: string): number => statSync(path).mode & 0o777;

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}

/** What a killed program leaves: a socket file that nobody listens on. */
function leaveSocket(path: string): void {
  const program = `const s=require('net').createServer();s.listen(process.argv[1],()=>process.kill(process.pid,'SIGKILL'))`;
  try {
    execFileSync(process.execPath, ['-e', program, path], { stdio: 'ignore' });
  } catch {
    // Killed, as it was to be.
  }
}

describe('the socket', () => {
  it('is told apart: none, one that answers, one that a killed app left, and what is no socket', async () => {
    const { senses, socket } = aHome();
    expect(await senses.socket()).toEqual({ state: 'absent', path: '~/.config/dxkey/run/agent.sock' });
    leaveSocket(socket.path);
    expect((await senses.socket()).state).toBe('stale');
    await senses.removeStaleSocket();
    expect((await senses.socket()).state).toBe('absent');
    writeFileSync(socket.path, '');
    expect((await senses.socket()).state).toBe('strange');
    await senses.removeStaleSocket();
    expect(readFileSync(socket.path, 'utf8')).toBe('');
  });

  it('that somebody listens on is never removed', async () => {
    const { senses, socket } = aHome();
    await listen(socket.path);
    expect((await senses.socket()).state).toBe('answers');
    await senses.removeStaleSocket();
    expect(lstatSync(socket.path).isSocket()).toBe(true);
  });

  it.skipIf(process.getuid?.() !== 0)('in a folder of another user is foreign', async () => {
    const { senses, socket } = aHome();
    execFileSync('chown', ['65534', socket.folder]);
    expect((await senses.socket()).state).toBe('foreign');
  });
});

describe('places', () => {
  it('that others may read are named with the home as ~, and closed', async () => {
    const { senses, data, socket, env } = aHome();
    expect(await senses.places()).toEqual({ open: [], foreign: [] });
    const shells = createShellFolders({ processes: createProcesses(), log: silentLog, env });
    const owner = await createProcesses().identify(process.pid);
    const folder = await shells.create(owner ?? { pid: process.pid, startMark: '0' });
    writeFileSync(join(data, 'index.json'), '{}');
    await listen(socket.path);
    const paths = [data, join(data, 'index.json'), socket.folder, socket.path, folder];
    for (const path of paths) chmodSync(path, 0o755);
    const { open, foreign } = await senses.places();
    expect(open).toHaveLength(paths.length);
    expect(open.every((path) => path.startsWith('~/'))).toBe(true);
    expect(foreign).toEqual([]);
    await senses.closePlaces();
    expect(await senses.places()).toEqual({ open: [], foreign: [] });
    expect([mode(data), mode(join(data, 'index.json')), mode(socket.path), mode(folder)]).toEqual([0o700, 0o600, 0o600, 0o700]);
  });

  it('SECURITY: a link in the place of one is foreign, and what it leads to is left as it is', async () => {
    const { senses, home, data } = aHome();
    const theirs = join(home, 'theirs.json');
    writeFileSync(theirs, '', { mode: 0o644 });
    symlinkSync(theirs, join(data, 'index.json'));
    expect(await senses.places()).toEqual({ open: [], foreign: ['~/.config/dxkey/index.json'] });
    await senses.closePlaces();
    expect(mode(theirs)).toBe(0o644);
  });
});

describe('what was left', () => {
  it('is counted and removed: folders of processes that are gone, and no others', async () => {
    const { senses, env } = aHome();
    const shells = createShellFolders({ processes: createProcesses(), log: silentLog, env });
    const living = await createProcesses().identify(process.pid);
    const kept = await shells.create(living ?? { pid: process.pid, startMark: '0' });
    await shells.create({ pid: process.pid, startMark: 'another' });
    expect(await senses.leftovers()).toBe(1);
    await senses.removeLeftovers();
    expect(await senses.leftovers()).toBe(0);
    expect(lstatSync(kept).isDirectory()).toBe(true);
  });

  it('by dx is a file with a token, which dxda and dxfuse prefer', async () => {
    const { senses, home } = aHome();
    const write = (context: string): void => {
      mkdirSync(join(home, '.dnanexus_config'), { recursive: true });
      writeFileSync(join(home, '.dnanexus_config', 'environment.json'), JSON.stringify({ DX_SECURITY_CONTEXT: context }));
    };
    expect(await senses.dxFiles()).toEqual([]);
    write(JSON.stringify({ auth_token_type: 'Bearer', auth_token: '' }));
    expect(await senses.dxFiles()).toEqual([]);
    write(JSON.stringify({ auth_token_type: 'Bearer', auth_token: 'removed-by-dxkey-xxxxxxxxxxxxxxx' }));
    expect(await senses.dxFiles()).toEqual([]);
    write('not json');
    expect(await senses.dxFiles()).toEqual([]);
    write(JSON.stringify({ auth_token_type: 'Bearer', auth_token: 'CANARY' }));
    expect(await senses.dxFiles()).toEqual(['~/.dnanexus_config/environment.json']);
  });
});

describe('surroundings', () => {
  it('proxies are named by their variables, never by what stands in them', () => {
    const { senses } = aHome({ https_proxy: 'http://amy:CANARY@proxy:3128', NO_PROXY: 'localhost', HTTP_PROXY: '' });
    expect(senses.proxies()).toEqual({ variables: ['https_proxy'], hasBypass: true });
  });

  it.skipIf(process.platform !== 'linux')('the clipboard needs the programs of its desktop', () => {
    const { home } = aHome();
    const bin = join(home, 'bin');
    mkdirSync(bin);
    const seen = (env: Record<string, string>) => aHome({ PATH: bin, ...env }).senses.clipboard();
    expect(seen({})).toEqual({ desktop: 'none', program: null });
    expect(seen({ DISPLAY: ':0' })).toEqual({ desktop: 'x11', program: null });
    for (const name of ['xclip', 'wl-copy']) writeFileSync(join(bin, name), '', { mode: 0o755 });
    expect(seen({ DISPLAY: ':0' })).toEqual({ desktop: 'x11', program: 'xclip' });
    expect(seen({ WAYLAND_DISPLAY: 'wayland-0' })).toEqual({ desktop: 'wayland', program: null });
  });
});

describe('what a command without the app reads of our files', () => {
  it('is lenient: what is missing or damaged says nothing', async () => {
    const { data } = aHome();
    const nothing = { accountIds: [], proxyKind: 'system', customPlatforms: [] };
    expect(await readStoredFacts(data)).toEqual(nothing);
    writeFileSync(join(data, 'index.json'), '{"version":1,"val');
    writeFileSync(join(data, 'settings.json'), '[1]');
    expect(await readStoredFacts(data)).toEqual(nothing);
    const own = { name: 'Lab', apiUrl: 'https://api.lab', authUrl: 'https://auth.lab' };
    writeFileSync(join(data, 'index.json'), JSON.stringify({ version: 1, value: { accounts: [{ id: 'dnanexus/user-amy' }, { id: 3 }] } }));
    const settings = { proxy: { kind: 'fixed', url: 'http://p', bypass: '' }, customPlatforms: [own, { name: 'x' }] };
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ version: 1, value: { settings } }));
    expect(await readStoredFacts(data)).toEqual({ accountIds: ['dnanexus/user-amy'], proxyKind: 'fixed', customPlatforms: [own] });
  });
});

describe('the hook in start files of shells', () => {
  it('is seen where a line runs it, once or more, for this shell or another; a comment and what is no file do not count', async () => {
    const { home, senses } = aHome();
    const line = (shell: string): string => `command -v dxkey >/dev/null && eval "$(dxkey hook ${shell})"\n`;
    expect(await senses.hooks()).toEqual([]);
    writeFileSync(join(home, '.bashrc'), `alias ll='ls -l'\n# ${line('bash')}${line('bash')}`);
    writeFileSync(join(home, '.zshrc'), line('bash'));
    mkdirSync(join(home, '.config', 'fish'), { recursive: true });
    writeFileSync(join(home, '.config', 'fish', 'config.fish'), 'dxkey hook fish | source\n  dxkey hook fish | source\n');
    mkdirSync(join(home, '.profile'));
    expect(await senses.hooks()).toEqual([
      { path: '~/.bashrc', shell: 'bash', isTwice: false, isOfAnother: false },
      { path: '~/.zshrc', shell: 'zsh', isTwice: false, isOfAnother: true },
      { path: '~/.config/fish/config.fish', shell: 'fish', isTwice: true, isOfAnother: false },
    ]);
  });

  it('of zsh is looked for where ZDOTDIR says', async () => {
    const folder = scratchFolder();
    const { senses } = aHome({ ZDOTDIR: folder });
    writeFileSync(join(folder, '.zshrc'), 'eval "$(dxkey hook zsh)"\n');
    expect(await senses.hooks()).toMatchObject([{ path: join(folder, '.zshrc'), isOfAnother: false }]);
  });
});
