import { lstat, mkdir, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../core/errors';
import { HOOK_STAMP } from '../core/ports';
import type { Log, Processes, ShellFolders } from '../core/ports';
import { ensurePrivateFolder } from './privateFolder';

export interface ShellFoldersOptions {
  processes: Pick<Processes, 'identify'>;
  log: Log;
  env?: Readonly<Record<string, string | undefined>>;
  temporaryFolder?: string;
  /** The file whose change wakes hooks; without it nobody is woken. */
  wakeFile?: string;
}

const NAME = /^(\d{1,10})-([0-9A-Za-z.]{1,80})-[0-9a-f]{16}$/u;

/** What may stand in a folder's name; start marks of ps hold colons. */
function nameable(startMark: string): string {
  return startMark.replace(/[^0-9A-Za-z.]/gu, '.').slice(0, 80);
}

async function isPrivateRuntimeFolder(folder: string | undefined): Promise<boolean> {
  if (!folder?.startsWith('/')) return false;
  try {
    const facts = await stat(folder);
    // SECURITY: the base directory specification wants it ours and 0700; another one is not a place for a token that `dx` may write.
    return facts.isDirectory() && facts.uid === process.getuid?.() && (facts.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/** Where private shell folders live: the runtime folder (memory, gone at log-out), else a 0700 one under the temporary folder. */
export async function shellFoldersRoot(options: Pick<ShellFoldersOptions, 'env' | 'temporaryFolder'> = {}): Promise<{
  root: string;
  place: 'runtime' | 'temporary';
}> {
  const runtime = (options.env ?? process.env).XDG_RUNTIME_DIR;
  if (runtime !== undefined && (await isPrivateRuntimeFolder(runtime))) return { root: join(runtime, 'dxkey-shells'), place: 'runtime' };
  const user = process.getuid === undefined ? '' : `-${String(process.getuid())}`;
  return { root: join(options.temporaryFolder ?? tmpdir(), `dxkey-shells${user}`), place: 'temporary' };
}

/** Empties and removes a folder without ever going through a link. */
async function removeTree(folder: string): Promise<void> {
  const facts = await lstat(folder);
  // SECURITY: a link in the place of the folder is removed itself; what it points to is not ours.
  if (!facts.isDirectory()) await unlink(folder);
  else await rm(folder, { recursive: true, force: true, maxRetries: 2 });
}

/** Whole or not at all for a shell that reads it meanwhile. */
async function replaceLine(path: string, line: string): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  // SECURITY: a name that was put there meanwhile, a link say, is not written through.
  await writeFile(temporary, `${line}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, path);
}

async function mark(path: string, line: string): Promise<void> {
  try {
    await replaceLine(path, line);
  } catch (error) {
    if (!isMissing(error)) throw new AppError('FILE_FAULT', { cause: error });
  }
}

async function wake(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    ensurePrivateFolder(dirname(file));
    await replaceLine(file, randomBytes(8).toString('hex'));
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Private `DX_USER_CONF_DIR`s, 0700, named `<pid>-<start mark>-<random>` after the process that they were made for. */
export function createShellFolders(options: ShellFoldersOptions): ShellFolders & {
  place(): Promise<'runtime' | 'temporary'>;
  /** How many a sweep would remove. */
  left(): Promise<number>;
} {
  const located = shellFoldersRoot(options);

  const removeNamed = async (root: string, name: string): Promise<void> => {
    try {
      await removeTree(join(root, name));
    } catch (error) {
      if (!isMissing(error)) throw new AppError('FILE_FAULT', { cause: error });
    }
  };

  /** What was made for processes that are gone. */
  const deadNames = async (root: string): Promise<string[]> => {
    let names: string[];
    try {
      // SECURITY: a root that is a link or another user's is not swept.
      if (!(await lstat(root)).isDirectory()) return [];
      names = await readdir(root);
    } catch {
      return [];
    }
    const dead: string[] = [];
    for (const name of names) {
      const parts = NAME.exec(name);
      if (parts === null) continue;
      const owner = await options.processes.identify(Number(parts[1]));
      if (owner === null || nameable(owner.startMark) !== parts[2]) dead.push(name);
    }
    return dead;
  };

  const ownFolder = async (folder: string): Promise<string> => {
    const { root } = await located;
    // SECURITY: a lease's folder comes back from a file; nothing outside of our own root is ever removed or written into.
    if (resolve(folder) !== folder || dirname(folder) !== root || !NAME.test(basename(folder))) throw new AppError('FILE_FAULT');
    return root;
  };

  return {
    place: async () => (await located).place,

    async create(owner) {
      const { root } = await located;
      const folder = join(root, `${String(owner.pid)}-${nameable(owner.startMark)}-${randomBytes(8).toString('hex')}`);
      try {
        ensurePrivateFolder(root);
        // SECURITY: not recursive, so that a folder that somebody put there beforehand is refused.
        await mkdir(folder, { mode: 0o700 });
      } catch (error) {
        throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
      }
      return folder;
    },

    async remove(folder) {
      const root = await ownFolder(folder);
      await removeNamed(root, basename(folder));
    },

    left: async () => (await deadNames((await located).root)).length,

    mark: async (folder, line) => {
      await ownFolder(folder);
      await mark(join(folder, HOOK_STAMP), line);
    },

    wake: () => wake(options.wakeFile),

    async sweep() {
      const { root } = await located;
      let removed = 0;
      for (const name of await deadNames(root)) {
        try {
          await removeNamed(root, name);
          removed += 1;
        } catch (error) {
          options.log.warn('shellFolders.notRemoved', {}, error);
        }
      }
      // Only an empty root goes; it is made again when needed.
      await rmdir(root).catch(() => undefined);
      return removed;
    },
  };
}
