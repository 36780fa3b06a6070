/**
 * `npm run proof -- agent-fuzz [--size small|full] [--seed N]`: the real app (Electron, keychain and stand-in) at its real socket. Mutated messages
 * over several connections, each line's answer compared with what the schemas say of it, while the command's own client asks what the
 * proof knows; connections dropped in every way; peers that never read; a full house; an app that was killed; another in its place.
 * The protocol has no tokens or nonces of its own: what stands for them are lease ids, names and accounts, which are guessed.
 * At full size main's memory after 10,000 right calls has to be what it was before them.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentClient } from '../../main/agent/client';
import { signIn, startComputer, until, type App, type Computer } from './agentFuzz/computer';
import { dropped, fullHouse, slowReaders } from './agentFuzz/crowd';
import { fuzz } from './agentFuzz/fuzz';
import { meetImpostor, startBesideImpostor } from './agentFuzz/impostor';
import { TYPED } from './agentFuzz/inputs';
import { createKnown, type Known } from './agentFuzz/known';
import { chanceFrom } from './agentFuzz/random';
import { createJudge, type Judge } from './agentFuzz/verdict';

const SIZES = {
  small: { messages: 1_000, connections: 80, slow: 2, warmUp: 2, calls: 3, asked: 40, run: 1 },
  full: { messages: 100_000, connections: 1_000, slow: 40, warmUp: 200, calls: 910, asked: 2_000, run: 40 },
} as const;

/** Flat: what a collector leaves differs by some per cent from one time to the next; a leak of 1 kB a call would be 10 MB. */
const FLAT = 1.1;
/** All unread answers together are bound by 32 MiB (main/agent/unread.ts); the rest is what the collector has not come to. */
const MOST_GROWTH_BYTES = 256 * 1024 * 1024;

/** What the app opens meanwhile for itself; a connection that is not closed counts with hundreds of its like. */
const OWN_DESCRIPTORS = 4;

type Figures = Record<string, number | string>;

/** Everything in the data folder but the socket. */
function written(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

const mib = (bytes: number): number => Math.round(bytes / 1024 / 1024);

async function memoryOfCalls(
  app: App,
  known: Known,
  judge: Judge,
  { warmUp, calls }: { warmUp: number; calls: number },
): Promise<Figures & { ratio: number }> {
  const repeat = async (times: number): Promise<void> => {
    for (let nth = 0; nth < times; nth += 1) await known.look(judge);
  };
  await repeat(warmUp);
  const before = await app.memory();
  const first = known.calls();
  await repeat(calls);
  const after = await app.memory();
  const ratio = Math.max(after.heap / before.heap, after.resident / before.resident);
  return {
    ratio,
    calls: known.calls() - first,
    heap: `${String(mib(before.heap))}->${String(mib(after.heap))}MiB`,
    resident: `${String(mib(before.resident))}->${String(mib(after.resident))}MiB`,
    memory_ratio: ratio.toFixed(3),
  };
}

/** Killed, the app leaves its socket behind; the next one takes it over and knows what it knew. */
async function takeOver(computer: Computer, app: App, study: string, judge: Judge): Promise<void> {
  await app.kill();
  if (!existsSync(computer.location.path)) judge.found('wrong', 'a killed app left no socket, so nothing was proved');
  await computer.launch();
  const client = await computer.connect();
  await until('the next app has read what there is', async () => (await client.request('listAccounts', {})).list.length === 1);
  await (await createKnown(client, study)).look(judge);
  client.close();
}

async function crowds(
  path: string,
  app: App,
  known: Known,
  judge: Judge,
  size: (typeof SIZES)['small' | 'full'],
  seed: number,
): Promise<Figures & { grew: number }> {
  const before = app.descriptors();
  const connections = await dropped(path, size.connections, chanceFrom(seed + 1));
  const slow = await slowReaders(path, size.slow, { pid: app.pid, known, judge });
  if (slow.letGo !== size.slow) judge.found('wrong', `${String(size.slow - slow.letGo)} of those who read nothing were kept`);
  const turnedAway = size === SIZES.full ? await fullHouse(path, 300, judge) : 0;
  let after = 0;
  await until('descriptors are as many as before', () => (after = app.descriptors()) <= before + OWN_DESCRIPTORS).catch(() => undefined);
  if (after > before + OWN_DESCRIPTORS) judge.found('wrong', `descriptors ${String(before)} -> ${String(after)}`);
  await known.look(judge);
  return {
    grew: slow.grewBytes,
    connections,
    slow_dropped: slow.letGo,
    slow_growth: `${String(mib(slow.grewBytes))}MiB`,
    silent_dropped: turnedAway,
    descriptors: `${String(before)}->${String(after)}`,
  };
}

async function untilNoExecLease(client: AgentClient, judge: Judge): Promise<void> {
  const none = async (): Promise<boolean> => (await client.request('status', {})).leases.every(({ kind }) => kind !== 'exec');
  await until('no lease of a dropped connection is left', none).catch(() =>
    judge.found('wrong', 'a lease of a dropped connection is left'),
  );
}

async function play(computer: Computer, isFull: boolean, seed: number): Promise<boolean> {
  const size = isFull ? SIZES.full : SIZES.small;
  const path = computer.location.path;
  const secrets: string[] = [];
  const early = createJudge({ secrets, study: '' });
  const inLog = (event: string) => until(event, () => written(computer.dataFolder).includes(event));
  if (isFull) await startBesideImpostor(computer, inLog, early);
  const impostors = await meetImpostor(computer, size, chanceFrom(seed + 2), early);
  const app = await computer.launch();
  const client = await computer.connect();
  const made = await signIn(computer, client);
  const judge = createJudge(made);
  const known = await createKnown(client, made.study);
  const memory = await memoryOfCalls(app, known, judge, size);
  const fuzzed = await fuzz(path, size.messages, seed, judge, known);
  const crowd = await crowds(path, app, known, judge, size, seed);
  await untilNoExecLease(client, judge);
  const end = await app.memory();
  const isPolluted = await app.electron.evaluate(() => 'polluted' in {});
  if (isPolluted) judge.found('wrong', 'a prototype was changed');
  client.close();
  await takeOver(computer, app, made.study, judge);
  judge.search('the data folder', written(computer.dataFolder));
  judge.search('what was printed', computer.said());
  for (const typed of Object.values(TYPED))
    if (`${written(computer.dataFolder)}${computer.said()}`.includes(typed)) judge.found('leaks', 'what was typed');
  const sum = (kind: 'crashes' | 'leaks' | 'wrong'): number => judge.tally[kind] + early.tally[kind];
  const { ratio, ...remembered } = memory;
  const { grew, connections, ...others } = crowd;
  const figures: Figures = {
    messages: fuzzed.messages,
    connections: connections ?? 0,
    crashes: sum('crashes'),
    leaks: sum('leaks'),
    wrong: sum('wrong'),
    accepted: judge.tally.accepted,
    lent: judge.tally.lent,
    known: known.calls(),
    impostors,
    ...others,
    ...remembered,
    at_end: `${String(mib(end.heap))}/${String(mib(end.resident))}MiB`,
    seed,
  };
  process.stdout.write(
    `agent-fuzz: ${Object.entries(figures)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')}\n`,
  );
  // What is refused everywhere proves nothing, nor does a search that never came upon a secret.
  const isMeaningful = judge.tally.accepted > fuzzed.messages / 20 && judge.tally.lent > 0;
  const isFlat = !isFull || (ratio <= FLAT && grew <= MOST_GROWTH_BYTES);
  return isMeaningful && isFlat && sum('crashes') + sum('leaks') + sum('wrong') === 0;
}

async function prove(isFull: boolean, seed: number): Promise<void> {
  const computer = await startComputer();
  try {
    process.exitCode = (await play(computer, isFull, seed)) ? 0 : 1;
  } finally {
    await computer.remove();
  }
}

/** The value after a word, if any. */
const wordAfter = (word: string): string | undefined =>
  process.argv.includes(word) ? process.argv[process.argv.indexOf(word) + 1] : undefined;

prove(wordAfter('--size') !== 'small', Number(wordAfter('--seed') ?? 20_261_124)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : 'the fuzz itself failed'}\n`);
  process.stdout.write('agent-fuzz: broken\n');
  process.exitCode = 1;
});
