/** The build under test, and how it is started with a debugger's eyes; apart from the fixtures, since the tour uses it, too. */
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

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

/**
 * Playwright that comes upon a page in the middle of its first navigation may wait for it for ever. So the app starts in the tray,
 * and its window is made when Playwright is there; a start that makes it at once is what the bench does.
 */
export async function launchSeen(options: Parameters<typeof _electron.launch>[0] & { args: string[] }): Promise<ElectronApplication> {
  const isHidden = options.args.includes('--hidden');
  const electron = await _electron.launch({ ...options, args: isHidden ? options.args : [...options.args, '--hidden'] });
  if (!isHidden) {
    await electron.evaluate(async ({ app }) => {
      await app.whenReady();
      app.emit('activate');
    });
  }
  return electron;
}

export async function launchApp(options: LaunchOptions, own: Record<string, string>): Promise<RunningApp> {
  const { executable, args } = appCommand();
  const inherited = Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const electron = await launchSeen({
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
