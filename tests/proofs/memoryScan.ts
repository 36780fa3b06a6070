/**
 * `npm run proof -- memory-scan [--size small|full]` (SECURITY.md row 17): what the end of a session leaves in memory. The real app,
 * secrets made up for this run, and a scan of every process of it: while they are shown it finds them (else it would be blind); within
 * five seconds of the end no renderer and not the GPU process holds any half of one; what main and the network service hold does not grow.
 */
import { randomBytes } from 'node:crypto';
import { startComputer } from './memoryScan/computer';
import type { Computer, Who } from './memoryScan/computer';
import { needleOf, scanProcess } from './memoryScan/memory';
import type { Needle } from './memoryScan/memory';
import { makeToken, sendSignIn, signOutByHand, typeSignIn, untilSignedOut } from './memoryScan/screen';

const PROJECT = 'Canary project';
const WITHIN_MS = 5000;
/** The app waits until it has been quiet before it clears its own memory. */
const CLEARED_MS = 4000;
/** What lies in freed memory is overwritten by chance, so a count swings. */
const SWING = 0.5;

/** A session ends in the window, by the command, or because nobody is there; each in turn. */
const ENDS = ['window', 'command', 'idle'] as const;

interface Held {
  all: number;
  /** Of secrets that ended before the last session began. */
  older: number;
}

interface Cycle {
  end: (typeof ENDS)[number];
  control: number;
  left: number;
  isNewProcess: boolean;
  main: Held;
  network: Held;
}

const words = (bytes: number): string => randomBytes(bytes).toString('hex');
const sum = (found: ReadonlyMap<string, number>): number => [...found.values()].reduce((a, b) => a + b, 0);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Needles by cycle; the password, which each sign-in types again, is nobody's. */
interface Secrets {
  password: Needle;
  cycles: Needle[][];
}

const all = ({ password, cycles }: Secrets): Needle[] => [password, ...cycles.flat()];

async function oneCycle(computer: Computer, password: string, secrets: Secrets, end: Cycle['end']): Promise<Cycle> {
  const { page } = computer;
  const who: Who = end === 'idle' ? 'ida' : 'cam';
  await typeSignIn(page, { username: who, password });
  const [before = 0] = await computer.pids('Tab');
  // Looked for while they stand on the screen: once sent, the form lets the password go, and then it is a matter of chance.
  const typed = scanProcess(before, [secrets.password]).found;
  await sendSignIn(page);
  const session = needleOf('session', await computer.sessionSecret(who));
  const label = `canary ${words(4)}`;
  await makeToken(page, { label, project: PROJECT });
  const token = needleOf('token', await computer.tokenSecret(who, label));
  secrets.cycles.push([session, token]);
  const shown = scanProcess(before, [token]).found;
  if (end === 'window') await signOutByHand(page, who);
  if (end === 'command') await computer.signOutByCommand();
  await untilSignedOut(page);
  const left = await leftAfter(computer, all(secrets), before);
  const after = await computer.pids('Tab');
  await pause(CLEARED_MS);
  return {
    end,
    control: Math.min(shown.get('token') ?? 0, typed.get('password') ?? 0),
    left,
    isNewProcess: after.length > 0 && !after.includes(before),
    main: await heldBy(computer, 'Browser', secrets),
    network: await heldBy(computer, 'Utility', secrets),
  };
}

async function heldBy(computer: Computer, kind: string, secrets: Secrets): Promise<Held> {
  const held = { all: 0, older: 0 };
  for (const pid of await computer.pids(kind)) {
    held.all += sum(scanProcess(pid, all(secrets)).found);
    held.older += sum(scanProcess(pid, secrets.cycles.slice(0, -1).flat()).found);
  }
  return held;
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

async function cyclesOf(count: number): Promise<Cycle[]> {
  const password = words(16);
  const computer = await startComputer({ password, project: PROJECT });
  const taken: Cycle[] = [];
  try {
    const secrets: Secrets = { password: needleOf('password', password), cycles: [] };
    for (let cycle = 0; cycle < count; cycle += 1) {
      taken.push(await oneCycle(computer, password, secrets, ENDS[cycle % ENDS.length] ?? 'window'));
      process.stderr.write(`cycle ${String(cycle + 1)}: ${JSON.stringify(taken.at(-1))}\n`);
    }
  } finally {
    await computer.remove();
  }
  return taken;
}

async function prove(size: string): Promise<void> {
  const cycles = size === 'full' ? 20 : 3;
  const taken = await cyclesOf(cycles);
  const third = Math.max(1, Math.floor(cycles / 3));
  const growth = (what: 'main' | 'network'): number => {
    const values = taken.map((one) => one[what].all);
    return median(values.slice(-third)) / Math.max(1, median(values.slice(0, third))) - 1;
  };
  const figures = {
    cycles,
    control: taken.filter((one) => one.control > 0).length,
    left: taken.reduce((count, one) => count + one.left, 0),
    newProcess: taken.filter((one) => one.isNewProcess).length,
    main: median(taken.map((one) => one.main.all)),
    mainOlder: taken.at(-1)?.main.older ?? 0,
    mainGrowth: growth('main').toFixed(2),
    network: median(taken.map((one) => one.network.all)),
    networkOlder: taken.at(-1)?.network.older ?? 0,
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
