/** Idle logout on the real app: a person made of xdotool, time that really passes, and logind on a bus of its own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { commandWords, launchApp, type RunningApp } from '../../electron/app';
import type { Bridge } from '../../../preload/bridge';
import { openNotices, run } from '../../electron/desktop';
import * as person from '../../electron/person';
import { startLoginManager } from '../../fakes/loginManager';
import { startStandin, type StandinProcess } from '../../fakes/standinProcess';

/** The org's limit: short, so that it really passes. */
const LIMIT_MS = 12_000;
/** What a busy machine and whole seconds of idle time may cost. */
const SLACK_MS = 4_000;
const SOON_MS = 20_000;
const LOOK_MS = 100;

export interface Outcome {
  checks: number;
  /** What did not hold. */
  failed: string[];
}
type Check = (what: string, holds: boolean) => void;

interface Parts {
  app: RunningApp;
  standin: StandinProcess;
  own: Record<string, string>;
  notices: { shown(): { summary: string; body: string }[] };
  check: Check;
}

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => Promise<boolean> | boolean, limitMs = SOON_MS): Promise<boolean> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    if (await holds()) return true;
    if (Date.now() > endMs) return false;
    await pause(LOOK_MS);
  }
}

const seed = {
  accounts: [{ username: 'amy', password: 'correct horse', first: 'Amy', last: 'Ashdown' }],
  orgs: [{ handle: 'short', name: 'Short Breaks', members: { 'user-amy': 'MEMBER' }, policies: { autoLogoutAfter: LIMIT_MS } }],
  projects: [],
  tokens: [],
} as const;

/** What `dxkey status --json` says of the session: asked by the command, which is never activity. */
async function session({
  own,
}: Parts): Promise<{ status: string; ended?: { reason: string } | null; idle?: { limitMs: number; sensor: string } | null }> {
  const [file = '', ...first] = commandWords();
  const { out } = await run(file, [...first, 'status', '--json'], { env: { ...process.env, ...own } });
  return (JSON.parse(out) as { session: Awaited<ReturnType<typeof session>> }).session;
}
const isSignedIn = async (parts: Parts): Promise<boolean> => (await session(parts)).status === 'signedIn';
const endOf = async (parts: Parts): Promise<string | undefined> => (await session(parts)).ended?.reason;

const isVisible = (electron: ElectronApplication): Promise<boolean> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));

async function signIn({ app, standin }: Parts): Promise<void> {
  const page = await app.page();
  await person.typePassword(page, standin.account('amy'));
  await person.untilTokensScreen(page);
}

/** The person works for two limits, then goes; the session ends one limit later, and everything of it is gone. */
async function idlePasses(parts: Parts): Promise<void> {
  const { app, standin, notices, check } = parts;
  await signIn(parts);
  // Somebody who works in another window is told by the desktop.
  await app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.blur();
  });
  check('the org’s limit is read', await until(async () => (await session(parts)).idle?.limitMs === LIMIT_MS));
  const startMs = Date.now();
  let leftMs = startMs;
  for (let at = 0; Date.now() - startMs < 2 * LIMIT_MS; at += 1) {
    await run('xdotool', ['mousemove', String(20 + (at % 2)), '20']);
    leftMs = Date.now();
    await pause(1_500);
  }
  check('a person at the computer stays signed in, at the platform too', await isSignedIn(parts));
  const page = await app.page();
  const isNoticed = until(() => page.getByRole('button', { name: 'Stay signed in' }).isVisible(), LIMIT_MS + SLACK_MS);
  const isEnded = until(async () => !(await isSignedIn(parts)), LIMIT_MS + 2 * SLACK_MS);
  check('the window gives notice', await isNoticed);
  check('the session ends', await isEnded);
  const tookMs = Date.now() - leftMs;
  check(`it ends one limit after the person went (${String(tookMs)} ms)`, tookMs > LIMIT_MS - 1_500 && tookMs < LIMIT_MS + SLACK_MS);
  check('by idle', (await endOf(parts)) === 'idle');
  check('nothing lives on at the platform', await until(async () => (await standin.control.liveTokens('amy')).length === 0));
  check('a notice of the desktop says so', await until(() => notices.shown().some(({ summary }) => summary.includes('amy'))));
}

/** Pressing Stay signed in puts it off. */
async function personStays(parts: Parts): Promise<void> {
  const { app, check } = parts;
  await signIn(parts);
  const page = await app.page();
  const button = page.getByRole('button', { name: 'Stay signed in' });
  check('the window gives notice', await until(() => button.isVisible(), LIMIT_MS + SLACK_MS));
  const pressedMs = Date.now();
  // Playwright’s own press, which the computer’s idle time knows nothing of.
  await button.press('Enter');
  check('the notice goes', await until(async () => !(await button.isVisible())));
  await pause(LIMIT_MS - 3_000 - (Date.now() - pressedMs));
  check('the session is there past its former end', await isSignedIn(parts));
  check('and ends at its new one', await until(async () => (await endOf(parts)) === 'idle', LIMIT_MS));
}

async function sleepAndLock(parts: Parts, tell: (word: 'sleep' | 'wake' | 'lock') => Promise<void>): Promise<void> {
  const { app, check } = parts;
  await signIn(parts);
  const page = await app.page();
  await page.evaluate(() => window.dxkey.settings.change({ whenScreenLocks: 'signOut' }));
  await tell('sleep');
  check('the window is off the screen before sleep', await until(async () => !(await isVisible(app.electron))));
  await tell('sleep');
  await tell('wake');
  await tell('wake');
  check('and back after it', await until(() => isVisible(app.electron)));
  check('sleep alone ends nothing', await isSignedIn(parts));
  await tell('lock');
  check('a lock signs out, as set', await until(async () => (await endOf(parts)) === 'away'));
}

/** One app with what it needs around it. */
async function play(env: Record<string, string>, run: (parts: Parts) => Promise<void>): Promise<Outcome> {
  const outcome: Outcome = { checks: 0, failed: [] };
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-idle-'));
  const standin = await startStandin({ seed: seed as never });
  const [home, data] = [join(scratch, 'home'), join(scratch, 'data')];
  for (const folder of [home, join(home, '.config'), data]) mkdirSync(folder, { mode: 0o700 });
  const own = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), DXKEY_DATA_DIR: data, DXKEY_STANDIN_URL: standin.url, ...env };
  const notices = await openNotices();
  const app = await launchApp({}, own);
  const check: Check = (what, holds) => {
    outcome.checks += 1;
    if (!holds) outcome.failed.push(what);
  };
  try {
    await run({ app, standin, own, notices, check });
  } catch (error) {
    outcome.failed.push(String(error));
  } finally {
    await app.close();
    await notices.close();
    await standin.stop();
    // Chromium's children may still write there for a moment.
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
  return outcome;
}

const NO_SYSTEM_BUS = { DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nowhere/system' };

export const DESKTOP_SCENES: Readonly<Record<string, () => Promise<Outcome>>> = {
  'idle really passes': () => play(NO_SYSTEM_BUS, idlePasses),
  'a person stays': () => play(NO_SYSTEM_BUS, personStays),
  'without logind': () =>
    play(NO_SYSTEM_BUS, async (parts) => {
      await signIn(parts);
      const page = await parts.app.page();
      parts.check(
        'the window says that nobody tells of sleep',
        await until(() => page.getByText('This desktop has no logind.').isVisible()),
      );
    }),
  'sleep and lock': async () => {
    const login = await startLoginManager();
    try {
      return await play(login.env, async (parts) => {
        await login.untilInhibited();
        await sleepAndLock(parts, login.tell);
      });
    } finally {
      await login.stop();
    }
  },
};
