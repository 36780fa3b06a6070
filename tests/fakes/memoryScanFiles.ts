import { AppError } from '../../main/core/errors';
import type { ScanFiles, SkippedFile } from '../../main/core/ports';

export interface MemoryScanFiles extends ScanFiles {
  /** By path, a character a byte. */
  files: Map<string, string>;
  skipped: SkippedFile[];
  /** Paths whose content cannot be put in place, and why. */
  refusing: Map<string, AppError>;
  /** What the person picks in the system's dialog; null: they cancel. */
  picked: string[] | null;
}

/** Files in memory; a file's mark is its content. */
export function memoryScanFiles(): MemoryScanFiles {
  const fake: MemoryScanFiles = {
    files: new Map(),
    skipped: [],
    refusing: new Map(),
    picked: null,
    find: (paths) =>
      Promise.resolve({
        paths: [...fake.files.keys()].filter((path) => paths === null || paths.some((one) => path.startsWith(one))),
        skipped: [...fake.skipped],
        isCut: false,
      }),
    read: (path) => {
      const bytes = fake.files.get(path);
      return Promise.resolve(bytes === undefined ? null : { bytes, mark: bytes });
    },
    replace: (path, mark, bytes) => {
      const refusal = fake.refusing.get(path);
      if (refusal !== undefined) return Promise.reject(refusal);
      if (fake.files.get(path) !== mark) return Promise.reject(new AppError('FILE_CHANGED'));
      fake.files.set(path, bytes);
      return Promise.resolve(bytes);
    },
  };
  return fake;
}
