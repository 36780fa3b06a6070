/**
 * `npm run proof -- panic [--size small|full] [--times]`: a panic over the real core and platform adapter while the stand-in delays, drops, garbles and
 * refuses its requests, with and without `--cascade`, the list refused, the app started again in the middle, out of reach and taken back.
 * Nothing that was to go lives on untold, nothing that was taken back is lost; at full size 50 tokens take at most three times as long as
 * one. The small size, which `npm test` runs beside much else, prints that figure and does not judge it; `--times` takes it alone.
 */
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { startComputer } from './platformFaults/computer';
import type { Computer } from './platformFaults/computer';
import { FAULTS, SPEED } from './platformFaults/faults';
import type { FaultKind } from './platformFaults/faults';
import { idle, signIn, until } from './platformFaults/scenes';
import type { Stage } from './platformFaults/scenes';
import { killCases, nameOfKill, playKill, timedOnFiles, type Report } from './panic/kills';
import { APP_ARGUMENT, serveApp } from './rotation/app';

const LIST = '/account/findAccessTokens';
const DESTROY = '/system/destroyAuthToken';
const SCOPES = ['held', 'listed'] as const;
const WAYS = ['fault once', 'fault for a while', 'restart', 'list refused', 'out of reach', 'taken back'] as const;
const MOST_RATIO = 3;
const DELAY_MS = 50;
const OVER_WITHIN_MS = 40_000;
const tally = { cases: 0, kills: 0, alive: 0, undisclosed: 0, lost: 0, unfinished: 0, broken: 0 };

interface Case {
  scope: (typeof SCOPES)[number];
  way: (typeof WAYS)[number];
  route: string;
  fault: FaultKind;
}

async function hold(stage: Stage, count: number): Promise<string[]> {
  const signatures: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const label = `held ${String(at)}`;
    const { secret } = await stage.standin.control.mint({ username: stage.username, label });
    signatures.push((await stage.computer.services.tokens.import({ token: secret, label, worksWhileAway: false })).signature);
  }
  await idle(stage);
  return signatures;
}

const isOver = ({ services }: Computer): boolean => services.panic.state().current === null;

/** What goes wrong, and the panic in it; answers whether it was taken back. */
async function act(stage: Stage, { scope, way, route, fault }: Case, report: Report): Promise<boolean> {
  const { computer, standin } = stage;
  const { control } = standin;
  if (way === 'list refused') await control.settings({ listRoute: 'PermissionDenied' });
  else if (way === 'out of reach' || way === 'taken back') await control.fault({ route: '*', times: 'always', drop: 'beforeBody' });
  else await control.fault({ route, times: way === 'fault once' ? 1 : 'always', ...fault.set() });
  computer.clock.go(SPEED);
  const begun = computer.services.panic.begin({ scope });
  if (way === 'restart') {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await computer.restart();
  } else await begun;
  computer.clock.go(1);
  // A connection that was dropped may have carried its request: then there is no way back, and none is offered.
  if (way === 'taken back' && computer.services.panic.state().current?.canUndo === true) {
    await computer.restart();
    await computer.services.panic.undo();
    await control.clearFaults();
    return true;
  }
  if (way === 'out of reach') {
    if (computer.services.panic.state().current === null) report('unfinished', 'over without a platform');
    await computer.restart();
  }
  await control.clearFaults();
  computer.clock.go(SPEED);
  await until(() => isOver(computer), OVER_WITHIN_MS);
  computer.clock.go(1);
  return false;
}

async function play(standin: StandinProcess, one: Case, report: Report): Promise<void> {
  await standin.control.reset();
  const others = new Set((await standin.control.liveTokens()).map((token) => token.signature));
  const computer = await startComputer(standin.url);
  const stage: Stage = { computer, standin, username: 'amy', others, held: new Set(), condemned: new Set(), secrets: new Set() };
  try {
    await signIn(stage);
    const held = await hold(stage, 3);
    await standin.control.mint({ username: 'amy', label: 'elsewhere' });
    const wasUndone = await act(stage, one, report);
    const live = new Set((await standin.control.liveTokens('amy')).map((token) => token.signature));
    if (wasUndone) {
      const isHeld = (signature: string): boolean =>
        computer.services.tokens.state().rows.some((row) => row.signature === signature && row.held === 'here' && row.state === 'live');
      for (const signature of held) if (!live.has(signature) || !isHeld(signature)) report('lost', 'a token that was taken back');
      return;
    }
    if (!isOver(computer)) {
      report('unfinished', 'still frozen');
      return;
    }
    const queued = new Set(computer.services.queue.state().entries.map((entry) => entry.signature));
    const mine = [...live].filter((signature) => one.scope === 'listed' || held.includes(signature));
    for (const signature of mine) {
      if (held.includes(signature) && !queued.has(signature)) report('alive', 'a held token');
      const isTold = queued.has(signature) || computer.services.panic.state().last?.othersMayExist === true;
      if (!isTold) report('undisclosed', 'a token that lives');
    }
  } catch (error) {
    report('broken', String(error));
  } finally {
    await computer.stop();
  }
}

/** How long a panic over so many tokens takes where each answer is late; its calls are a list, a revocation and the session's own. */
async function timed(standin: StandinProcess, count: number): Promise<number> {
  await standin.control.reset();
  const computer = await startComputer(standin.url);
  const stage: Stage = { computer, standin, username: 'amy', others: new Set(), held: new Set(), condemned: new Set(), secrets: new Set() };
  try {
    await signIn(stage);
    await hold(stage, count);
    await standin.control.fault({ route: '*', times: 'always', delayMs: DELAY_MS });
    const startedMs = performance.now();
    await computer.services.panic.begin({ scope: 'held' });
    const tookMs = performance.now() - startedMs;
    if (!isOver(computer)) throw new Error('not over');
    return tookMs;
  } finally {
    await standin.control.clearFaults();
    await computer.stop();
  }
}

/** Of some runs, so that a machine that does much else is not taken for dxkey; the first warms the programs up. */
async function ratioOf(what: string, runs: number, time: (count: number) => Promise<number>): Promise<number> {
  const quickest: number[] = [];
  for (const count of [50, 1]) {
    const times: number[] = [];
    for (let at = 0; at < runs; at += 1) times.push(await time(count));
    process.stdout.write(`${what}, ${String(count)} tokens: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms\n`);
    quickest.push(Math.min(...times));
  }
  return (quickest[0] ?? Infinity) / (quickest[1] ?? 1);
}

function casesOf(size: string): Case[] {
  const all = SCOPES.flatMap((scope) =>
    WAYS.flatMap((way) => {
      const isFaulty = way === 'fault once' || way === 'fault for a while' || way === 'restart';
      const [first] = FAULTS;
      const faults = isFaulty ? FAULTS : first === undefined ? [] : [first];
      return faults.flatMap((fault) => (isFaulty ? [LIST, DESTROY] : [DESTROY]).map((route): Case => ({ scope, way, route, fault })));
    }),
  );
  return size === 'full' ? all : all.filter((one, at) => one.way === 'taken back' || one.way === 'out of reach' || at % 29 === 0);
}

/** Reports what is found in a case of that name, and counts it. */
const reportOn =
  (name: string): Report =>
  (figure, what) => {
    tally[figure] += 1;
    process.stderr.write(`${figure}: ${name}: ${what}\n`);
  };

async function playAll(standin: StandinProcess, size: string, cascade: boolean): Promise<void> {
  const suffix = cascade ? ', cascade' : '';
  for (const one of casesOf(size)) {
    tally.cases += 1;
    await play(standin, one, reportOn(`${one.scope}, ${one.way}, ${one.route}, ${one.fault.name}${suffix}`));
  }
  const isFull = size === 'full';
  const kills = await killCases(standin, isFull ? undefined : [cascade ? 'taking back' : 'offline, then plugged in']);
  // In the small size two of them, from within.
  for (const one of isFull ? kills : kills.filter((_, at) => at % Math.ceil(kills.length / 2) === 3)) {
    tally.cases += 1;
    tally.kills += 1;
    const report = reportOn(nameOfKill(one) + suffix);
    await playKill(standin, one, report).catch((error: unknown) => {
      report('broken', String(error));
    });
    if (tally.kills % 100 === 0) process.stdout.write(`${String(tally.kills)} kills\n`);
  }
}

/** With a stand-in of its own. */
async function withStandin(cascade: boolean, act: (standin: StandinProcess) => Promise<void>): Promise<void> {
  const standin = await startStandin({ cascade });
  try {
    await act(standin);
  } finally {
    await standin.stop();
  }
}

async function prove(size: string): Promise<void> {
  const isFull = size === 'full';
  let ratio = Infinity;
  let ratioOnFiles = Infinity;
  await withStandin(false, async (standin) => {
    ratio = await ratioOf('in memory', isFull ? 12 : 1, (count) => timed(standin, count));
    if (isFull) ratioOnFiles = await ratioOf('on files', 5, (count) => timedOnFiles(standin, count, DELAY_MS));
  });
  if (!process.argv.includes('--times'))
    await Promise.all([false, true].map((cascade) => withStandin(cascade, (standin) => playAll(standin, size, cascade))));
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  const onFiles = isFull ? ` ratioOnFiles=${ratioOnFiles.toFixed(2)}` : '';
  process.stdout.write(`panic: ${figures.join(' ')} ratio=${ratio.toFixed(2)}${onFiles}\n`);
  const { alive, undisclosed, lost, unfinished, broken } = tally;
  const isClean = alive + undisclosed + lost + unfinished + broken === 0;
  process.exitCode = isClean && (!isFull || ratio <= MOST_RATIO) ? 0 : 1;
}

const asApp = process.argv.indexOf(APP_ARGUMENT);
if (asApp > 0) void serveApp(process.argv[asApp + 1] ?? '', process.argv[asApp + 2] ?? '');
else {
  const at = process.argv.indexOf('--size');
  prove(at < 0 ? 'full' : (process.argv[at + 1] ?? 'full')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.stdout.write('panic: broken\n');
    process.exitCode = 1;
  });
}
