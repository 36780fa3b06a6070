/**
 * INVENTED: that failed sign-ins lock an account is known (dx-toolkit), the error's type is not. This is the stand-in's type;
 * the real platform's, once seen, goes here and nowhere else. Until then its lock-out reads as PLATFORM_REFUSED.
 */
export const LOCKOUT_ERROR_TYPE = 'AccountLockedError';

/** INVENTED: how many tries are left, as the stand-in tells it in an error's `details`; undefined where a platform does not say. */
export function triesLeftOf(details: unknown): number | undefined {
  if (typeof details !== 'object' || details === null || !('attemptsLeft' in details)) return undefined;
  const left = details.attemptsLeft;
  return typeof left === 'number' && Number.isInteger(left) && left >= 0 && left <= 1_000 ? left : undefined;
}
