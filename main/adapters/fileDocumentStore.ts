import { closeSync, fsync, lstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, lstat, readFile, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { z } from 'zod';
import { AppError } from '../core/errors';
import type { DocumentStore, Log } from '../core/ports';
import { ensurePrivateFolder, isOurs } from './privateFolder';

/** Ours are kilobytes; a larger one is damage, and reading it would only cost memory. */
const LARGEST_BYTES = 16_000_000;

const syncFile = promisify(fsync);

export interface DocumentOptions<T> {
  path: string;
  /** Raised when an older dxkey could misread the document. */
  version: number;
  schema: z.ZodType<T>;
  empty: T;
  log: Log;
  /** Nothing of it is worth anything after the computer itself went down: its writes need not wait for the disk. */
  isOfThisBoot?: boolean;
  now?: () => number;
}

function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the file is there; throws FILE_FAULT where what is there is not a file of ours. */
function isPresent(path: string): boolean {
  let facts;
  try {
    facts = lstatSync(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return false;
    throw new AppError('FILE_FAULT', { cause: error });
  }
  // SECURITY: a link would let another place be read as, or overwritten by, our document.
  if (!facts.isFile() || !isOurs(facts.uid)) throw new AppError('FILE_FAULT');
  return true;
}

/** The value of a document's text, or undefined where it is not one of ours. */
function parseDocument<T>(text: string, options: DocumentOptions<T>): T | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || !('version' in raw) || raw.version !== options.version || !('value' in raw))
    return undefined;
  const parsed = options.schema.safeParse(raw.value);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Atomic for whoever reads. In one turn but for the wait for the disk: each call that another thread answers would wake an idle
 * laptop twice, and these are a few kilobytes. A loan waits for this, without the disk.
 */
async function replaceFile(path: string, text: string, isSynced: boolean): Promise<void> {
  const temporary = `${path}.${String(process.pid)}.new`;
  // SECURITY: what somebody left under this name, with whatever mode, is not written into.
  rmSync(temporary, { force: true });
  try {
    // SECURITY: 0600 from the first byte on.
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      // A rename that reaches the disk before its content would leave an empty file after a power cut.
      if (isSynced) await syncFile(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A document of ours as `{ "version", "value" }` in one file: 0600, atomic, checked on read, a damaged one set aside. */
export function createFileDocumentStore<T>(options: DocumentOptions<T>): DocumentStore<T> {
  const { path, log } = options;
  const now = options.now ?? Date.now;

  const setAside = async (): Promise<{ value: T; state: 'damaged' }> => {
    const aside = `${path}.damaged-${String(now())}`;
    try {
      await rename(path, aside);
    } catch (error) {
      throw new AppError('FILE_FAULT', { cause: error });
    }
    log.warn('document.damaged', { file: basename(path), setAside: basename(aside) });
    return { value: options.empty, state: 'damaged' };
  };

  const write = async (value: T): Promise<void> => {
    try {
      ensurePrivateFolder(dirname(path));
      isPresent(path);
      // SECURITY: only what the schema names is written; a stray field could be a secret. And it is what load will accept.
      const known = options.schema.parse(value);
      const text = `${JSON.stringify({ version: options.version, value: known })}\n`;
      await replaceFile(path, text, options.isOfThisBoot !== true);
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
    }
  };
  let lastSave: Promise<unknown> = Promise.resolve();

  return {
    async load() {
      if (!isPresent(path)) return { value: options.empty, state: 'absent' };
      let text: string;
      try {
        if ((await lstat(path)).size > LARGEST_BYTES) return await setAside();
        // SECURITY: a copy from a backup may have come back readable by all.
        await chmod(path, 0o600);
        text = await readFile(path, 'utf8');
      } catch (error) {
        // An unreadable disk is not a damaged document: setting it aside would lose what is there.
        throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
      }
      const value = parseDocument(text, options);
      return value === undefined ? setAside() : { value, state: 'read' };
    },

    save(value) {
      // One after the other, in the order of the calls: the last one said is the one that stands.
      const saved = lastSave.then(() => write(value));
      lastSave = saved.catch(() => undefined);
      return saved;
    },
  };
}
