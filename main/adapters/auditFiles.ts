import { constants, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/errors';
import type { AuditFiles } from '../core/ports';
import { ensurePrivateFolder } from './privateFolder';

/** What stands here under another name is not ours, and neither read nor removed. */
const OURS = /^\d{12}\.log$/;

/** The activity record's files in a folder of ours. */
export function createAuditFiles(folder: string): AuditFiles {
  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
    }
  }

  return {
    list: () =>
      bounded(async () => {
        ensurePrivateFolder(folder);
        return (await readdir(folder)).filter((name) => OURS.test(name)).sort();
      }),
    read: (name) => bounded(() => readFile(join(folder, name), 'latin1')),
    append: (name, text) =>
      bounded(async () => {
        ensurePrivateFolder(folder);
        const path = join(folder, name);
        // SECURITY: a link that somebody put there is not followed.
        const file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
        try {
          // SECURITY: a copy from a backup may have come back readable by all (row 20).
          await file.chmod(0o600);
          await file.writeFile(text, 'latin1');
        } finally {
          await file.close();
        }
      }),
    cut: (name, length) => bounded(() => truncate(join(folder, name), length)),
    remove: (name) => bounded(() => rm(join(folder, name), { force: true })),
  };
}
