/** What a person does with a copied token in the real app, and what another client of the desktop finds afterwards. */
import type { Page } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../../electron/app';
import { filesHolding } from '../../electron/desktop';
import * as person from '../../electron/person';
import type { AccountLine } from '../../fakes/standinProcess';
import { mint, until, type Stage } from '../tray/stage';
import type { Desktop } from './desktops';

export const figures = { copies: 0, cleared: 0, left: 0, foreignCleared: 0, untrue: 0, unreached: 0, leaks: 0 };
type Bad = 'left' | 'foreignCleared' | 'untrue' | 'unreached' | 'leaks';

const LOOK_MS = 100;
const FOREIGN = 'a shopping list';
const PASSPHRASE = 'CANARY-clipboard-passphrase';
const SHORTEST_MS = 10_000;

export interface Scene extends Omit<Stage, 'own' | 'app'> {
  desktop: Desktop;
  amy: AccountLine;
  app: RunningApp;
  /** Each case has a token of its own: what a history tool keeps is then of this case. */
  label: string;
  secret: string;
  /** Where neither the app nor its copier may leave a token. */
  folders: string[];
  dataFolder: string;
  /** The app again, on the same files. */
  again(): Promise<void>;
  /** All that the runs of the app have written to stdout and stderr. */
  said(): string;
}

function hold(scene: Scene, kind: Bad, what: string, holds: boolean): void {
  if (holds) return;
  figures[kind] += 1;
  process.stderr.write(`${kind}: ${scene.desktop.name}: ${what}\n`);
}

const has = async ({ desktop }: Scene, text: string): Promise<boolean> => (await desktop.paste()) === text;

async function shows({ page }: Scene, text: string | RegExp): Promise<boolean> {
  return until(() => page.getByText(text).first().isVisible());
}

/** By the row's menu or by the key; what is said then is true of this desktop. */
async function copy(scene: Scene, by: 'menu' | 'key' = 'menu'): Promise<void> {
  const { page, desktop, label, secret } = scene;
  if (by === 'menu') await person.rowAction(page, label, 'Copy');
  else {
    await person.tokenRow(page, label).click();
    await page.keyboard.press('Control+c');
  }
  figures.copies += 1;
  hold(scene, 'unreached', 'another client pastes what was copied', await until(() => has(scene, secret)));
  hold(scene, 'untrue', 'the window counts down', await shows(scene, /^Clipboard clears in \d+ s$/));
  const keeps = desktop.history() !== null;
  if (keeps) hold(scene, 'unreached', 'the history tool keeps it', await until(() => desktop.history()?.includes(secret) === true));
  hold(scene, 'untrue', 'the window says that a history tool may keep it', await shows(scene, 'A history tool may keep it'));
  hold(scene, 'leaks', 'no program has it among its arguments', !argumentsHold(secret));
}

/** All processes that this user may look at. */
function argumentsHold(secret: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline')).includes(secret);
      } catch {
        return false;
      }
    });
}

/** Gone for another client, and for good: a history tool fills an empty clipboard again only after a while. */
async function isGone(scene: Scene, what: string): Promise<void> {
  const went = await until(async () => !(await has(scene, scene.secret)));
  let cameBack = false;
  for (const end = Date.now() + scene.desktop.backWithinMs; went && !cameBack && Date.now() < end;) {
    cameBack = (await scene.desktop.paste()).includes(scene.secret);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  figures.cleared += went && !cameBack ? 1 : 0;
  hold(scene, 'left', `${what}${cameBack ? ', came back' : ''}`, went && !cameBack);
  hold(scene, 'leaks', `${what}: nor is it selected`, !(await scene.desktop.selected()).includes(scene.secret));
}

const change = (page: Page, settings: { clipboardClearMs?: number; pasteOnce?: boolean }): Promise<unknown> =>
  page.evaluate((wanted) => window.dxkey.settings.change(wanted), settings);

async function clearNow(scene: Scene): Promise<void> {
  await copy(scene);
  await scene.page.getByRole('button', { name: 'Clear now' }).click();
  hold(scene, 'untrue', 'the window says that it is cleared', await shows(scene, 'Clipboard cleared'));
  await isGone(scene, 'Clear now');
}

/** At the shortest time that Settings has. */
async function byTime(scene: Scene): Promise<void> {
  await change(scene.page, { clipboardClearMs: SHORTEST_MS });
  await copy(scene, 'key');
  hold(scene, 'untrue', 'it stays for most of its time', await has(scene, scene.secret));
  hold(scene, 'untrue', 'the window says when the time is over', await shows(scene, 'Clipboard cleared'));
  await isGone(scene, 'its time');
  await change(scene.page, { clipboardClearMs: 3 * SHORTEST_MS });
}

async function foreign(scene: Scene): Promise<void> {
  await copy(scene);
  await scene.desktop.put(FOREIGN);
  await scene.page.getByRole('button', { name: 'Clear now' }).click();
  hold(scene, 'untrue', 'the window says that it is no longer ours', await shows(scene, 'The clipboard no longer held it'));
  hold(scene, 'foreignCleared', 'what another client copied stays', await has(scene, FOREIGN));
}

async function lock(scene: Scene): Promise<void> {
  await scene.page.evaluate((passphrase) => window.dxkey.lock.setUp({ passphrase }), PASSPHRASE);
  await copy(scene);
  await scene.page.keyboard.press('Control+l');
  await isGone(scene, 'the lock');
  hold(scene, 'unreached', 'it is locked', await shows(scene, 'dxkey is locked'));
  // Behind the lock another page takes the place of the one that showed tokens, at its own time.
  const unlock = async (): Promise<boolean> => {
    scene.page = await scene.app.page();
    return (await scene.page.evaluate((passphrase) => window.dxkey.lock.unlock({ passphrase }), PASSPHRASE)).ok;
  };
  hold(scene, 'unreached', 'the lock opens', await until(unlock));
  await person.untilTokensScreen(scene.page);
  await scene.page.evaluate((passphrase) => window.dxkey.lock.remove({ passphrase }), PASSPHRASE);
}

async function signOut(scene: Scene): Promise<void> {
  await copy(scene);
  await person.signOut(scene.page, 'amy');
  await isGone(scene, 'the sign-out');
  scene.page = await scene.app.page();
  await person.typePassword(scene.page, { password: scene.amy.password });
  await person.untilTokensScreen(scene.page);
}

async function kill({ app }: Scene): Promise<void> {
  const main = app.electron.process();
  const ended = new Promise((resolve) => main.once('exit', resolve));
  main.kill('SIGKILL');
  await ended;
}

const marks = ({ dataFolder }: Scene): number =>
  (JSON.parse(readFileSync(join(dataFolder, 'clipboard.json'), 'utf8')) as { value: { kept: unknown[] } }).value.kept.length;

/** The next start finds it by a salted hash, and clears it. */
async function crash(scene: Scene): Promise<void> {
  const { desktop } = scene;
  await copy(scene);
  hold(scene, 'unreached', 'something on the disk recognises it', marks(scene) === 1);
  await kill(scene);
  // Else the next start would have nothing to clear.
  if (desktop.outlivesCrash) hold(scene, 'unreached', 'it outlives the crash', await until(() => has(scene, scene.secret)));
  await scene.again();
  await isGone(scene, 'the start after a crash');
  hold(scene, 'untrue', 'nothing is left to recognise it by', await until(() => marks(scene) === 0));
}

/** What another client copied after the crash is not the next start's to clear. */
async function crashThenForeign(scene: Scene): Promise<void> {
  await copy(scene);
  await kill(scene);
  await scene.desktop.put(FOREIGN);
  await scene.again();
  hold(scene, 'untrue', 'nothing is left to recognise it by', await until(() => marks(scene) === 0));
  hold(scene, 'foreignCleared', 'what another client copied stays over a start', await has(scene, FOREIGN));
}

async function quit(scene: Scene): Promise<void> {
  await copy(scene);
  await scene.app.close();
  await isGone(scene, 'quitting');
}

/** The first client to paste takes it, which a history tool would be. */
async function pasteOnce(scene: Scene): Promise<void> {
  const { page, desktop, label, secret } = scene;
  await desktop.stopTool();
  await change(page, { pasteOnce: true });
  await person.rowAction(page, label, 'Copy');
  figures.copies += 1;
  hold(scene, 'untrue', 'the window counts down', await shows(scene, /^Clipboard clears in \d+ s$/));
  hold(scene, 'unreached', 'it is pasted once', await has(scene, secret));
  await isGone(scene, 'its one paste');
  await page.getByRole('button', { name: 'Clear now' }).click();
  hold(scene, 'untrue', 'the window says that it was gone', await shows(scene, 'The clipboard no longer held it'));
  await change(page, { pasteOnce: false });
}

const UNSEEN = /^Cleared, but no other program could check/;

/** Where no other program can look for dxkey, it does not claim what it has not seen. */
async function unseen(scene: Scene): Promise<void> {
  await copy(scene);
  await scene.page.getByRole('button', { name: 'Clear now' }).click();
  hold(scene, 'untrue', 'the window says that nobody could check', await shows(scene, UNSEEN));
  await isGone(scene, 'Clear now, unseen');
}

/** Wayland without wl-copy: nothing is written before a press, and whether others see it is not claimed. */
async function press(scene: Scene): Promise<void> {
  const { page, label, app, secret } = scene;
  await person.rowAction(page, label, 'Copy');
  figures.copies += 1;
  hold(scene, 'untrue', 'the window asks for the press', await shows(scene, /^Press the button in the small window/));
  hold(scene, 'untrue', 'nothing is copied before it', !(await has(scene, secret)));
  const small = (): Page | undefined => app.electron.windows().find((one) => one !== page);
  hold(scene, 'unreached', 'the small window comes', await until(() => small() !== undefined));
  await small()?.getByRole('button', { name: 'Copy' }).click();
  hold(scene, 'unreached', 'it goes with the press', await until(() => small() === undefined));
  await page.getByRole('button', { name: 'Clear now' }).click();
  hold(scene, 'untrue', 'the window says that nobody could check', await shows(scene, UNSEEN));
  await isGone(scene, 'Clear now, after a press');
}

const CASES = { unseen, press, clearNow, foreign, byTime, lock, signOut, crash, crashThenForeign, pasteOnce, quit };
export type CaseName = keyof typeof CASES;

export async function begin(scene: Scene): Promise<void> {
  await person.typePassword(scene.page, scene.amy);
  await person.untilTokensScreen(scene.page);
}

export async function play(scene: Scene, name: CaseName): Promise<void> {
  const startedMs = Date.now();
  scene.label = `canary-${String(scene.secrets.length)}-`;
  scene.secret = await mint(scene, scene.label, 20);
  await CASES[name](scene);
  process.stdout.write(`${scene.desktop.name}: ${name} (${String(Date.now() - startedMs)} ms)\n`);
}

/** After the last case: none of them in any file of the app, nor in what it said. */
export async function lookForLeaks(scene: Scene): Promise<void> {
  for (const secret of scene.secrets) {
    const files = await filesHolding(secret, scene.folders);
    hold(scene, 'leaks', `in ${files.join(' ')}`, files.length === 0);
    hold(scene, 'leaks', 'in the output of the app', !scene.said().includes(secret));
  }
}
