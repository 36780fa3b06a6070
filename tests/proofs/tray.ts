/**
 * `npm run proof -- tray [--size small|full]`: the tray on the real app, read and pressed through D-Bus as a panel does it
 * (StatusNotifierItem, com.canonical.dbusmenu), with a panel there, none, and one that comes late or goes and comes back. Of `checks`,
 * `failed` did not hold: `wrong`, an act that did not do what it says; `stale`, a menu that did not follow a change; `unreached`, what
 * had no way to be done, or took longer than a step may; `leaks`, a secret, or a name behind the lock, in what the panel is told.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchApp } from '../electron/app';
import { openTray } from '../electron/desktop';
import * as person from '../electron/person';
import { startStandin } from '../fakes/standinProcess';
import { check, figures, inTime, type Stage } from './tray/stage';
import { comesAndGoes, everyPress } from './tray/scenes';

/** Both sizes end by themselves, whatever hangs. */
const SCENE_MS = 240_000;
const CLOSE_MS = 20_000;

/** One app, signed in, on a stand-in of its own. */
async function play(name: string, scene: (stage: Stage) => Promise<void>): Promise<void> {
  process.stdout.write(`${name}\n`);
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-tray-'));
  const standin = await startStandin();
  const [home, data] = [join(scratch, 'home'), join(scratch, 'data')];
  for (const folder of [home, join(home, '.config'), data]) mkdirSync(folder, { mode: 0o700 });
  const own = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), DXKEY_DATA_DIR: data, DXKEY_STANDIN_URL: standin.url };
  const app = await launchApp({}, own);
  try {
    await inTime(name, SCENE_MS, async () => {
      const page = await app.page();
      const amy = standin.account('amy');
      await person.typePassword(page, amy);
      await person.untilTokensScreen(page);
      await scene({ app, page, standin, own, secrets: [amy.password] });
    });
  } catch (error) {
    check('unreached', `${name}: ${String(error)}`, false);
  } finally {
    await inTime('closing', CLOSE_MS, () => app.close()).catch(() => app.electron.process().kill('SIGKILL'));
    await standin.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function prove(size: string): Promise<void> {
  await play('no panel, then a late one, then another, then none', comesAndGoes);
  if (size === 'full') {
    const tray = await openTray();
    try {
      await play('a panel from the start', (stage) => everyPress(stage, tray));
    } finally {
      await tray.close();
    }
  }
  const { checks, ...bad } = figures;
  const failed = Object.values(bad).reduce((sum, one) => sum + one, 0);
  const kinds = Object.entries(bad).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`tray: checks=${String(checks)} failed=${String(failed)} ${kinds.join(' ')}\n`);
  process.exitCode = checks > 0 && failed === 0 ? 0 : 1;
}

const sizeAt = process.argv.indexOf('--size');
prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('tray: broken\n');
  process.exitCode = 1;
});
