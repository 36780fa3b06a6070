import { AppError } from '../../main/core/errors';
import type { AuditFiles } from '../../main/core/ports';

export interface MemoryAuditFiles extends AuditFiles {
  /** What stands in each file; a test may put there what it likes. */
  texts: Map<string, string>;
  /** While true, every call is refused as a full or absent disk refuses it. */
  isBroken: boolean;
}

export function memoryAuditFiles(): MemoryAuditFiles {
  const texts = new Map<string, string>();
  const files: MemoryAuditFiles = {
    texts,
    isBroken: false,
    list: () => answer(() => [...texts.keys()].sort()),
    read: (name) => answer(() => texts.get(name) ?? ''),
    append: (name, text) => answer(() => void texts.set(name, (texts.get(name) ?? '') + text)),
    cut: (name, length) => answer(() => void texts.set(name, (texts.get(name) ?? '').slice(0, length))),
    remove: (name) => answer(() => void texts.delete(name)),
  };
  const answer = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (files.isBroken) throw new AppError('FILE_FAULT');
    return work();
  };
  return files;
}
