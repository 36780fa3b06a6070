/**
 * `npm run proof -- tray [--size small|full]`: the tray's menu on the real app, read and pressed through D-Bus as a panel does it
 * (StatusNotifierItem, com.canonical.dbusmenu), with a panel there, none, and one that comes late or goes and comes back. `wrong`: an
 * act that did not do what it says; `stale`: a menu that did not follow a change; `unreached`: what had no way to be done;
 * `leaks`: a secret, or a name behind the lock, in what the panel is told.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge } from '../../preload/bridge';
import { commandWords, launchApp, type RunningApp } from '../electron/app';
import { openTray, readClipboard, run, visibleWindows, type Tray, type TrayRow } from '../electron/desktop';
import * as person from '../electron/person';
import { startStandin, type StandinProcess } from '../fakes/standinProcess';

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

const SOON_MS = 20_000;
/** A menu follows a change within this, on a machine that does much else. */
const FOLLOWS_MS = 10_000;
const LOOK_MS = 100;
const PASSPHRASE = 'CANARY-tray-passphrase';

const figures = { cases: 0, wrong: 0, stale: 0, unreached: 0, leaks: 0 };
type Kind = Exclude<keyof typeof figures, 'cases'>;

function check(kind: Kind, what: string, holds: boolean): void {
  figures.cases += 1;
  if (holds) return;
  figures[kind] += 1;
  process.stderr.write(`${kind}: ${what}\n`);
}

async function until(holds: () => Promise<boolean> | boolean, limitMs = SOON_MS): Promise<boolean> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    if (await Promise.resolve(holds()).catch(() => false)) return true;
    if (Date.now() > endMs) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

interface Stage {
  app: RunningApp;
  page: Page;
  standin: StandinProcess;
  own: Record<string, string>;
  secrets: string[];
}

/** A panel's eyes: all that it is told is looked through for secrets. */
function watched(tray: Tray, { secrets }: Pick<Stage, 'secrets'>): { rows(): Promise<TrayRow[]>; press: Tray['press'] } {
  return {
    rows: async () => {
      const told = await tray.read();
      const text = JSON.stringify(told);
      if (secrets.some((secret) => text.includes(secret))) check('leaks', 'a secret in the menu', false);
      return told.menu;
    },
    press: async (...labels) => {
      try {
        await tray.press(...labels);
      } catch (error) {
        check('unreached', `${labels.join(' > ')}: ${String(error)}`, false);
      }
    },
  };
}
type Panel = ReturnType<typeof watched>;

const labels = (rows: readonly TrayRow[]): string[] => rows.map((row) => row.label);
const follows = async (panel: Panel, what: string, holds: (rows: TrayRow[]) => boolean): Promise<void> => {
  check('stale', what, await until(async () => holds(await panel.rows()), FOLLOWS_MS));
};

async function dxkey({ own }: Pick<Stage, 'own'>, ...args: string[]): Promise<number | null> {
  const [file = '', ...first] = commandWords();
  return (await run(file, [...first, ...args], { env: { ...process.env, ...own } })).code;
}

/** By the bridge, since the window's own dialogs are another spec's; answers the secret. */
async function mint({ page, secrets }: Stage, label: string, days: number): Promise<string> {
  const accountId = await person.shownAccount(page);
  const made = await page.evaluate(
    ([account, name, expiresMs]) =>
      window.dxkey.tokens.mint({
        accountId: account,
        label: name,
        scope: { kind: 'full' },
        expiresMs,
        isKept: true,
        worksWhileAway: false,
      }),
    [accountId, label, Date.now() + days * 86_400_000] as const,
  );
  if (!made.ok) throw new Error(`mint: ${made.error.code}`);
  await page.evaluate(() => window.dxkey.tokens.dismissFresh());
  secrets.push(made.value.secret);
  return made.value.secret;
}

/** The desktop's own question: Return and Escape are the safe way out; the first button is one step back from it. */
async function answer(title: string, isYes: boolean): Promise<void> {
  const now = async (): Promise<string> =>
    (await run('xdotool', ['search', '--onlyvisible', '--name', title])).out.trim().split('\n')[0] ?? '';
  check('unreached', `the question ${title} comes`, await until(async () => (await now()) !== ''));
  for (let round = 0; round < 6; round++) {
    const id = await now();
    if (id === '') return;
    await run('xdotool', ['windowraise', id, 'windowfocus', '--sync', id]);
    await run('xdotool', ['key', '--delay', '80', ...(isYes ? ['shift+Tab', 'Return'] : ['Escape'])]);
    if (await until(async () => (await now()) === '', 2_500)) return;
  }
  check('unreached', `the question ${title} goes`, false);
}

async function pressesAll(stage: Stage, panel: Panel): Promise<void> {
  const { page, standin } = stage;
  const lasting = await mint(stage, 'lasting', 20);
  const ending = await mint(stage, 'ending', 2.5);
  const name = (label: string, secret: string, mark = '') => `${label} ••••${secret.slice(-4)}${mark}`;
  const [first, second] = [name('ending', ending, ' (2 days)'), name('lasting', lasting)];
  await follows(panel, 'new tokens come, the one that ends soon first', (rows) => {
    const tokens = labels(rows).filter((label) => label.includes('••••'));
    return tokens[0] === first && tokens[1] === second;
  });
  await follows(panel, 'the session and its end are told', (rows) =>
    labels(rows).some((label) => /^The session ends in \d+ hours$/.test(label)),
  );

  await panel.press(second, 'Copy');
  check('wrong', 'Copy copies', await until(async () => (await readClipboard()) === lasting));
  await follows(panel, 'the last actions are told', (rows) =>
    labels(rows.find((row) => row.label === 'Last actions')?.menu ?? []).some((label) => label.endsWith(`Copied ${second}`)),
  );

  await panel.press(second, 'Pause…');
  const paused = name('lasting', lasting, ' (paused)');
  await follows(panel, 'a paused token is shown as that', (rows) => {
    const menu = rows.find((row) => row.label === paused)?.menu ?? [];
    return menu.some((row) => row.label === 'Copy' && !row.enabled) && menu.some((row) => row.label === 'Resume');
  });
  check('wrong', 'a paused token is given to nobody', (await dxkey(stage, 'exec', 'lasting', '--', 'true')) === 11);
  await panel.press(paused, 'Resume');
  await follows(panel, 'a resumed token is as before', (rows) => labels(rows).includes(second));
  check('wrong', 'a resumed token is given', (await dxkey(stage, 'exec', 'lasting', '--', 'true')) === 0);

  await panel.press(second, 'Revoke…');
  await answer('Revoke Tokens Confirmation', false);
  check('wrong', 'Cancel revokes nothing', (await standin.control.liveTokens('amy')).filter((token) => !token.isSession).length === 2);
  await panel.press(second, 'Revoke…');
  await answer('Revoke Tokens Confirmation', true);
  check(
    'wrong',
    'Yes revokes',
    await until(async () => (await standin.control.liveTokens('amy')).filter((token) => !token.isSession).length === 1),
  );
  await follows(panel, 'a revoked token leaves the menu', (rows) => !labels(rows).includes(second));

  await page.evaluate((passphrase) => window.dxkey.lock.setUp({ passphrase }), PASSPHRASE);
  await panel.press('Lock');
  await follows(panel, 'locked, the menu says so', (rows) => labels(rows)[0] === 'Locked');
  const told = JSON.stringify(await panel.rows());
  check('leaks', 'locked, the menu names nothing', !/amy|ending|lasting|Copied/.test(told));
  const fresh = await stage.app.page();
  await fresh.evaluate((passphrase) => window.dxkey.lock.unlock({ passphrase }), PASSPHRASE);
  await follows(panel, 'unlocked, the token is back', (rows) => labels(rows).includes(first));

  await panel.press('Sign Out…');
  await answer('Sign Out', false);
  check('wrong', 'Cancel signs nobody out', (await dxkey(stage, 'status')) === 0);
  await panel.press('Sign Out…');
  await answer('Sign Out', true);
  check('wrong', 'Sign Out signs out', await until(async () => (await dxkey(stage, 'status')) === 3));
  await follows(panel, 'signed out, the menu says so', (rows) => labels(rows).includes('Signed out'));
}

async function withPanel(stage: Stage, tray: Tray): Promise<void> {
  await pressesAll(stage, watched(tray, stage));
}

const presence = async (page: Page): Promise<string> => {
  const told = await page.evaluate(() => window.dxkey.app.load());
  return told.ok ? told.value.tray : told.error.code;
};

/** No panel at first: the window has it all. Then one comes, goes, and another comes: each finds the icon and a menu that works. */
async function lateAndAgain(stage: Stage): Promise<void> {
  check('wrong', 'without a panel that is known', await until(async () => (await presence(stage.page)) === 'absent'));
  const secret = await mint(stage, 'lasting', 20);
  const line = person.tokenRow(stage.page, 'lasting');
  check('unreached', 'without a panel the window has the token', await until(() => line.isVisible()));
  const label = `lasting ••••${secret.slice(-4)}`;
  for (const what of ['late', 'again']) {
    const tray = await openTray();
    try {
      check('wrong', `${what}: the panel is seen`, await until(async () => (await presence(stage.page)) === 'present'));
      const panel = watched(tray, stage);
      await follows(panel, `${what}: the menu is whole`, (rows) => labels(rows).includes(label) && labels(rows).includes('Quit'));
      await panel.press(label, 'Copy');
      check('wrong', `${what}: Copy copies`, await until(async () => (await readClipboard()) === secret));
      await panel.press(label, 'Pause…');
      await follows(panel, `${what}: the menu follows`, (rows) => labels(rows).includes(`${label} (paused)`));
      await panel.press(`${label} (paused)`, 'Resume');
      await follows(panel, `${what}: the menu follows again`, (rows) => labels(rows).includes(label));
      await panel.press('Open dxkey');
      check('wrong', `${what}: Open opens`, await until(async () => (await visibleWindows()).length === 1));
    } finally {
      await tray.close();
    }
    check('wrong', `${what}: a panel that went is missed`, await until(async () => (await presence(stage.page)) === 'absent'));
  }
}

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
    const page = await app.page();
    const amy = standin.account('amy');
    await person.typePassword(page, amy);
    await person.untilTokensScreen(page);
    await scene({ app, page, standin, own, secrets: [amy.password, PASSPHRASE] });
  } catch (error) {
    check('wrong', `${name}: ${String(error)}`, false);
  } finally {
    await app.close();
    await standin.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function prove(size: string): Promise<void> {
  await play('no panel, then a late one, then another', lateAndAgain);
  if (size === 'full') {
    const tray = await openTray();
    try {
      await play('a panel', (stage) => withPanel(stage, tray));
    } finally {
      await tray.close();
    }
  }
  process.stdout.write(
    `tray: ${Object.entries(figures)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')}\n`,
  );
  const { cases, ...bad } = figures;
  process.exitCode = cases > 0 && Object.values(bad).every((value) => value === 0) ? 0 : 1;
}

const sizeAt = process.argv.indexOf('--size');
prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('tray: broken\n');
  process.exitCode = 1;
});
