/** When the app is killed: at a moment of an operation's length, at a step that the stand-in sees, or at a write of our files. */
import { watch } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { StandinProcess } from '../../fakes/standinProcess';
import type { Act } from './acts';

export type Blow =
  | { kind: 'moment'; share: number }
  /** The request has arrived and was carried out; its answer is held back. */
  | { kind: 'received'; route: string; afterMs: number }
  | { kind: 'answered'; route: string; afterMs: number }
  | { kind: 'write'; nth: number; afterMs: number };

const HELD_BACK_MS = 2_000;

/** Numbers that a seed repeats. */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(from: readonly T[], random: () => number): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

export function aim({ routes, writes }: Act, nth: number, random: () => number): Blow {
  const route = pick(routes, random);
  const way = nth % 5;
  if (way === 0) return { kind: 'received', route, afterMs: Math.round(random() * 40) };
  if (way === 1) return { kind: 'answered', route, afterMs: Math.round(random() * 25) };
  if (way === 2) return { kind: 'write', nth: 1 + Math.floor(random() * writes), afterMs: Math.round(random() * 12) };
  return { kind: 'moment', share: random() };
}

/** Before the operation begins; the answer resolves when the app is to be killed. `usualMs`: how long the operation takes. */
export async function prepareBlow(
  blow: Blow,
  { standin, dataDir, usualMs }: { standin: StandinProcess; dataDir: string; usualMs: number },
): Promise<{ now: Promise<void>; stop(): void }> {
  let isOver = false;
  const stop = (): void => {
    isOver = true;
  };
  if (blow.kind === 'moment') return { now: wait(Math.round(blow.share * usualMs)), stop };
  if (blow.kind === 'write') return afterWrites(dataDir, blow);
  const { route, afterMs } = blow;
  await standin.control.clearCounts();
  if (blow.kind === 'received') await standin.control.fault({ route, delayMs: HELD_BACK_MS });
  const seen = async (): Promise<void> => {
    for (;;) {
      const bodies = (await standin.control.counts())[route]?.bodies ?? {};
      if (isOver || Object.keys(bodies).length > 0) break;
      await wait(1);
    }
    await wait(afterMs);
  };
  return { now: seen(), stop };
}

function afterWrites(dataDir: string, { nth, afterMs }: { nth: number; afterMs: number }): { now: Promise<void>; stop(): void } {
  let written = 0;
  let reached: () => void = () => undefined;
  const now = new Promise<void>((resolve) => (reached = resolve)).then(() => wait(afterMs));
  const watcher = watch(dataDir, (event, name) => {
    if (event !== 'rename' || name?.endsWith('.json') !== true) return;
    written += 1;
    if (written === nth) reached();
  });
  return {
    now,
    stop: () => {
      watcher.close();
      reached();
    },
  };
}
