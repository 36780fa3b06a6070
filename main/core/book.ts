import { createEmitter } from './emitter';
import { createLane } from './lane';
import type { DocumentStore, Stop } from './ports';

/** One of our files in memory. What is in memory is what was last written: a save that fails changes neither. */
export interface Book<T> {
  value(): T;
  load(): Promise<'read' | 'absent' | 'damaged'>;
  /**
   * Rejects with FILE_FAULT. An edit that returns its argument writes nothing. Edits that come while one is being written are written together
   * after it. Before the first load it waits: what was kept must not be overwritten by what is empty.
   */
  change(edit: (value: T) => T): Promise<void>;
  onChange(listener: () => void): Stop;
}

export function createBook<T>(store: DocumentStore<T>, empty: T): Book<T> {
  let current = empty;
  const changed = createEmitter<undefined>();
  const inTurn = createLane();
  let wasLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => (wasLoaded = resolve));
  let waiting: ((value: T) => T)[] = [];
  let written: Promise<void> | null = null;

  async function write(): Promise<void> {
    const edits = waiting;
    waiting = [];
    written = null;
    const next = edits.reduce((value, edit) => edit(value), current);
    if (next === current) return;
    await store.save(next);
    current = next;
    changed.emit(undefined);
  }

  return {
    value: () => current,
    load: () =>
      inTurn(async () => {
        const { value, state } = await store.load();
        current = value;
        wasLoaded();
        changed.emit(undefined);
        return state;
      }),
    change: async (edit) => {
      await loaded;
      // An edit that throws is its caller's fault alone.
      const thrown: unknown[] = [];
      waiting.push((value) => {
        try {
          return edit(value);
        } catch (error) {
          thrown.push(error);
          return value;
        }
      });
      written ??= inTurn(write);
      await written;
      if (thrown.length > 0) throw thrown[0];
    },
    onChange: (listener) => changed.on(listener),
  };
}
