/**
 * `npm run proof -- platform-faults [--size small|full]`: the real core and the real platform adapter against the stand-in as it
 * delays, drops, garbles and refuses, on each route of sign-in, mint, revoke and sign-out, with and without `--cascade`. No call
 * outlasts its deadline, no token is lost, what may exist is told, and nothing that must reach the platform once reaches it twice.
 */
import { isAppError } from '../../main/core/errors';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { startComputer } from './platformFaults/computer';
import { FAULTS, SPEED } from './platformFaults/faults';
import type { FaultKind } from './platformFaults/faults';
import { SCENES, idle, signIn, until } from './platformFaults/scenes';
import type { Scene, Stage, Told } from './platformFaults/scenes';
import { isDisclosed, judgeEnd, judgeLeaks, judgeWords, strangers } from './platformFaults/verdict';

/** DESIGN.md's bound for what a person waits for, and a second of the wall's time for a busy machine. */
const ACTION_MS = 60_000;
const SLACK_MS = 1_000 * SPEED;
/** In the wall's time: far beyond any deadline. */
const GIVEN_UP_MS = 30_000;
const LANES_EACH = 2;

interface Case {
  scene: Scene;
  fault: FaultKind;
  times: 1 | 'always';
}

const tally = {
  cases: 0,
  hangs: 0,
  lost: 0,
  unknown: 0,
  undisclosed: 0,
  stale: 0,
  wrongWords: 0,
  sentTwice: 0,
  leaks: 0,
  broken: 0,
  replayed: 0,
  slowestMs: 0,
};
type Figure = Exclude<keyof typeof tally, 'cases' | 'replayed' | 'slowestMs'>;
/** Figures that only tell how it went. */
const NO_FAULT = ['cases', 'replayed', 'slowestMs'];
const findings = new Map<string, number>();

process.on('unhandledRejection', (error) => {
  find('broken', 'outside of any case', String(error));
});

function find(figure: Figure, where: string, what: string): void {
  tally[figure] += 1;
  const line = `${figure}: ${where}: ${what}`;
  findings.set(line, (findings.get(line) ?? 0) + 1);
}

function allCases(): Case[] {
  return SCENES.flatMap((scene) =>
    FAULTS.flatMap((fault): Case[] => {
      // What is sent once meets one fault, however many there are.
      if (scene.kind === 'once') return [{ scene, fault, times: 1 }];
      // What is told at once, or not at all, is the same the first time and every time.
      if (scene.kind === 'silent' || !fault.isRetried) return [{ scene, fault, times: 'always' }];
      return [
        { scene, fault, times: 1 },
        { scene, fault, times: 'always' },
      ];
    }),
  );
}

/** Every fault and every scene at least once, each fault on another scene. */
function sample(): Case[] {
  const rounds = Math.max(SCENES.length, FAULTS.length);
  return Array.from({ length: rounds }, (_, at) => {
    const scene = SCENES[at % SCENES.length];
    const fault = FAULTS[(at * 7) % FAULTS.length];
    if (scene === undefined || fault === undefined) throw new Error('nothing to prove');
    return { scene, fault, times: scene.kind === 'once' || at % 2 === 0 ? 1 : ('always' as const) };
  });
}

/** The scene's action under the fault: bounded, counted, and its words judged. */
async function actUnderFault(
  stage: Stage,
  { scene, fault, times }: Case,
  report: (figure: Figure, what: string) => void,
): Promise<Told | null> {
  const { control } = stage.standin;
  await control.clearCounts();
  await control.fault({ route: scene.route, times, ...fault.set() });
  // Only here: what a busy machine does before and after must not look like a platform that is late.
  stage.computer.clock.go(SPEED);
  const startedMs = stage.computer.clock.now();
  let told: Told | null = null;
  const act = scene.act(stage).then((answer) => {
    told = answer;
    return true;
  });
  const isOver = await Promise.race([act, new Promise<false>((resolve) => setTimeout(resolve, GIVEN_UP_MS, false).unref())]);
  const tookMs = stage.computer.clock.now() - startedMs;
  stage.computer.clock.go(1);
  tally.slowestMs = Math.max(tally.slowestMs, tookMs);
  if (!isOver || tookMs > ACTION_MS + SLACK_MS) report('hangs', `${String(Math.round(tookMs / 1_000))} s`);
  const arrived = (await control.counts())['/system/newAuthToken']?.arrived ?? 0;
  if (scene.kind === 'once' ? arrived !== 1 : arrived > 1) report('sentTwice', `${String(arrived)} times`);
  return told;
}

/** The fault is over: the list works, the app was started again, the account is signed in, and no job holds a revocation back. */
async function comeToRest(stage: Stage): Promise<void> {
  const { computer, standin } = stage;
  await standin.control.clearFaults();
  await standin.control.settings({ listRoute: 'works' });
  await computer.restart();
  await until(() => computer.services.session.state().status !== 'working', 10_000);
  for (const job of await standin.control.jobs()) if (job.state === 'running') await standin.control.endJob(job.id);
  const { status } = computer.services.session.state();
  if (status === 'signedOut') await signIn(stage);
  await computer.services.queue.run();
  await computer.services.queue.run();
  await computer.services.tokens.refresh();
  await idle(stage);
  await computer.services.tokens.refresh();
}

interface Played {
  found: [Figure, string][];
  /** The machine stood still for longer than a deadline: what happened says nothing about dxkey. */
  isStalled: boolean;
}

async function play(standin: StandinProcess, one: Case): Promise<Played> {
  const { scene, fault, times } = one;
  await standin.control.reset();
  const others = new Set((await standin.control.liveTokens()).map((token) => token.signature));
  const computer = await startComputer(standin.url);
  const stage: Stage = { computer, standin, username: 'amy', others, held: new Set(), condemned: new Set(), secrets: new Set() };
  const found: Played['found'] = [];
  const report = (figure: Figure, what: string): void => void found.push([figure, what]);
  try {
    await scene.prepare(stage);
    await idle(stage);
    const told = await actUnderFault(stage, one, report);
    if (told === null) return { found, isStalled: false };
    if (told.code === 'TIMED_OUT' && fault.code !== 'TIMED_OUT') return { found: [['wrongWords', 'TIMED_OUT']], isStalled: true };
    judgeWords(scene, fault, times === 'always', told, report);
    const unseen = strangers(stage, await standin.control.liveTokens(stage.username));
    for (const token of unseen) if (!isDisclosed(stage, told, token)) report('undisclosed', nameOf(token));

    await comeToRest(stage);
    const live = await standin.control.liveTokens(stage.username);
    // A session whose reply was lost ends by itself, and was told; it is nobody's API token.
    const unknown = strangers(stage, live).filter((token) => !token.isSession || !isDisclosed(stage, told, token));
    for (const token of unknown) report('unknown', nameOf(token));
    judgeEnd(stage, live, report);
    judgeLeaks(stage, report);
    return { found, isStalled: false };
  } catch (error) {
    // Only what happens without a fault throws: before it, and after it.
    return { found: [...found, ['broken', String(error)]], isStalled: isAppError(error) };
  } finally {
    await computer.stop();
  }
}

const nameOf = (token: { isSession: boolean }): string => (token.isSession ? 'a session' : 'a token');

/** Played again where the machine stalled; a third time it counts, whatever it was. */
async function playToTheEnd(standin: StandinProcess, one: Case, isCascade: boolean): Promise<void> {
  let played = await play(standin, one);
  for (let again = 0; again < 2 && played.isStalled; again += 1) {
    tally.replayed += 1;
    // What is still on its way must not arrive in the next play.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    played = await play(standin, one);
  }
  tally.cases += 1;
  const where = `${one.scene.name}, ${one.fault.name}, ${String(one.times)}${isCascade ? ', cascade' : ''}`;
  for (const [figure, what] of played.found) find(figure, where, what);
}

/** The first requests of a program are slow, and none of the faults is that. */
async function warmUp(standin: StandinProcess): Promise<void> {
  const { username, password } = standin.account('amy');
  for (let count = 0; count < 3; count += 1) await standin.post('/system/newAuthToken', { username, password, otp: null });
}

/** Cases one after the other on a stand-in of their own. */
async function playLane(cases: Case[], isCascade: boolean): Promise<void> {
  const standin = await startStandin({ cascade: isCascade });
  try {
    await warmUp(standin);
    for (let one = cases.shift(); one !== undefined; one = cases.shift()) await playToTheEnd(standin, one, isCascade);
  } finally {
    await standin.stop();
  }
}

async function prove(size: string, only: string | undefined): Promise<void> {
  const isWanted = ({ scene, fault }: Case): boolean => only === undefined || `${scene.name}, ${fault.name}`.includes(only);
  const lanes = [false, true].flatMap((isCascade) => {
    const all = size === 'full' ? allCases() : sample();
    const cases = all.filter(isWanted);
    return Array.from({ length: LANES_EACH }, () => playLane(cases, isCascade));
  });
  await Promise.all(lanes);

  for (const [line, count] of findings) process.stderr.write(`${line}${count === 1 ? '' : ` (${String(count)})`}\n`);
  const figures = Object.entries({ ...tally, slowestMs: Math.round(tally.slowestMs) });
  process.stdout.write(`platform-faults: ${figures.map(([name, value]) => `${name}=${String(value)}`).join(' ')}\n`);
  const isClean = figures.every(([name, value]) => NO_FAULT.includes(name) || value === 0);
  process.exitCode = isClean && tally.cases > 0 ? 0 : 1;
}

const valueOf = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;

prove(valueOf('--size') ?? 'full', valueOf('--only')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('platform-faults: broken\n');
  process.exitCode = 1;
});
