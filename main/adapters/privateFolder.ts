import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { AppError } from '../core/errors';

/** Our own folder: made 0700; one that is a link or another user's is refused. */
export function ensurePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  // SECURITY: a link or a foreign folder here would have us write where somebody else decides.
  if (!facts.isDirectory() || !isOurs(facts.uid)) throw new AppError('FILE_FAULT');
  // SECURITY: names of accounts and labels are nobody else's to list.
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** Whether a file's owner is this user; Windows has no such number, its folders are private by their place. */
export function isOurs(uid: number): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** A folder that others share with us (autostart, bin): made where it is missing, its mode left as it is. */
export async function ensureFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
}
