/**
 * `npm run proof -- rotation [--size small|full] [--seed N] [--only TEXT]`: the app (the real core, files, processes and platform adapter, in
 * a process of its own) is killed by SIGKILL before and after each write and each request of a rotation, while an answer is held back and at
 * random moments, and meets each fault of the stand-in at each request; with and without `--cascade`, with the list refused, with a
 * living process that has the old token. After the next start a token is usable, none is unknown or undisclosed, and the rest is done.
 */
import { startStandin, type StandinProcess } from '../fakes/standinProcess';
import { APP_ARGUMENT, serveApp } from './rotation/app';
import { PLAIN, SETTINGS, blowName, casesOf, nameOf, type Case, type Setting } from './rotation/cases';
import { startComputer, type Computer } from './rotation/computer';
import { atRest, endHolder, judge, prepare, rotate, strike, type Report, type Scene } from './rotation/scene';

/** The small size plays one setting a lane, and of its cases so few. */
const SMALL = { settings: [PLAIN, SETTINGS[2] ?? PLAIN], cases: 3 };
const tally = { cases: 0, kills: 0, lost: 0, unknown: 0, undisclosed: 0, unfinished: 0, broken: 0 };

/** A computer on which everything is as the setting says, up to the rotation. */
async function onStage(standin: StandinProcess, setting: Setting, act: (scene: Scene) => Promise<void>): Promise<void> {
  await standin.control.reset();
  await standin.control.settings({ listRoute: setting.isListed ? 'works' : 'ResourceNotFound' });
  const others = new Set((await standin.control.liveTokens()).map((token) => token.signature));
  const computer: Computer = startComputer(standin.url);
  let scene: Scene | null = null;
  try {
    scene = await prepare(computer, standin, setting, others);
    await act(scene);
  } finally {
    if (scene !== null) await endHolder(scene);
    await computer.remove();
  }
}

/** The steps of a rotation that nothing disturbs, and how long it takes. */
async function rehearse(standin: StandinProcess, setting: Setting): Promise<{ steps: string[]; usualMs: number }> {
  let rehearsed = { steps: [] as string[], usualMs: 0 };
  await onStage(standin, setting, async (scene) => {
    await scene.computer.dieAt(null);
    const startedMs = performance.now();
    await rotate(scene);
    if (!(await atRest(scene))) throw new Error('the rotation does not come to rest');
    rehearsed = { steps: await scene.computer.steps(), usualMs: performance.now() - startedMs };
  });
  return rehearsed;
}

async function play(standin: StandinProcess, one: Case, usualMs: number, report: Report): Promise<void> {
  await onStage(standin, one.setting, async (scene) => {
    await strike(scene, one.blow, usualMs, report);
    tally.kills += 1;
    await standin.control.clearFaults();
    scene.computer.start();
    await judge(scene, report);
  });
}

/** Each case of the plain setting with and without `--cascade`; of the others every second one here and the rest there. */
function planned(cases: readonly Case[], setting: Setting, cascade: boolean, isFull: boolean): Case[] {
  if (isFull) return cases.filter((_, nth) => setting === PLAIN || (nth % 2 === 1) === cascade);
  const every = Math.ceil(cases.length / SMALL.cases);
  return cases.filter((_, nth) => nth % every === Math.floor(every / 2));
}

async function playLane(cascade: boolean, { isFull, seed, only }: Wish): Promise<void> {
  const settings = isFull ? SETTINGS : SMALL.settings.slice(cascade ? 1 : 0, cascade ? 2 : 1);
  const standin = await startStandin({ cascade });
  try {
    for (const setting of settings) {
      const { steps, usualMs } = await rehearse(standin, setting);
      for (const one of planned(casesOf(setting, steps, seed), setting, cascade, isFull)) {
        const name = `${nameOf(setting)}${cascade ? ', cascade' : ''}: ${blowName(one.blow)}`;
        if (!name.includes(only)) continue;
        const report: Report = (finding, what) => {
          tally[finding] += 1;
          process.stderr.write(`${finding}: ${name}: ${what}\n`);
        };
        await play(standin, one, usualMs, report).catch((error: unknown) => {
          report('broken', String(error));
        });
        tally.cases += 1;
        if (tally.cases % 50 === 0) process.stdout.write(`${String(tally.cases)} cases\n`);
      }
    }
  } finally {
    await standin.stop();
  }
}

interface Wish {
  isFull: boolean;
  /** Of the random moments. */
  seed: number;
  /** Part of a case's name. */
  only: string;
}

async function prove(wish: Wish): Promise<void> {
  process.stdout.write(`seed ${String(wish.seed)}\n`);
  await Promise.all([playLane(false, wish), playLane(true, wish)]);
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`rotation: ${figures.join(' ')}\n`);
  const { lost, unknown, undisclosed, unfinished, broken } = tally;
  process.exitCode = tally.cases > 0 && lost + unknown + undisclosed + unfinished + broken === 0 ? 0 : 1;
}

const valueOf = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;

const asApp = process.argv.indexOf(APP_ARGUMENT);
if (asApp > 0) void serveApp(process.argv[asApp + 1] ?? '', process.argv[asApp + 2] ?? '');
else {
  const seed = Number(valueOf('--seed') ?? Date.now() % 1_000_000);
  prove({ isFull: valueOf('--size') !== 'small', seed, only: valueOf('--only') ?? '' }).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.stdout.write('rotation: broken\n');
    process.exitCode = 1;
  });
}
