/** Alternating runs and medians. */
import { spawn } from 'node:child_process';

/** Enough for a median that one slow run does not move. */
export const ROUNDS = 10;

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/**
 * Runs each side in turn, once for warmth and then ROUNDS times, in a different order every other round; answers what each gave.
 * @template T
 * @param {Record<string, () => Promise<T>>} sides
 * @param {number} [rounds]
 * @returns {Promise<Record<string, T[]>>}
 */
export async function alternate(sides, rounds = ROUNDS) {
  const names = Object.keys(sides);
  /** @type {Record<string, T[]>} */
  const taken = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const value = await /** @type {() => Promise<T>} */ (sides[name])();
      if (round >= 0) taken[name]?.push(value);
    }
  }
  return taken;
}

/**
 * How long a program takes from spawn to exit, in ms; it has to succeed.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function timeToExit(command, args, env) {
  return new Promise((resolve, reject) => {
    const startedNs = process.hrtime.bigint();
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.resume();
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => {
      const tookMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
      if (code === 0) resolve(tookMs);
      else child.once('close', () => reject(new Error(`${command} ${args[0] ?? ''} ended with ${String(code)}: ${said}`)));
    });
  });
}

/**
 * Without a goal it is told, and nothing is missed by it.
 * @typedef {{ name: string, ratio: number, goal?: number, ours: number, baseline: number }} Figure
 * @param {string} name
 * @param {number | null} goal
 * @param {number} ours
 * @param {number} baseline
 * @returns {Figure}
 */
export function figure(name, goal, ours, baseline) {
  return { name, ratio: round(ours / baseline, 3), ...(goal === null ? {} : { goal }), ours: round(ours, 1), baseline: round(baseline, 1) };
}

/** A figure that came to nothing has missed its goal, too. @param {Figure} figure */
export const isMissed = ({ goal, ratio }) => goal !== undefined && !(ratio <= goal);

/** @param {number} value @param {number} digits */
const round = (value, digits) => Number(value.toFixed(digits));
