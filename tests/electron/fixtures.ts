/**
 * The real app on the real stand-in: from the tree's `dist/`, or the build that DXKEY_E2E_APP names. Each test has a data
 * folder of its own, and with it a keychain service name and a socket of its own.
 */
import { _electron, expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import type { Bridge } from '../../preload/bridge';

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
  dataFolder: string;
  launch: (options?: LaunchOptions) => Promise<RunningApp>;
}

export const test = base.extend<Fixtures>({
  standin: async ({}, use) => {
    const standin = await startStandin();
    await use(standin);
    await standin.stop();
  },
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'dxkey-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  launch: async ({ standin, dataFolder }, use) => {
    const running: RunningApp[] = [];
    await use(async (options = {}) => {
      const app = await launchApp(options, { DXKEY_DATA_DIR: dataFolder, DXKEY_STANDIN_URL: standin.url });
      running.push(app);
      return app;
    });
    for (const app of running) await app.close();
  },
});

export { expect };

/** What is started: an executable, and the arguments that name the app to it. */
export function appCommand(): { executable: string; args: string[] } {
  const packaged = process.env['DXKEY_E2E_APP'];
  if (packaged !== undefined && packaged !== '') return { executable: join(packaged, 'dxkey-desktop'), args: [] };
  return { executable: join(ROOT, 'node_modules', 'electron', 'dist', 'electron'), args: [ROOT] };
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
