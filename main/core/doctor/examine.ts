import type { CheckId, Finding } from '../../../preload/contract/contract';
import type { Clock } from '../ports';
import { unchecked } from './findings';

/** One look at one thing. What it cannot find out it may reject with. */
export interface Check {
  id: CheckId;
  look(): Finding[] | Promise<Finding[]>;
}

/** The whole is promised within 10 s, the way to the app and back included. */
const CHECK_MS = 6_000;

/** All at once, each with its own deadline; told in the order that they are given in. */
export async function examine(checks: readonly Check[], clock: Pick<Clock, 'after'>, boundMs = CHECK_MS): Promise<Finding[]> {
  return (await Promise.all(checks.map((check) => within(check, clock, boundMs)))).flat();
}

function within({ id, look }: Check, clock: Pick<Clock, 'after'>, boundMs: number): Promise<Finding[]> {
  return new Promise((resolve) => {
    const stop = clock.after(boundMs, () => {
      resolve([unchecked(id)]);
    });
    Promise.resolve()
      .then(look)
      .catch(() => [unchecked(id)])
      .then((found) => {
        stop();
        resolve(found);
      }, stop);
  });
}
