/** Row 17: what main has let go of does not stay in its memory. How much stays in the real app is the proof memory-scan's to say. */
import { expect, it } from 'vitest';
import { collectGarbage } from '../../../main/adapters/garbage';
import { createLane } from '../../../main/core/lane';

it('what nobody holds any more is collected at once', async () => {
  const held = { one: { bearer: 'a' } as object | null };
  const seen = new WeakRef(held.one ?? {});
  await collectGarbage();
  expect(seen.deref()).toBeDefined();
  held.one = null;
  await turn();
  await collectGarbage();
  expect(seen.deref()).toBeUndefined();
});

it('a lane holds no answer of its last work, which may be a fresh token', async () => {
  const inTurn = createLane();
  const seen = new WeakRef(await inTurn(() => Promise.resolve({ secret: 'a' })));
  await turn();
  await collectGarbage();
  expect(seen.deref()).toBeUndefined();
  await inTurn(() => Promise.resolve());
});

/** A reference that was looked at is held until the end of its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
