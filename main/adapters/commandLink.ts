import { access, constants, lstat, readlink, realpath, rename, symlink, unlink } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { AppError } from '../core/errors';
import { ensureFolder } from './privateFolder';

export interface CommandLinkOptions {
  /** `resources/bin/dxkey` of this build; null where the build carries none (in the tree). */
  target: string | null;
  home: string;
  /** The PATH of this session. */
  path: string;
}

export interface CommandLink {
  /** Where the `dxkey` of this build is found on the PATH; null where it is not. */
  path: string | null;
  canInstall: boolean;
}

const NAME = 'dxkey';

function linkFile(home: string): string {
  return join(home, '.local', 'bin', NAME);
}

/** The first `dxkey` on the PATH, as a shell would take it. */
async function found(path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter((one) => one.startsWith('/'))) {
    const file = join(folder, NAME);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

async function isSame(file: string, target: string): Promise<boolean> {
  try {
    return (await realpath(file)) === (await realpath(target));
  } catch {
    return false;
  }
}

/** Whether a shell finds this build's command, and whether we can put it there. */
export async function findCommand(options: CommandLinkOptions): Promise<CommandLink> {
  if (options.target === null) return { path: null, canInstall: false };
  const file = await found(options.path);
  const isOurs = file !== null && (await isSame(file, options.target));
  return { path: isOurs ? file : null, canInstall: !isOurs && process.platform !== 'win32' };
}

/** True where the file may be replaced: nothing, or a link (an older dxkey's); never somebody's own program. */
async function mayReplace(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink() && (await readlink(file)).includes(NAME);
  } catch {
    return true;
  }
}

/**
 * Links `~/.local/bin/dxkey` to this build's command. `isOnPath` false: the shell will not find it until that folder is put
 * on its PATH. Throws FILE_FAULT, also where another program of that name stands there.
 */
export async function installCommand(options: CommandLinkOptions): Promise<{ path: string; isOnPath: boolean }> {
  const file = linkFile(options.home);
  if (options.target === null) throw new AppError('FILE_FAULT');
  if (!(await mayReplace(file))) throw new AppError('FILE_FAULT', { details: { field: file } });
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await ensureFolder(join(options.home, '.local', 'bin'));
    await symlink(options.target, beside);
    // Renamed over the old one, so that there is a command at every moment.
    await rename(beside, file);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw new AppError('FILE_FAULT', { cause: error });
  }
  return { path: file, isOnPath: (await found(options.path)) === file };
}

/** Removes our link to this build's command; another program of that name is left alone. Throws FILE_FAULT. */
export async function removeCommand(options: Pick<CommandLinkOptions, 'target' | 'home'>): Promise<void> {
  const file = linkFile(options.home);
  try {
    const facts = await lstat(file).catch(() => null);
    // SECURITY: only a link, and only one that leads to us.
    if (facts?.isSymbolicLink() !== true || options.target === null || (await readlink(file)) !== options.target) return;
    await unlink(file);
  } catch (error) {
    throw new AppError('FILE_FAULT', { cause: error });
  }
}
