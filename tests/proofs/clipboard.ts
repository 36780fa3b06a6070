/**
 * `npm run proof -- clipboard [--size small|full]`: the real app under X11 with a history tool, and under headless Wayland. A token that is
 * copied in the window is pasted by another client; after its time, a press, the lock, a sign-out, a quit and a crash (SIGKILL, then the
 * next start) that client no longer finds it, nor does the history tool bring it back, while what another client copied in between stays.
 * Of `copies`, `cleared` were seen gone; `left` were not; `foreignCleared`, what was another's; `untrue`, a word in the window that
 * does not fit; `unreached`, what could not be done; `leaks`, a token in a file or an argument, or a changed selection.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchApp } from '../electron/app';
import { startStandin } from '../fakes/standinProcess';
import { underWayland, underX11, withoutPrograms, type Desktop } from './clipboard/desktops';
import { begin, figures, lookForLeaks, play, type CaseName, type Scene } from './clipboard/scenes';
import { inTime } from './tray/stage';

const SCENE_MS = 240_000;
const CLOSE_MS = 20_000;

/** At small size each way to be cleared is on one of the two desktops, a crash and a quit on both; only a full run waits for the countdown. */
const SIZES: Record<'small' | 'full', { x11: CaseName[]; wayland: CaseName[] }> = {
  small: { x11: ['clearNow', 'foreign', 'crash', 'lock', 'quit'], wayland: ['signOut', 'crash', 'pasteOnce', 'quit'] },
  full: {
    x11: ['clearNow', 'foreign', 'byTime', 'lock', 'signOut', 'crash', 'crashThenForeign', 'quit'],
    wayland: ['clearNow', 'foreign', 'byTime', 'lock', 'signOut', 'crash', 'crashThenForeign', 'pasteOnce', 'quit'],
  },
};

async function onDesktop(open: (scratch: string) => Promise<Desktop>, cases: readonly CaseName[]): Promise<void> {
  const startedMs = Date.now();
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-clip-'));
  const standin = await startStandin();
  const [home, data] = [join(scratch, 'home'), join(scratch, 'data')];
  for (const folder of [home, join(home, '.config'), data]) mkdirSync(folder, { mode: 0o700 });
  const own = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), DXKEY_DATA_DIR: data, DXKEY_STANDIN_URL: standin.url };
  const desktop = await open(scratch);
  let said = '';
  const launch = async (): Promise<Pick<Scene, 'app' | 'page'>> => {
    const app = await launchApp({ args: desktop.args, env: desktop.env }, own);
    const { stdout, stderr } = app.electron.process();
    for (const pipe of [stdout, stderr]) pipe?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { app, page: await app.page() };
  };
  const scene: Scene = {
    ...(await launch()),
    desktop,
    standin,
    amy: standin.account('amy'),
    secrets: [],
    label: '',
    secret: '',
    folders: [home, data],
    dataFolder: data,
    again: async () => void Object.assign(scene, await launch()),
    said: () => said,
  };
  try {
    await inTime(desktop.name, SCENE_MS, async () => {
      await begin(scene);
      process.stdout.write(`${desktop.name}: signed in (${String(Date.now() - startedMs)} ms)\n`);
      for (const name of cases) await play(scene, name);
      await lookForLeaks(scene);
    });
  } catch (error) {
    figures.unreached += 1;
    process.stderr.write(`unreached: ${desktop.name}: ${String(error)}\n`);
  } finally {
    await inTime('closing', CLOSE_MS, () => scene.app.close()).catch(() => scene.app.electron.process().kill('SIGKILL'));
    await desktop.stop();
    await standin.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function prove(size: 'small' | 'full'): Promise<void> {
  const { x11, wayland } = SIZES[size];
  await Promise.all([onDesktop((scratch) => underX11(scratch, true), x11), onDesktop(underWayland, wayland)]);
  if (size === 'full') {
    await onDesktop((scratch) => underX11(scratch, false), x11);
    await onDesktop((scratch) => withoutPrograms(scratch, underX11(scratch, false)), ['unseen']);
    await onDesktop((scratch) => withoutPrograms(scratch, underWayland(scratch)), ['press']);
  }
  const { copies, cleared, ...bad } = figures;
  const kinds = Object.entries(bad).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`clipboard: copies=${String(copies)} cleared=${String(cleared)} ${kinds.join(' ')}\n`);
  process.exitCode = copies > 0 && Object.values(bad).every((count) => count === 0) ? 0 : 1;
}

prove(process.argv.includes('small') ? 'small' : 'full').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('clipboard: broken\n');
  process.exitCode = 1;
});
