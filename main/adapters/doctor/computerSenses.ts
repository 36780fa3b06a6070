/** What the doctor sees of this computer, and the three things that it may mend. */
import { constants } from 'node:fs';
import { chmod, lstat, open, readdir, readFile, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, sep } from 'node:path';
import { AppError } from '../../core/errors';
import type { ComputerSenses, PlacesSight, Processes, SocketSight } from '../../core/ports';
import { programOn } from '../externalClipboard';
import { isOurs } from '../privateFolder';
import { lookForHooks } from './shellStartFiles';
import { createShellFolders, shellFoldersRoot } from '../shellFolders';

export interface SensesOptions {
  home: string;
  dataFolder: string;
  socket: { folder: string | null; path: string };
  env: Readonly<Record<string, string | undefined>>;
  processes: Pick<Processes, 'identify'>;
}

/** A listener of ours answers at once. */
const ANSWER_MS = 2_000;
const LARGEST_CONFIG_BYTES = 1_000_000;
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

export function createComputerSenses(options: SensesOptions): ComputerSenses {
  const { home, env, socket } = options;
  const isWindows = process.platform === 'win32';
  /** SECURITY: the list is made to be copied to others; a home folder's path names its owner. */
  const shown = (path: string): string => (path === home || path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path);
  const folders = createShellFolders({ processes: options.processes, env, log: { info: () => undefined, warn: () => undefined } });

  return {
    async socket() {
      return { state: isWindows ? await pipeState(socket.path) : await socketState(socket), path: shown(socket.path) };
    },

    async places() {
      if (isWindows) return { open: [], foreign: [] };
      const { open: wide, foreign } = await lookAtPlaces(options);
      return { open: wide.map(shown), foreign: foreign.map(shown) };
    },

    leftovers: () => folders.left(),

    async dxFiles() {
      const path = join(home, '.dnanexus_config', 'environment.json');
      return (await hasToken(path)) ? [shown(path)] : [];
    },

    hooks: async () => (await lookForHooks(home, env)).map((file) => ({ ...file, path: shown(file.path) })),

    proxies: () => ({
      variables: PROXY_VARIABLES.filter((name) => (env[name] ?? '') !== ''),
      hasBypass: (env.NO_PROXY ?? '') !== '' || (env.no_proxy ?? '') !== '',
    }),

    clipboard() {
      if (process.platform !== 'linux') return { desktop: 'system', program: null };
      const path = env.PATH ?? '';
      const isThere = (...names: string[]): string | null =>
        names.every((name) => programOn(path, name) !== null) ? (names[0] ?? null) : null;
      if ((env.WAYLAND_DISPLAY ?? '') !== '') return { desktop: 'wayland', program: isThere('wl-copy', 'wl-paste') };
      if ((env.DISPLAY ?? '') !== '') return { desktop: 'x11', program: isThere('xclip') };
      return { desktop: 'none', program: null };
    },

    async removeStaleSocket() {
      // Looked at again: meanwhile the app may have started, and listens there.
      if (socket.folder !== null && (await socketState(socket)) === 'stale') await unlink(socket.path);
    },

    async closePlaces() {
      for (const path of (await lookAtPlaces(options)).open) await close(path);
      if ((await lookAtPlaces(options)).open.length > 0) throw new AppError('FILE_FAULT');
    },

    async removeLeftovers() {
      await folders.sweep();
      if ((await folders.left()) > 0) throw new AppError('FILE_FAULT');
    },
  };
}

// ---- The socket

type SocketState = SocketSight['state'];

async function socketState({ folder, path }: SensesOptions['socket']): Promise<SocketState> {
  for (const place of folder === null ? [path] : [folder, path]) {
    const facts = await lstat(place).catch(() => null);
    if (facts === null) return 'absent';
    if (!isOurs(facts.uid)) return 'foreign';
    if (place === path && !facts.isSocket()) return 'strange';
  }
  return pipeState(path);
}

/** Connects and leaves again: what listens there takes that for a command that changed its mind. */
function pipeState(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const peer = connect(path);
    const settle = (state: SocketState): void => {
      clearTimeout(timer);
      peer.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => {
      settle('silent');
    }, ANSWER_MS);
    peer.once('connect', () => {
      settle('answers');
    });
    peer.once('error', (error: NodeJS.ErrnoException) => {
      settle(error.code === 'ECONNREFUSED' ? 'stale' : error.code === 'ENOENT' ? 'absent' : 'silent');
    });
  });
}

// ---- Private places

/** Our folders are 0700 and our files 0600; the socket is a file in this. */
async function lookAtPlaces({ dataFolder, socket, env }: SensesOptions): Promise<PlacesSight> {
  const { root } = await shellFoldersRoot({ env });
  const isDocument = (name: string): boolean => name.endsWith('.json');
  const paths = [
    dataFolder,
    ...(await namesIn(dataFolder)).filter(isDocument).map((name) => join(dataFolder, name)),
    join(dataFolder, 'activity'),
    join(dataFolder, 'log'),
    ...(socket.folder === null ? [] : [socket.folder, socket.path]),
    root,
    ...(await namesIn(root)).map((name) => join(root, name)),
  ];
  const sight: PlacesSight = { open: [], foreign: [] };
  for (const path of new Set(paths)) {
    const facts = await lstat(path).catch(() => null);
    if (facts === null) continue;
    if (!isOurs(facts.uid) || facts.isSymbolicLink()) sight.foreign.push(path);
    else if ((facts.mode & 0o077) !== 0) sight.open.push(path);
  }
  return sight;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function close(path: string): Promise<void> {
  const facts = await lstat(path);
  // A socket cannot be opened; it stands in a folder that was closed before it.
  if (facts.isSocket()) {
    await chmod(path, 0o600);
    return;
  }
  // SECURITY: by the open file, so that a link put there meanwhile is not followed to somebody else's.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const now = await file.stat();
    if (!isOurs(now.uid)) throw new AppError('FILE_FAULT');
    await file.chmod(now.isDirectory() ? 0o700 : 0o600);
  } finally {
    await file.close();
  }
}

// ---- dx

/** Whether dxda and dxfuse would find a token there; what `dxkey scan --scrub` left is none. */
async function hasToken(path: string): Promise<boolean> {
  const facts = await lstat(path).catch(() => null);
  if (facts === null || facts.size > LARGEST_CONFIG_BYTES) return false;
  try {
    const outer: unknown = JSON.parse(await readFile(path, 'utf8'));
    const context = typeof outer === 'object' && outer !== null && 'DX_SECURITY_CONTEXT' in outer ? outer.DX_SECURITY_CONTEXT : null;
    const inner: unknown = typeof context === 'string' ? JSON.parse(context) : null;
    const token = typeof inner === 'object' && inner !== null && 'auth_token' in inner ? inner.auth_token : null;
    return typeof token === 'string' && token !== '' && !token.startsWith('removed-by-dxkey');
  } catch {
    return false;
  }
}
