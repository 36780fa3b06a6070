/**
 * SIGKILL to the app (the real core, files and platform adapter, in a process of its own) before and after each write, each change of the
 * keychain and each request of a panic: within reach of the platform, out of its reach, and while it is taken back.
 */
import type { StandinProcess } from '../../fakes/standinProcess';
import { SPEED } from '../platformFaults/faults';
import { startComputer, type Computer } from '../rotation/computer';
import { ACCOUNT, signIn, until } from '../rotation/scene';

export type Report = (figure: 'alive' | 'undisclosed' | 'lost' | 'unfinished' | 'broken', what: string) => void;

const SCOPES = ['held', 'listed'] as const;
/** What is cut off, and what the person does after the next start. */
const WAYS = ['online', 'offline, then taken back', 'offline, then plugged in', 'taking back'] as const;
type Way = (typeof WAYS)[number];
const HELD = 3;

export interface KillCase {
  scope: (typeof SCOPES)[number];
  way: Way;
  nth: number;
  step: string;
  /** Whether the panic had its place in its file by then: else the press counts for nothing, as if it had not been. */
  mustStand: boolean;
}

export const nameOfKill = ({ scope, way, nth, step }: KillCase): string => `${scope}, ${way}, killed ${step} (${String(nth)})`;

interface Scene {
  computer: Computer;
  standin: StandinProcess;
  held: string[];
}

async function onStage(standin: StandinProcess, act: (scene: Scene) => Promise<void>, count = HELD): Promise<void> {
  await standin.control.reset();
  const computer = startComputer(standin.url);
  try {
    await signIn(computer, standin);
    const held: string[] = [];
    for (let at = 0; at < count; at += 1) {
      const label = `held ${String(at)}`;
      const mint = { label, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false, isPrinted: false } as const;
      held.push((await computer.call('tokens.mint', mint)).row.signature);
    }
    await standin.control.mint({ username: 'amy', label: 'elsewhere' });
    await until(async () => !(await computer.call('tokens.state')).isRefreshing);
    await act({ computer, standin, held });
  } finally {
    await computer.remove();
  }
}

/** What is cut off; answers at its end, by itself or by the kill. */
async function cut({ computer }: Scene, { scope, way }: Pick<KillCase, 'scope' | 'way'>, nth: number | null): Promise<void> {
  if (way !== 'online') computer.plug(false);
  // A request that finds no way is asked again, with pauses.
  await computer.go(SPEED);
  if (way === 'taking back') await computer.call('panic.begin', { scope });
  await computer.dieAt(nth);
  const work = way === 'taking back' ? computer.call('panic.undo') : computer.call('panic.begin', { scope });
  await Promise.race([work.then(() => undefined), computer.gone()]).catch(async (error: unknown) => {
    if (nth === null) throw error;
    await computer.gone();
  });
}

/** How long a panic over so many tokens takes on real files, where each answer of the platform is that late. */
export async function timedOnFiles(standin: StandinProcess, count: number, delayMs: number): Promise<number> {
  let tookMs = 0;
  const panic = async (scene: Scene): Promise<void> => {
    await standin.control.fault({ route: '*', times: 'always', delayMs });
    const startedMs = performance.now();
    await scene.computer.call('panic.begin', { scope: 'held' });
    tookMs = performance.now() - startedMs;
    await standin.control.clearFaults();
    if (!(await isOver(scene))) throw new Error('not over');
  };
  await onStage(standin, panic, count);
  return tookMs;
}

/** The cases of one way: a kill at each step of one that nothing disturbs. */
export async function killCases(standin: StandinProcess, ways: readonly Way[] = WAYS): Promise<KillCase[]> {
  const cases: KillCase[] = [];
  for (const way of ways) {
    // Out of reach, what is held and what is listed goes the same way.
    for (const scope of way === 'online' ? SCOPES : (['listed'] as const)) {
      await onStage(standin, async (scene) => {
        await cut(scene, { scope, way }, null);
        const steps = await scene.computer.steps();
        const written = steps.indexOf('after panic.save');
        cases.push(...steps.map((step, nth) => ({ scope, way, nth, step, mustStand: way === 'taking back' || nth >= written })));
      });
    }
  }
  return cases;
}

const isOver = async ({ computer }: Scene): Promise<boolean> => (await computer.call('panic.state')).current === null;

async function judgeDead(scene: Scene, scope: KillCase['scope'], report: Report): Promise<void> {
  const { computer, standin, held } = scene;
  const own = async (): Promise<boolean> => {
    await computer.call('queue.run');
    const live = (await standin.control.liveTokens('amy')).filter((one) => scope === 'listed' || held.includes(one.signature));
    const isEmpty = !computer.kept().some((name) => /^(token|condemned|session)\//.test(name));
    return live.length === 0 && isEmpty && (await computer.call('session.state')).status === 'signedOut';
  };
  if (await until(own)) return;
  const live = (await standin.control.liveTokens('amy')).map((one) => one.label ?? (one.isSession ? 'a session' : one.signature));
  report('alive', `live: ${live.join(', ')}; kept: ${computer.kept().join(', ')}`);
}

async function judgeBack({ computer, standin, held }: Scene, report: Report): Promise<void> {
  for (const signature of held) {
    const secret = computer.secretOf(ACCOUNT, signature);
    const isLive = secret !== null && (await standin.post('/system/whoami', {}, secret)).status === 200;
    const row = (await computer.call('tokens.state')).rows.find((one) => one.signature === signature);
    if (!isLive || row?.held !== 'here' || row.state !== 'live') report('lost', `a token that was held is ${row?.state ?? 'unknown'}`);
  }
  if ((await computer.call('queue.state')).entries.length > 0) report('lost', 'something is still condemned');
  if (!(await until(async () => (await computer.call('session.state')).status === 'signedIn'))) report('lost', 'the session');
}

/** The kill, the next start, and what a person then does. */
export function playKill(standin: StandinProcess, one: KillCase, report: Report): Promise<void> {
  return onStage(standin, async (scene) => {
    const { computer } = scene;
    await cut(scene, one, one.nth);
    // What was the last thing that it did may be over before the kill.
    await computer.kill();
    computer.start();
    const { current, last } = await computer.call('panic.state');
    const wasBegun = current !== null || last !== null;
    if (one.mustStand && !wasBegun) report('undisclosed', 'the panic is forgotten');
    const isBack = one.way === 'taking back' || one.way === 'offline, then taken back';
    if (isBack && current?.canUndo === true) await computer.call('panic.undo');
    computer.plug(true);
    await computer.go(SPEED);
    if (!isBack && current !== null) await computer.call('panic.retry');
    if (!(await until(() => isOver(scene)))) {
      report('unfinished', 'still frozen');
      return;
    }
    await computer.go(1);
    if (isBack || !wasBegun) await judgeBack(scene, report);
    else await judgeDead(scene, one.scope, report);
  });
}
