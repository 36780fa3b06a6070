import { createHash, randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants, lstat, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../core/errors';
import type { ScanFiles, SkippedFile } from '../core/ports';
import { isLookedAt, isPassedBy, KNOWN_FILES, KNOWN_FOLDERS } from './scanPlaces';

/** A shell's history of years is a few MB, a notebook with pictures tens. */
const LARGEST_BYTES = 32_000_000n;
const MOST_FILES = 20_000;
/** Names that are looked at on the way to them. */
const MOST_NAMES = 200_000;
const HOME_DEPTH = 6;
const NAMED_DEPTH = 24;

// SECURITY: a link in the place of a file is not followed, and a pipe not waited for.
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Other programs' files of this person: found in bounds, read as they are, changed all at once or not at all. */
export function createScanFiles(options: { home: string; uid: number | null }): ScanFiles {
  const { home, uid } = options;
  const isForeign = (facts: BigIntStats): boolean => uid !== null && facts.uid !== BigInt(uid);

  function fault(path: string, facts: BigIntStats): SkippedFile | null {
    if (facts.isSymbolicLink()) return { path, why: 'link' };
    if (!facts.isFile()) return { path, why: 'special' };
    // SECURITY: another person's file is none of ours to read or to change, whatever its mode allows.
    if (isForeign(facts)) return { path, why: 'foreign' };
    return facts.size > LARGEST_BYTES ? { path, why: 'tooLarge' } : null;
  }

  async function find(paths: readonly string[] | null, goOn: () => void): ReturnType<ScanFiles['find']> {
    const walk = createWalk(isForeign, goOn);
    if (paths === null) {
      for (const name of KNOWN_FILES) await walk.take(join(home, name), false);
      for (const name of KNOWN_FOLDERS) await walk.through(join(home, name), HOME_DEPTH, () => true);
      await walk.through(home, HOME_DEPTH, isLookedAt, isPassedBy);
    } else for (const path of paths) await walk.take(path, true);
    return { paths: [...walk.files], skipped: [...walk.skipped.values()], isCut: walk.isFull() };
  }

  async function readOpen(path: string, file: FileHandle): Promise<{ bytes: Buffer; mark: string; facts: BigIntStats } | SkippedFile> {
    const facts = await file.stat({ bigint: true });
    const skipped = fault(path, facts);
    if (skipped !== null) return skipped;
    const bytes = await file.readFile();
    return { bytes, facts, mark: markOf(facts, bytes) };
  }

  async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
    const file = await open(path, READ_ONLY);
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  }

  return {
    find,
    async read(path) {
      try {
        const read = await withFile(path, (file) => readOpen(path, file));
        return 'why' in read ? read : { bytes: read.bytes.toString('latin1'), mark: read.mark };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'ENOENT') return null;
        return { path, why: code === 'ELOOP' ? 'link' : 'unreadable' };
      }
    },
    async replace(path, mark, text) {
      try {
        const { facts } = await withFile(path, async (file) => {
          const now = await readOpen(path, file);
          if ('why' in now || now.mark !== mark) throw new AppError('FILE_CHANGED');
          return now;
        });
        // Under its other name the token would stay.
        if (facts.nlink > 1n) throw new AppError('REFUSED', { details: { field: 'links' } });
        return await putInPlace(path, facts, Buffer.from(text, 'latin1'));
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw new AppError(codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP' ? 'FILE_CHANGED' : 'FILE_FAULT', { cause: error });
      }
    },
  };
}

/** A new file beside it takes its place in one step: who reads meanwhile finds the one or the other, whole. */
async function putInPlace(path: string, former: BigIntStats, bytes: Buffer): Promise<string> {
  const beside = join(dirname(path), `.${basename(path).slice(0, 100)}.dxkey-${randomBytes(6).toString('hex')}`);
  try {
    // SECURITY: closed to others until it has the mode of the former one.
    const file = await open(beside, 'wx', 0o600);
    let mark: string;
    try {
      await file.writeFile(bytes);
      const made = await file.stat({ bigint: true });
      if (made.uid !== former.uid || made.gid !== former.gid) await file.chown(Number(former.uid), Number(former.gid));
      await file.chmod(Number(former.mode & 0o7777n));
      await file.sync();
      mark = markOf(await file.stat({ bigint: true }), bytes);
    } finally {
      await file.close();
    }
    // A shell that wrote its history meanwhile must not lose what it wrote.
    if (placeOf(await lstat(path, { bigint: true })) !== placeOf(former)) throw new AppError('FILE_CHANGED');
    await rename(beside, path);
    return mark;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

const placeOf = ({ dev, ino, size, mtimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs].join(' ');

function markOf(facts: BigIntStats, bytes: Buffer): string {
  return `${placeOf(facts)} ${createHash('sha256').update(bytes).digest('hex')}`;
}

function createWalk(isForeign: (facts: BigIntStats) => boolean, goOn: () => void) {
  const files = new Set<string>();
  const skipped = new Map<string, SkippedFile>();
  let names = 0;
  const isFull = (): boolean => files.size >= MOST_FILES || names >= MOST_NAMES;

  const skip = (path: string, why: SkippedFile['why']): void => {
    skipped.set(path, { path, why });
  };

  async function through(
    folder: string,
    depth: number,
    isWanted: (name: string) => boolean,
    isPassed: (name: string) => boolean = () => false,
  ): Promise<void> {
    goOn();
    if (isFull()) return;
    let entries;
    try {
      const facts = await lstat(folder, { bigint: true });
      if (!facts.isDirectory()) return;
      if (isForeign(facts)) {
        skip(folder, 'foreign');
        return;
      }
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') skip(folder, 'unreadable');
      return;
    }
    for (const entry of entries) {
      if (isFull()) return;
      names += 1;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (depth > 0 && !isPassed(entry.name)) await through(path, depth - 1, isWanted, isPassed);
      } else if (isWanted(entry.name)) {
        if (entry.isFile()) files.add(path);
        else skip(path, entry.isSymbolicLink() ? 'link' : 'special');
      }
    }
  }

  /** A file or folder by its name. `isAsked`: the person named it, so that its absence is said. */
  async function take(path: string, isAsked: boolean): Promise<void> {
    let facts: BigIntStats;
    try {
      facts = await lstat(path, { bigint: true });
    } catch {
      if (isAsked) skip(path, 'unreadable');
      return;
    }
    if (facts.isDirectory()) {
      if (isAsked) await through(path, NAMED_DEPTH, () => true);
    } else if (facts.isFile()) files.add(path);
    else skip(path, facts.isSymbolicLink() ? 'link' : 'special');
  }

  return { files, skipped, isFull, take, through };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
