/**
 * The real app on the real stand-in: `release/test-unpacked`, another build that DXKEY_E2E_APP names, or `tree` for the tree's
 * `dist/`. Each test has a home and a data folder of its own, and with it a keychain service name and a socket of its own.
 */
import { _electron, expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import type { Bridge } from '../../preload/bridge';
import { keychainService } from '../../main/agent/location';
import { openNotices, openTray, readKeychain, run } from './desktop';
import type { Notice, Outcome, ProgramOptions, Tray } from './desktop';

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

const ROOT = join(__dirname, '..', '..');

export interface RunningApp {
  electron: ElectronApplication;
  /** The main window; waits for it. */
  page(): Promise<Page>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  args?: string[];
  env?: Record<string, string>;
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

export { expect };

/** The folder of the packaged build under test; null for the tree. */
function packagedBuild(): string | null {
  const named = process.env.DXKEY_E2E_APP;
  if (named === 'tree') return null;
  const folder = named === undefined || named === '' ? join(ROOT, 'release', 'test-unpacked') : named;
  if (!existsSync(folder))
    throw new Error(`There is no ${folder}: npm run package -- --test-runtime makes it, DXKEY_E2E_APP=tree does without.`);
  return folder;
}

/** What is started: an executable, and the arguments that name the app to it. */
export function appCommand(): { executable: string; args: string[] } {
  const packaged = packagedBuild();
  if (packaged !== null) return { executable: join(packaged, 'dxkey-desktop'), args: [] };
  return { executable: join(ROOT, 'node_modules', 'electron', 'dist', 'electron'), args: [ROOT] };
}

/** What a person types for `dxkey`: the compiled one of a package, the tree's by Node. */
export function commandWords(): string[] {
  const packaged = packagedBuild();
  return packaged !== null ? [join(packaged, 'resources', 'bin', 'dxkey')] : [process.execPath, join(ROOT, 'dist', 'cli', 'dxkey.cjs')];
}

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

async function launchApp(options: LaunchOptions, own: Record<string, string>): Promise<RunningApp> {
  const { executable, args } = appCommand();
  const inherited = Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const electron = await _electron.launch({
    executablePath: executable,
    args: ['--disable-gpu', ...args, ...(options.args ?? [])],
    chromiumSandbox: true,
    env: { ...inherited, ...own, ...options.env },
  });
  let isClosed = false;
  return {
    electron,
    page: async () => {
      const page = await electron.firstWindow();
      await page.waitForLoadState();
      return page;
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await electron.close();
    },
  };
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
