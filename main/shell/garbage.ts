import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Has main's garbage collected now. A string cannot be wiped, and V8 may leave what nothing refers to where it is for an hour; twenty
 * sign-ins were found in a main that had not been asked.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  // The flag gives the function to contexts that are made after it, and only to this one.
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') (collect as () => void)();
}
