import { expect, it } from 'vitest';
import { createLane } from '../../../main/core/lane';

it('runs one after the other, and a failure reaches its own caller only', async () => {
  const inTurn = createLane();
  const did: string[] = [];
  const step = (name: string) => () => {
    did.push(name);
    return Promise.resolve(name);
  };
  const first = inTurn(step('first'));
  const failed = inTurn(() => Promise.reject(new Error('second')));
  const third = inTurn(step('third'));
  await expect(failed).rejects.toThrow('second');
  expect([await first, await third, did]).toEqual(['first', 'third', ['first', 'third']]);
});
