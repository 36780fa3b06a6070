import { AppError } from '../../main/core/errors';
import type { DocumentStore } from '../../main/core/ports';

export interface MemoryDocumentStore<T> extends DocumentStore<T> {
  /** What a restart would read. */
  saved(): T | null;
  saves: number;
  /** While true, saving throws FILE_FAULT. */
  isFull: boolean;
  isDamaged: boolean;
}

export function memoryDocumentStore<T>(empty: T, first: T | null = null): MemoryDocumentStore<T> {
  let text = first === null ? null : JSON.stringify(first);
  const parse = (): T | null => (text === null ? null : (JSON.parse(text) as T));
  return {
    saves: 0,
    isFull: false,
    isDamaged: false,
    saved: parse,
    load() {
      if (this.isDamaged) return Promise.resolve({ value: empty, state: 'damaged' });
      const value = parse();
      return Promise.resolve(value === null ? { value: empty, state: 'absent' } : { value, state: 'read' });
    },
    save(value) {
      if (this.isFull) return Promise.reject(new AppError('FILE_FAULT'));
      text = JSON.stringify(value);
      this.saves += 1;
      return Promise.resolve();
    },
  };
}
