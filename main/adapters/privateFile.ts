import { chmod, writeFile } from 'node:fs/promises';
import { AppError } from '../core/errors';

/** A file where the person wants it, readable by them alone. FILE_FAULT. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  try {
    // SECURITY: 0600 before a byte of it is there; a file that stood there before may be open to others.
    await writeFile(path, '', { mode: 0o600 });
    await chmod(path, 0o600);
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    throw new AppError('FILE_FAULT', { cause: error });
  }
}
