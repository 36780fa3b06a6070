/** One of our files in memory: what is asked for meanwhile is written together, and a fault reaches who caused it. */
import { describe, expect, it } from 'vitest';
import { createBook } from '../../../main/core/book';
import { memoryDocumentStore } from '../../fakes/memoryDocumentStore';

async function numbers() {
  const store = memoryDocumentStore<{ all: number[] }>({ all: [] });
  const book = createBook(store, { all: [] });
  await book.load();
  const add = (one: number) => book.change(({ all }) => ({ all: [...all, one] }));
  return { store, book, add };
}

describe('a book', () => {
  it('writes fifty changes that come at once in one go, in their order', async () => {
    const { store, add } = await numbers();
    const asked = Array.from({ length: 50 }, (_, at) => at);
    await Promise.all(asked.map(add));
    expect(store.saved()).toEqual({ all: asked });
    expect(store.saves).toBe(1);
  });

  it('answers a change only once it is written', async () => {
    const { store, add } = await numbers();
    await add(1);
    expect(store.saved()).toEqual({ all: [1] });
    await add(2);
    expect(store.saved()).toEqual({ all: [1, 2] });
  });

  it('an edit that throws fails alone', async () => {
    const { store, book, add } = await numbers();
    const fault = book.change(() => {
      throw new Error('no such thing');
    });
    await Promise.all([add(1), expect(fault).rejects.toThrow('no such thing'), add(2)]);
    expect(store.saved()).toEqual({ all: [1, 2] });
  });

  it('a write that fails is told to each of its callers, and changes nothing', async () => {
    const { store, book, add } = await numbers();
    await add(1);
    store.isFull = true;
    const told = await Promise.allSettled([add(2), add(3)]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(book.value()).toEqual({ all: [1] });
    store.isFull = false;
    await add(4);
    expect(store.saved()).toEqual({ all: [1, 4] });
  });
});
