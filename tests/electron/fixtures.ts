/**
 * The real app on the real stand-in: `release/test-unpacked`, another build that DXKEY_E2E_APP names, or `tree` for the tree's
 * `dist/`. Each test has a home and a data folder of its own, and with it a keychain service name and a socket of its own.
 */
import { expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import type { Bridge } from '../../preload/bridge';
import { keychainService } from '../../main/agent/location';
import { appCommand, commandWords, launchApp } from './app';
import type { LaunchOptions, RunningApp } from './app';
import { openNotices, openTray, readKeychain, run } from './desktop';
import type { Notice, Outcome, ProgramOptions, Tray } from './desktop';

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

interface Fixtures {
  standin: StandinProcess;
  home: string;
  dataFolder: string;
  /** What app, command and shells are started with. */
  surroundings: Record<string, string>;
  /** A panel with a tray; a test that asks for it asks before it launches. */
  tray: Tray;
  /** Notifications that were shown so far; likewise asked for before the launch. */
  notices: { shown(): Notice[] };
  launch: (options?: LaunchOptions) => Promise<RunningApp>;
  /** The `dxkey` of the build under test. */
  dxkey: (args: readonly string[], options?: ProgramOptions) => Promise<Outcome>;
  /** What the keychain holds of an account's token, as any program of this user finds it. */
  keptToken: (userId: string, signature: string) => Promise<string | null>;
}

export const test = base.extend<Fixtures>({
  standin: async ({}, use) => {
    const standin = await startStandin();
    await use(standin);
    await standin.stop();
  },
  home: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'dxkey-home-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'dxkey-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  surroundings: async ({ standin, home, dataFolder }, use) => {
    await mkdir(join(home, '.config'));
    await use({
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local', 'share'),
      XDG_STATE_HOME: join(home, '.local', 'state'),
      XDG_CACHE_HOME: join(home, '.cache'),
      DXKEY_DATA_DIR: dataFolder,
      DXKEY_STANDIN_URL: standin.url,
    });
  },
  tray: async ({}, use) => {
    const tray = await openTray();
    await use(tray);
    await tray.close();
  },
  notices: async ({}, use) => {
    const server = await openNotices();
    await use(server);
    await server.close();
  },
  dxkey: async ({ surroundings }, use) => {
    const [file = '', ...first] = commandWords();
    await use((args, options = {}) =>
      run(file, [...first, ...args], { ...options, env: { ...process.env, ...surroundings, ...options.env } }),
    );
  },
  keptToken: async ({ surroundings }, use) => {
    const service = keychainService(surroundings, process.platform, '/');
    await use((userId, signature) => readKeychain(service, `token/standin/${userId}/${signature}`));
  },
  launch: async ({ surroundings }, use) => {
    const running: RunningApp[] = [];
    await use(async (options = {}) => {
      const app = await launchApp(options, surroundings);
      running.push(app);
      return app;
    });
    for (const app of running) await app.close();
  },
});

export { appCommand, commandWords, expect };
export type { RunningApp };

/** Starts the app without a debugger, waits until its stderr holds `text`, and ends it; answers all that it wrote. */
export async function outputUntil(text: string, own: Record<string, string>): Promise<string> {
  const { executable, args } = appCommand();
  const child = spawn(executable, ['--disable-gpu', ...args, '--hidden'], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  let said = '';
  const heard = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(text)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  await Promise.race([heard, ended]);
  child.kill('SIGTERM');
  await ended;
  return said;
}

/** Signs in through the window, as a person does. */
export async function signIn(page: Page, account: { username: string; password?: string | undefined }): Promise<void> {
  await page.getByLabel('Username').fill(account.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Waits until core says that somebody is signed in. */
export async function untilSignedIn(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        const answer = await page.evaluate(() => window.dxkey.session.load());
        return answer.ok ? answer.value.status : answer.error.code;
      },
      { timeout: 20_000 },
    )
    .toBe('signedIn');
}

/** The value of an answer, or a failure that names its code. */
export function valueOf<T>(answer: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!answer.ok) throw new Error(`refused: ${answer.error.code}`);
  return answer.value;
}

/** From now on notes what the window is told: on Linux the system ignores it, and Electron does not tell it back. */
export async function noteProtection(electron: ElectronApplication): Promise<() => Promise<boolean[]>> {
  await electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window === undefined) throw new Error('there is no window');
    const told: boolean[] = [];
    Reflect.set(globalThis, 'toldProtection', told);
    const real = window.setContentProtection.bind(window);
    window.setContentProtection = (isOn) => {
      told.push(isOn);
      real(isOn);
    };
  });
  return () => electron.evaluate(() => Reflect.get(globalThis, 'toldProtection') as boolean[]);
}
