/**
 * `npm run proof -- crash-sign-in [--size small|full] [--seed N] [--only ACT]`: the app is killed (SIGKILL, every process) in the
 * middle of sign-in, sign-out, enabling and disabling two-factor authentication, at random moments and at each step. At the next start the state is one of
 * a named list, each live token of the account is held, queued or told, no revocation is lost, and the person can enter.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { ACTS, type Act, type Person, type Scene } from './crashSignIn/acts';
import { startElectron, startHeadless, type Start } from './crashSignIn/apps';
import { aim, numbersOf, prepareBlow, type Blow } from './crashSignIn/blow';
import { HEADLESS_ARGUMENT, serveHeadless } from './crashSignIn/headless';
import { judgeEnd, judgeFactors, judgeStart, promisedIn, type Finding, type Report } from './crashSignIn/verdict';

const LANES = 2;
/** Kills of the real Electron app among all: what it adds to core and its adapters is the window, and costs ten times the time. */
const SIZES = { small: { kills: 14, electron: 2 }, full: { kills: 200, electron: 20 } } as const;

interface Case {
  nth: number;
  act: Act;
  blow: Blow;
  keeps: boolean;
  start: Start;
}

const tally = {
  kills: 0,
  explained: 0,
  unknownTokens: 0,
  lostQueues: 0,
  shutOut: 0,
  wronglyShown: 0,
  broken: 0,
  electron: 0,
  /** The operation was over when the blow fell: the next moment of the app was hit. */
  afterEnd: 0,
};
const states = new Map<string, number>();
const perAct = new Map<string, number>();
const usualMs = new Map<string, number>();

const count = (into: Map<string, number>, name: string): void => void into.set(name, (into.get(name) ?? 0) + 1);

function personOf(standin: StandinProcess, username: Person['username']): Person {
  const { password, otpSecret, backupCodes } = standin.account(username);
  return { username, password, secrets: otpSecret === undefined ? [] : [otpSecret], codes: [...(backupCodes ?? [])] };
}

interface Stage {
  root: string;
  dataDir: string;
  own: Record<string, string>;
}

function setStage(standin: StandinProcess): Stage {
  const root = mkdtempSync(join(tmpdir(), 'dxkey-crash-'));
  const dataDir = join(root, 'data');
  for (const folder of ['.config', 'data']) mkdirSync(join(root, folder), { mode: 0o700 });
  const own = {
    HOME: root,
    XDG_CONFIG_HOME: join(root, '.config'),
    XDG_DATA_HOME: join(root, '.local', 'share'),
    DXKEY_DATA_DIR: dataDir,
    DXKEY_STANDIN_URL: standin.url,
  };
  return { root, dataDir, own };
}

/** How long the operation takes undisturbed, here and now. */
async function measure(standin: StandinProcess, act: Act, start: Start, key: string): Promise<number> {
  const known = usualMs.get(key);
  if (known !== undefined) return known;
  await standin.control.reset();
  const { root, own } = setStage(standin);
  const scene: Scene = { app: await start(own), standin, person: personOf(standin, act.username), keeps: true };
  try {
    await act.prepare(scene);
    const startedMs = performance.now();
    await act.run(scene);
    const tookMs = performance.now() - startedMs;
    usualMs.set(key, tookMs);
    return tookMs;
  } finally {
    await scene.app.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

/** The operation under the blow; answers whether it was over before. */
async function cutOff(scene: Scene, { act, blow }: Case, where: { dataDir: string; usualMs: number }): Promise<boolean> {
  const { now, stop } = await prepareBlow(blow, { standin: scene.standin, ...where });
  const ended = act.run(scene).then(
    () => true,
    // Killed, or refused by a stand-in that refuses: both are what this is about.
    () => true,
  );
  const isOver = await Promise.race([now.then(() => false), ended]);
  await scene.app.kill();
  stop();
  return isOver;
}

async function play(standin: StandinProcess, one: Case, report: Report): Promise<void> {
  const { act, blow, keeps, start } = one;
  const length = blow.kind === 'moment' ? await measure(standin, act, start, `${act.name}, ${act.variant}, ${start.name}`) : 0;
  await standin.control.reset();
  const others = new Set((await standin.control.liveTokens()).map((token) => token.signature));
  const { root, dataDir, own } = setStage(standin);
  const scene: Scene = { app: await start(own), standin, person: personOf(standin, act.username), keeps };
  try {
    await act.prepare(scene);
    const before = await promisedIn(dataDir);
    if (await cutOff(scene, one, { dataDir, usualMs: length })) tally.afterEnd += 1;
    tally.kills += 1;
    count(perAct, act.name);
    await standin.control.clearFaults();
    const promised = [...new Set([...before, ...(await promisedIn(dataDir))])];
    scene.app = await start(own);
    const facts = { scene, dataDir, others, promised };
    count(states, await judgeStart(facts, report));
    await judgeEnd(facts, report);
    await judgeFactors(scene, report);
  } finally {
    await scene.app.kill();
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

async function playLane(cases: Case[]): Promise<void> {
  const standin = await startStandin();
  try {
    for (let one = cases.shift(); one !== undefined; one = cases.shift()) {
      const { nth, act, blow, start } = one;
      const where = `kill ${String(nth)} (${act.name}, ${act.variant}, ${JSON.stringify(blow)}, ${start.name})`;
      let isExplained = true;
      const report = (finding: Finding | 'broken', what: string): void => {
        if (finding === 'unexplained') isExplained = false;
        else tally[finding] += 1;
        process.stderr.write(`${finding}: ${where}: ${what}\n`);
      };
      await play(standin, one, report).then(
        () => {
          if (isExplained) tally.explained += 1;
        },
        (error: unknown) => {
          report('broken', String(error));
        },
      );
      if (start === startElectron) tally.electron += 1;
      if (tally.kills % 20 === 0) process.stdout.write(`${String(tally.kills)} kills, ${String(tally.electron)} of Electron\n`);
    }
  } finally {
    await standin.stop();
  }
}

function plan({ kills, electron }: { kills: number; electron: number }, seed: number): Case[] {
  const random = numbersOf(seed);
  const names = ['sign-in', 'sign-out', 'enable', 'disable'] as const;
  return Array.from({ length: kills }, (_, nth): Case => {
    const acts = ACTS.filter((act) => act.name === names[nth % names.length]);
    const round = Math.floor(nth / names.length);
    const act = acts[round % acts.length];
    if (act === undefined) throw new Error('nothing to cut off');
    // The step and the variant must not turn in the same circle.
    const blow = aim(act, Math.floor(round / acts.length) + nth, random);
    return { nth, act, blow, keeps: random() < 0.7, start: nth < electron ? startElectron : startHeadless };
  });
}

async function prove(size: keyof typeof SIZES, seed: number, only: string | undefined): Promise<void> {
  process.stdout.write(`seed ${String(seed)}\n`);
  const cases = plan(SIZES[size], seed).filter(({ act }) => only === undefined || act.name === only);
  const planned = cases.length;
  const inWindows = cases.filter((one) => one.start === startElectron);
  const others = cases.filter((one) => one.start !== startElectron);
  // One window at a time: what a person has, and what a busy machine can draw.
  await Promise.all([playLane(inWindows), ...Array.from({ length: LANES }, () => playLane(others))]);
  for (const [name, times] of [...perAct, ...[...states].sort((a, b) => b[1] - a[1])])
    process.stdout.write(`${String(times).padStart(4)}  ${name}\n`);
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`crash-sign-in: ${figures.join(' ')}\n`);
  const { kills, explained, unknownTokens, lostQueues, shutOut, wronglyShown, broken } = tally;
  const holds = kills === planned && kills > 0 && explained === kills && unknownTokens + lostQueues + shutOut + wronglyShown + broken === 0;
  process.exitCode = holds ? 0 : 1;
}

const valueOf = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;

if (process.argv.includes(HEADLESS_ARGUMENT)) serveHeadless(process.env);
else {
  const seed = Number(valueOf('--seed') ?? Date.now() % 1_000_000);
  prove(valueOf('--size') === 'small' ? 'small' : 'full', seed, valueOf('--only')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.stdout.write('crash-sign-in: broken\n');
    process.exitCode = 1;
  });
}
