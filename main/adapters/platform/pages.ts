import { z } from 'zod';

/** Where the next page starts: opaque, given back as it came. */
export const pageMark = z.unknown().optional();

/** More pages than this and the rest is left, so that a server that always says "more" ends. */
const MOST_PAGES = 60;

/** Follows `next` until there is none, `isEnough` says so, or too many came; `isCut` where something was left. */
export async function followPages<T>(
  page: (starting: unknown) => Promise<{ rows: T[]; next: unknown }>,
  isEnough: (rows: readonly T[]) => boolean = () => false,
): Promise<{ rows: T[]; isCut: boolean }> {
  const rows: T[] = [];
  let starting: unknown = null;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { rows: more, next } = await page(starting);
    rows.push(...more);
    if (next === null || next === undefined || next === '') return { rows, isCut: false };
    if (isEnough(rows)) return { rows, isCut: true };
    // A mark that does not move would give the same page for ever.
    if (JSON.stringify(next) === JSON.stringify(starting)) return { rows, isCut: true };
    starting = next;
  }
  return { rows, isCut: true };
}
