import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { FolderRule } from '../../preload/contract/contract';
import { AppError } from '../core/errors';
import { HOOK_FILES, HOOK_FOLDER } from '../core/ports';
import { ensurePrivateFolder } from './privateFolder';

/** `~/` is the home folder, as people type it. */
export async function realFolder(path: string, home: string): Promise<string | null> {
  const typed = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
  if (!isAbsolute(typed)) return null;
  try {
    const real = await realpath(typed);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

/** Leaves the map for hooks and commands to read, and tells hooks to look; nothing is written where it is there already. FILE_FAULT. */
export function publishFolders(dataFolder: string, rules: readonly FolderRule[]): void {
  const folder = join(dataFolder, HOOK_FOLDER);
  const path = join(folder, HOOK_FILES.folders);
  const text = rules.map(({ folder: mapped, ...rule }) => `${mapped}\n${JSON.stringify(rule)}\n`).join('');
  try {
    if (text === readIfThere(path)) return;
    ensurePrivateFolder(folder);
    replaceFile(path, text);
    replaceFile(join(folder, HOOK_FILES.rules), `${randomBytes(8).toString('hex')}\n`);
  } catch (error) {
    throw new AppError('FILE_FAULT', { cause: error });
  }
}

/** Null where it cannot be read: then it is written anew. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : null;
  }
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${String(process.pid)}.new`;
  // What an app of the same number left when it was killed.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}
