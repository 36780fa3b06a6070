/**
 * Where dxkey keeps its data, listens, and files its secrets: pure functions of the environment, shared by the app and the
 * command so that both always mean the same place. `DXKEY_DATA_DIR` moves all three.
 */
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;
type Platform = 'linux' | 'darwin' | 'win32' | (string & {});

export interface SocketLocation {
  /** Ours alone: 0700. Null on Windows, where a named pipe has no folder. */
  folder: string | null;
  /** What to listen on or connect to. */
  path: string;
}

/** `sun_path` holds 108 bytes on Linux and 104 on macOS, the closing zero included. */
const MAX_SOCKET_PATH_BYTES = 100;

/** The folder of index, queue, settings, leases, log and (by default) the socket; always absolute. */
export function dataFolder(env: Env, platform: Platform, home: string): string {
  const path = pathsOf(platform);
  const moved = movedFolder(env, platform);
  if (moved !== null) return moved;
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'dxkey');
  if (platform === 'win32') return path.join(given(env.APPDATA) ?? path.join(home, 'AppData', 'Roaming'), 'dxkey');
  const config = given(env.XDG_CONFIG_HOME);
  // The XDG specification: a relative path there is to be ignored.
  return path.join(config !== null && path.isAbsolute(config) ? config : path.join(home, '.config'), 'dxkey');
}

/** The agent's socket: `run/agent.sock` in the data folder; a path too long for a socket falls back to a hashed name in a short private folder. */
export function socketLocation(env: Env, platform: Platform, home: string, uid: number): SocketLocation {
  const data = dataFolder(env, platform, home);
  if (platform === 'win32') return { folder: null, path: `\\\\.\\pipe\\dxkey-${shortHash(data)}` };
  const candidates = [posix.join(data, 'run')];
  const runtime = given(env.XDG_RUNTIME_DIR);
  if (runtime !== null && posix.isAbsolute(runtime)) candidates.push(posix.join(runtime, 'dxkey'));
  candidates.push(posix.join(given(env.TMPDIR) ?? '/tmp', `dxkey-${String(uid)}`));
  for (const [index, folder] of candidates.entries()) {
    const path = posix.join(folder, index === 0 ? 'agent.sock' : `${shortHash(data)}.sock`);
    if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return { folder, path };
  }
  const folder = `/tmp/dxkey-${String(uid)}`;
  return { folder, path: posix.join(folder, `${shortHash(data)}.sock`) };
}

/** The keychain's service name: `dxkey`, or one of its own for a moved data folder, so that a test never touches a real vault. */
export function keychainService(env: Env, platform: Platform, home: string): string {
  return movedFolder(env, platform) === null ? 'dxkey' : `dxkey-${shortHash(dataFolder(env, platform, home))}`;
}

function movedFolder(env: Env, platform: Platform): string | null {
  const moved = given(env.DXKEY_DATA_DIR);
  return moved === null ? null : pathsOf(platform).resolve(moved);
}

function pathsOf(platform: Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
