import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, release } from './builds';
import { openDesktop, type Desktop, type Program } from './desktop';

let desktop: Desktop;
let folder: string;
let app: Program;
let env: Record<string, string>;

beforeAll(async () => {
  desktop = await openDesktop();
  folder = mkdtempSync(join(tmpdir(), 'dxkey-smoke-'));
  env = { DXKEY_DATA_DIR: join(folder, 'data') };
  app = desktop.start(release.executable, ['--hidden'], env);
});
afterAll(async () => {
  await desktop.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Nobody is signed in here; the state is printed all the same. */
const NOT_SIGNED_IN = 3;

interface Status {
  build: string;
  session: { status: string };
  keychain: string;
}
const status = async (): Promise<Status> => {
  const { code, stdout, stderr } = await desktop.run(release.command, ['status', '--json'], env);
  if (code !== NOT_SIGNED_IN) throw new Error(`dxkey status ended with ${String(code)}: ${stderr}`);
  return JSON.parse(stdout) as Status;
};

const windows = async (): Promise<string[]> => {
  const { stdout } = await desktop.run('xdotool', ['search', '--onlyvisible', '--name', 'dxkey']);
  return stdout.split('\n').filter((line) => line !== '');
};

/** Asks again until the answer is the awaited one; the last answer is what the test shows. */
async function eventually<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  const endMs = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer) || Date.now() > endMs) return answer;
  }
}

describe('the release, driven through its tray and the command, without a debugging port', () => {
  it('starts hidden: an icon in the tray, no window', async () => {
    const { tooltip, icon, menu } = await desktop.tray('list');
    expect(tooltip).toContain('dxkey');
    expect(icon).not.toBeNull();
    expect(menu.filter((row) => !row.separator).map((row) => row.label)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Open/), expect.stringMatching(/^Quit/)]),
    );
    expect(await windows()).toEqual([]);
  });

  it('answers the command with what it is: a release, signed out, its keychain ready', async () => {
    const answer = await eventually(status, (each) => each.keychain === 'ready');
    expect(answer).toMatchObject({ build: 'release', session: { status: 'signedOut' }, keychain: 'ready' });
  });

  it('shows its window when asked to from the tray', async () => {
    const { menu } = await desktop.tray('list');
    const open = menu.find((row) => row.label.startsWith('Open'));
    await desktop.tray('click', open?.label ?? 'Open');
    expect(await eventually(windows, (found) => found.length > 0)).toHaveLength(1);
  });

  it('has a window that the desktop knows as its entry in the menu (StartupWMClass)', async () => {
    const [window = ''] = await windows();
    const { stdout } = await desktop.run('xprop', ['-id', window, 'WM_CLASS']);
    const said = /^\s+StartupWMClass: (.+)$/m.exec(readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8'))?.[1];
    // WM_CLASS is two names, the instance and the class; the desktop goes by the class.
    expect(/"([^"]*)"\s*$/.exec(stdout)?.[1]).toBe(said);
  });

  it('runs its page in a sandbox of user namespace and system-call filter', () => {
    const renderers = readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .filter((pid) => {
        const words = readOrNothing(`/proc/${pid}/cmdline`);
        return words.includes(release.executable) && words.includes('--type=renderer');
      });
    expect(renderers.length).toBeGreaterThan(0);
    expect(renderers.map((pid) => /^Seccomp:\s+(\d)/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1])).toEqual(renderers.map(() => '2'));
  });

  it('keeps one instance: a second start ends by itself and the first goes on', async () => {
    const second = desktop.start(release.executable, [], env);
    expect(await second.exited).toBe(0);
    expect(await status()).toMatchObject({ build: 'release' });
  });

  it('listens on nothing but its own socket', async () => {
    const { stdout } = await desktop.run('cat', [`/proc/${String(app.pid)}/net/tcp`]);
    const inodes = new Set(
      stdout
        .split('\n')
        .filter((line) => line.includes(' 0A '))
        .map((line) => line.trim().split(/\s+/)[9]),
    );
    const { stdout: open } = await desktop.run('ls', ['-l', `/proc/${String(app.pid)}/fd`]);
    expect([...open.matchAll(/socket:\[(\d+)\]/g)].filter(([, inode]) => inodes.has(inode))).toEqual([]);
  });

  it('writes no cookie and no local storage of its own', () => {
    const chromium = join(folder, 'data', 'chromium');
    const files = readdirSync(chromium, { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => /(^|\/)(Cookies|Login Data|Web Data)$/.test(path))).toEqual([]);
  });

  it('ends by Quit in the tray and leaves no socket', async () => {
    const { menu } = await desktop.tray('list');
    await desktop.tray('click', menu.find((row) => row.label.startsWith('Quit'))?.label ?? 'Quit');
    expect(await app.exited).toBe(0);
    expect(readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sock'))).toEqual([]);
  });

  it('shows its window at once on a plain start', async () => {
    const again = desktop.start(release.executable, [], env);
    expect(await eventually(windows, (found) => found.length > 0)).toHaveLength(1);
    await again.stop();
  });
});

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
