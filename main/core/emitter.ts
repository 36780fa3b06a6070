import type { Stop } from './ports';

export interface Emitter<T> {
  emit(value: T): void;
  on(listener: (value: T) => void): Stop;
}

/** Tells listeners at once and in order; coalescing is the business of ipc. */
export function createEmitter<T>(): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
    on(listener) {
      // A wrapper of its own, so that one function registered twice is told twice and stopped once.
      const entry = (value: T): void => {
        listener(value);
      };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
  };
}
