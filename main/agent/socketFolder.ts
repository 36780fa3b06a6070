import { chmod, lstat, mkdir, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { AppError } from '../core/errors';
import type { SocketLocation } from './location';

/** A live process answers at once; one that accepts nothing within this is treated as alive, never replaced. */
const PROBE_MS = 2000;

/**
 * Makes the socket's folder ours alone and its path free to listen on. REFUSED where another user's file or a living process
 * stands there: replacing it could cut off a running app, using it could hand requests to somebody else.
 */
export async function prepareSocket(location: SocketLocation, uid: number): Promise<void> {
  if (location.folder === null) return;
  await mkdir(location.folder, { recursive: true, mode: 0o700 });
  const folder = await lstat(location.folder);
  // SECURITY: in a shared temporary folder anybody can make our name first; a folder that is not ours is not used.
  if (!folder.isDirectory() || folder.uid !== uid) throw squatted();
  // SECURITY: only our user may even reach the socket (row 19).
  if ((folder.mode & 0o777) !== 0o700) await chmod(location.folder, 0o700);
  await removeStale(location.path, uid);
}

async function removeStale(path: string, uid: number): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return;
  // SECURITY: a file that is not our own socket is left alone and refused.
  if (!found.isSocket() || found.uid !== uid) throw squatted();
  // SECURITY: a living listener is never pushed aside.
  if (await isAnswered(path)) throw squatted();
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const settle = (isAlive: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isAlive);
    };
    const timer = setTimeout(() => {
      settle(true);
    }, PROBE_MS);
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED' || code === 'ENOENT') settle(false);
      // The listener's queue is full: it lives.
      else if (code === 'EAGAIN') settle(true);
      else {
        clearTimeout(timer);
        reject(error);
      }
    });
  });
}

function squatted(): AppError {
  return new AppError('REFUSED', { details: { field: 'socket' } });
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
