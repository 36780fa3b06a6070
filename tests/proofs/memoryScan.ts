/**
 * `npm run proof -- memory-scan [--size small|full]` (SECURITY.md row 17): what the end of a session leaves in memory. The real app,
 * secrets made up for this run, and a scan of every process of it: while they are shown it finds them (else it would be blind); within
 * five seconds of the end no renderer and not the GPU process holds any half of one; what main and the network service hold does not grow.
 */
import { randomBytes } from 'node:crypto';
import { closeFresh, fillNewToken, untilTokensScreen } from '../electron/person';
import { startComputer } from './memoryScan/computer';
import type { Computer } from './memoryScan/computer';
import { needleOf, scanProcess } from './memoryScan/memory';
import type { Needle } from './memoryScan/memory';

const PROJECT = 'Canary project';
const WITHIN_MS = 5000;
/** Garbage is collected when V8 likes, and what lies in freed memory is overwritten by chance, so a count swings. */
const SWING = 0.5;

interface Cycle {
  control: number;
  left: number;
  isNewProcess: boolean;
  /** Occurrences that main and the network service hold. */
  main: number;
  network: number;
}

const words = (bytes: number): string => randomBytes(bytes).toString('hex');
const sum = (found: ReadonlyMap<string, number>): number => [...found.values()].reduce((a, b) => a + b, 0);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function oneCycle(computer: Computer, password: string, kept: Needle[], end: 'command' | 'window'): Promise<Cycle> {
  const { page } = computer;
  await page.getByRole('textbox', { name: 'Password' }).click();
  // A key at a time: the debugger that drives the window must not carry the secret through main whole.
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await untilTokensScreen(page);
  kept.push(needleOf('session', await computer.sessionSecret()));
  const label = `canary ${words(4)}`;
  await fillNewToken(page, { label, project: PROJECT });
  await page.getByRole('button', { name: 'Generate token' }).click();
  await page.getByRole('heading', { name: `“${label}” is ready` }).waitFor();
  const token = needleOf('token', await computer.tokenSecret(label));
  kept.push(token);
  const pages = needleOf('password', password);
  const [before = 0] = await computer.pids('Tab');
  const seen = scanProcess(before, [token, pages]).found;
  const control = Math.min(seen.get('token') ?? 0, seen.get('password') ?? 0);
  if (end === 'window') {
    await closeFresh(page);
    await computer.signOutByHand();
  } else await computer.signOutByCommand();
  const left = await leftAfter(computer, [...kept, pages], before);
  const held = async (kind: string): Promise<number> => {
    let count = 0;
    for (const pid of await computer.pids(kind)) count += sum(scanProcess(pid, [...kept, pages]).found);
    return count;
  };
  const after = await computer.pids('Tab');
  return {
    control,
    left,
    isNewProcess: after.length > 0 && !after.includes(before),
    main: await held('Browser'),
    network: await held('Utility'),
  };
}

/** Looks until nothing is found, or the time is over. */
async function leftAfter(computer: Computer, needles: readonly Needle[], before: number): Promise<number> {
  const untilMs = Date.now() + WITHIN_MS;
  for (;;) {
    const pids = [...(await computer.pids('Tab')), ...(await computer.pids('GPU'))];
    const left = pids.reduce((count, pid) => count + sum(scanProcess(pid, needles).found), 0);
    // An old process that lives on is a miss, whatever it holds.
    if ((left === 0 && !pids.includes(before)) || Date.now() > untilMs) return left;
  }
}

async function prove(size: string): Promise<void> {
  const cycles = size === 'full' ? 20 : 3;
  const password = words(16);
  const computer = await startComputer({ password, project: PROJECT });
  const taken: Cycle[] = [];
  try {
    await computer.page.getByLabel('Username').fill('cam');
    const kept: Needle[] = [];
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      taken.push(await oneCycle(computer, password, kept, cycle % 2 === 0 ? 'window' : 'command'));
      process.stderr.write(`cycle ${String(cycle + 1)}: ${JSON.stringify(taken.at(-1))}\n`);
    }
  } finally {
    await computer.remove();
  }
  const third = Math.max(1, Math.floor(cycles / 3));
  const growth = (what: 'main' | 'network'): number => {
    const values = taken.map((one) => one[what]);
    return median(values.slice(-third)) / Math.max(1, median(values.slice(0, third))) - 1;
  };
  const figures = {
    cycles,
    control: taken.filter((one) => one.control > 0).length,
    left: taken.reduce((count, one) => count + one.left, 0),
    newProcess: taken.filter((one) => one.isNewProcess).length,
    main: taken.at(-1)?.main ?? 0,
    mainGrowth: growth('main').toFixed(2),
    network: taken.at(-1)?.network ?? 0,
    networkGrowth: growth('network').toFixed(2),
  };
  process.stdout.write(
    `memory-scan: ${Object.entries(figures)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')}\n`,
  );
  // Three cycles are no trend: there the count is told, and only the full size judges it.
  const isSteady = size !== 'full' || (growth('main') <= SWING && growth('network') <= SWING);
  const holds = figures.control === cycles && figures.left === 0 && figures.newProcess === cycles && isSteady;
  process.exitCode = holds ? 0 : 1;
}

const sizeAt = process.argv.indexOf('--size');
prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.stdout.write('memory-scan: broken\n');
  process.exitCode = 1;
});
