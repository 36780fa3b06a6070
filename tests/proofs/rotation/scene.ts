/** A rotation under a blow, and what must be so at the next start, by the stand-in's own truth. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { LiveToken, StandinProcess } from '../../fakes/standinProcess';
import { SPEED } from '../platformFaults/faults';
import type { Blow, Setting } from './cases';
import { Told, type Computer } from './computer';

export type Finding = 'lost' | 'unknown' | 'undisclosed' | 'unfinished' | 'broken';
export type Report = (finding: Finding, what: string) => void;

export const ACCOUNT = 'standin/user-amy';
const LABEL = 'kept';
const HELD_BACK_MS = 3_000;
/** Far beyond what the work that is left takes on a busy machine. */
const AT_REST_MS = 30_000;

export interface Scene {
  computer: Computer;
  standin: StandinProcess;
  setting: Setting;
  /** Live before the first start of the app. */
  others: ReadonlySet<string>;
  old: string;
  oldSecret: string;
  /** What has the old token. */
  holder: ChildProcess | null;
}

export async function until(isTrue: () => Promise<boolean>, withinMs = AT_REST_MS): Promise<boolean> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > withinMs) return false;
    await wait(5);
  }
  return true;
}

export async function signIn(computer: Computer, standin: StandinProcess): Promise<void> {
  const { password } = standin.account('amy');
  await computer.call('session.signIn', { platform: { kind: 'standin' }, username: 'amy', password });
  // The list that the sign-in itself asks for is no part of what comes next.
  await until(async () => !(await computer.call('tokens.state')).isRefreshing);
}

/** Signed in, with a token that nobody copied; where it is so set, a process has it. */
export async function prepare(computer: Computer, standin: StandinProcess, setting: Setting, others: ReadonlySet<string>): Promise<Scene> {
  // The old token waits for executions, as unit tests show; here nothing runs.
  for (const job of await standin.control.jobs()) if (job.state === 'running') await standin.control.endJob(job.id);
  await signIn(computer, standin);
  const mint = { label: LABEL, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false, isPrinted: false } as const;
  const { row } = await computer.call('tokens.mint', mint);
  const old = row.signature;
  const oldSecret = computer.secretOf(ACCOUNT, old) ?? '';
  const scene: Scene = { computer, standin, setting, others, old, oldSecret, holder: null };
  if (!setting.isLeased) return scene;
  scene.holder = spawn('sleep', ['1000'], { stdio: 'ignore' });
  await computer.call('grants.begin', { name: LABEL, kind: 'exec', pid: scene.holder.pid ?? 0, projectId: null });
  return scene;
}

export async function endHolder({ holder }: Scene): Promise<void> {
  if (holder?.exitCode !== null || holder.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    holder.once('exit', () => {
      resolve();
    });
  });
  holder.kill('SIGKILL');
  await gone;
}

export const rotate = ({ computer, old, setting }: Scene) =>
  computer.call('rotations.rotate', { signature: old, scope: null, lengthMs: null, old: setting.old, mayRevokeExposed: false });

/** Nothing is under way any more: it is over, waits for a process, or offers to go on; and the old one is where it is to be. */
export async function atRest({ computer }: Scene): Promise<boolean> {
  return until(async () => {
    const { open } = await computer.call('rotations.state');
    const { entries } = await computer.call('queue.state');
    return open.every((one) => one.stage !== 'unfinished') && entries.length === 0;
  });
}

/** The rotation, and the end of the app in the midst of it, or as soon as it has said what came of a fault. */
export async function strike(scene: Scene, blow: Blow, usualMs: number, report: Report): Promise<void> {
  const { computer, standin } = scene;
  if (blow.kind === 'step') await computer.dieAt(blow.nth);
  if (blow.kind === 'held') {
    await standin.control.clearCounts();
    await standin.control.fault({ route: blow.route, delayMs: HELD_BACK_MS });
  }
  if (blow.kind === 'fault') {
    await standin.control.fault({ route: blow.route, times: 1, ...blow.fault.set() });
    await computer.go(SPEED);
  }
  const ended = rotate(scene)
    .catch((error: unknown) => error)
    .then(async (answer: unknown) => {
      if (blow.kind === 'fault') await judgeWords(scene, answer, report);
      else await atRest(scene).catch(() => false);
    });
  const arrived = async (route: string): Promise<void> => {
    await until(async () => (await standin.control.counts())[route] !== undefined);
  };
  const fallen = blow.kind === 'held' ? arrived(blow.route) : blow.kind === 'moment' ? wait(blow.share * usualMs) : computer.gone();
  await Promise.race([ended, fallen]);
  await computer.kill();
  await ended;
}

async function answers({ standin }: Scene, secret: string | null): Promise<boolean> {
  return secret !== null && (await standin.post('/system/whoami', {}, secret)).status === 200;
}

/** Live API tokens of this case that stand in nothing that dxkey keeps or shows. */
async function strangers({ computer, standin, others }: Scene): Promise<LiveToken[]> {
  const { rows } = await computer.call('tokens.state');
  const index = computer.written('index');
  const known = new Set([
    ...rows.map((row) => row.signature),
    ...(index?.tokens ?? []).map((one) => one.signature),
    ...(computer.written('queue')?.entries ?? []).map((one) => one.signature),
  ]);
  return (await standin.control.liveTokens('amy')).filter(
    (one) => !one.isSession && !others.has(one.signature) && !known.has(one.signature),
  );
}

/** A person is told at once of a token that may have been made and that nothing here knows. */
async function judgeWords(scene: Scene, told: unknown, report: Report): Promise<void> {
  const isTold = told instanceof Told && told.code === 'MINT_UNCERTAIN';
  if (!isTold && (await strangers(scene)).length > 0) report('undisclosed', 'a token may exist, and the person was not told');
}

async function judgeStrangers(scene: Scene, report: Report): Promise<void> {
  for (const one of await strangers(scene)) {
    const { mayExist } = await scene.computer.call('tokens.state');
    if (scene.setting.isListed) report('unknown', `${one.label ?? ''} lives and is nowhere`);
    else if (!mayExist.some(({ label }) => label === one.label)) report('undisclosed', `${one.label ?? ''} lives and is not told of`);
  }
}

/** A token that this computer shows as live, has the secret of, and that the platform takes. */
async function judgeUsable(scene: Scene, report: Report): Promise<void> {
  const { rows } = await scene.computer.call('tokens.state');
  for (const row of rows.filter((one) => one.held === 'here' && one.state === 'live'))
    if (await answers(scene, scene.computer.secretOf(ACCOUNT, row.signature))) return;
  report('lost', 'no usable token');
}

async function judgeOld(scene: Scene, when: string, report: Report): Promise<void> {
  if (!(await answers(scene, scene.oldSecret))) report('lost', `the old token is dead ${when}`);
}

/** The next start: what is shown, what goes on by itself, what is offered; then the process with the old token ends. */
export async function judge(scene: Scene, report: Report): Promise<void> {
  const { computer, standin, setting } = scene;
  if ((await computer.call('session.state')).status === 'signedOut') await signIn(computer, standin);
  await computer.call('tokens.refresh');
  await judgeUsable(scene, report);
  await judgeStrangers(scene, report);
  if (setting.isLeased) await judgeOld(scene, 'while a process has it', report);
  for (const { id } of (await computer.call('rotations.state')).open)
    await computer.call('rotations.finish', { id, mayRevokeExposed: false }).catch((error: unknown) => {
      // It went on by itself and is over meanwhile.
      if (!(error instanceof Told) || error.code !== 'INVALID_INPUT') throw error;
    });
  await computer.call('queue.run');
  if (setting.isLeased) await judgeOld(scene, 'while a process has it, the rest being done', report);
  await endHolder(scene);
  await judgeEnd(scene, report);
}

/** Over, as it was chosen; and who asks for the token by its name gets one that works. */
async function judgeEnd(scene: Scene, report: Report): Promise<void> {
  const { computer, setting, old } = scene;
  const isOver = await until(async () => {
    await computer.call('queue.run');
    return (await computer.call('rotations.state')).open.length === 0 && (await computer.call('queue.state')).entries.length === 0;
  });
  if (!isOver) report('unfinished', JSON.stringify((await computer.call('rotations.state')).open));
  await computer.call('tokens.refresh');
  await judgeUsable(scene, report);
  await judgeStrangers(scene, report);
  const isReplaced = computer.written('index')?.tokens.some((one) => one.replaces === old) === true;
  if (setting.old === 'keep' || !isReplaced) await judgeOld(scene, 'though it was to be left', report);
  else if (await answers(scene, scene.oldSecret)) report('unfinished', 'the old token lives on');
  const { secret, lease } = await computer.call('grants.begin', { name: LABEL, kind: 'exec', pid: process.pid, projectId: null });
  if (!(await answers(scene, secret))) report('lost', 'the token of that name is dead');
  await computer.call('grants.end', lease.id);
}
