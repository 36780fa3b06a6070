/** The desktops of the proof of the clipboard: X11 and Wayland, each with a history tool, and another client that pastes and copies. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start, type Program } from '../../electron/desktop';
import { until } from '../tray/stage';

type Environment = Record<string, string>;

export interface Desktop {
  name: string;
  /** What the app is started with on it. */
  args: string[];
  env: Environment;
  /** The clipboard as another client reads it; empty where nothing is on it. */
  paste(): Promise<string>;
  put(text: string): Promise<void>;
  /** What is selected (PRIMARY), where no token belongs. */
  selected(): Promise<string>;
  /** Within this time a history tool fills an empty clipboard again, if it does. */
  backWithinMs: number;
  /** All that the history tool has kept; null where none runs. */
  history(): string | null;
  /** Whether what was copied is still there when its program was killed: the tool brings it back, or the copier lives on. */
  outlivesCrash: boolean;
  /** Ends the history tool alone. */
  stopTool(): Promise<void>;
  stop(): Promise<void>;
}

const inherited = (): Environment =>
  Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));

/** Ends with its exit, not with its pipes: a copier leaves a child behind that holds them. */
function copier(argv: readonly string[], env: Environment, text: string): Promise<void> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} ended with ${String(code)}`));
    });
    child.stdin.end(text);
  });
}

interface Clients {
  copy: readonly string[];
  paste: readonly string[];
  selected: readonly string[];
}

function clientsIn(env: Environment, clients: Clients): Pick<Desktop, 'paste' | 'put' | 'selected'> {
  const read = async ([file = '', ...args]: readonly string[]): Promise<string> => {
    const { code, out } = await run(file, args, { env });
    return code === 0 ? out : '';
  };
  const paste = () => read(clients.paste);
  return {
    paste,
    selected: () => read(clients.selected),
    // A copier answers before the server has heard of it.
    async put(text) {
      await copier(clients.copy, env, text);
      if (!(await until(async () => (await paste()) === text))) throw new Error('What another client copied cannot be pasted.');
    },
  };
}

/** All text of all files under a folder. */
function textUnder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n');
}

function inFolder(scratch: string, name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/** A tool that ends at once would prove nothing. */
async function untilKeeps(tool: Program, desktop: Pick<Desktop, 'put' | 'history'>): Promise<void> {
  const first = 'the first thing copied';
  await desktop.put(first);
  if (!(await until(() => desktop.history()?.includes(first) === true))) throw new Error(`The history tool keeps nothing: ${tool.err()}`);
}

/** The session's own X server; with `parcellite`, which keeps each text in a file and fills a clipboard whose owner went. */
export async function underX11(scratch: string, hasTool: boolean): Promise<Desktop> {
  const home = inFolder(scratch, hasTool ? 'parcellite' : 'no-tool');
  const env = { ...inherited(), HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };
  let isKeeping = hasTool;
  const tool = hasTool ? start('parcellite', [], env) : null;
  const clipboard = ['xclip', '-selection', 'clipboard'];
  const clients = clientsIn(env, {
    copy: [...clipboard, '-in', '-silent'],
    paste: [...clipboard, '-out'],
    selected: ['xclip', '-selection', 'primary', '-out'],
  });
  const desktop: Desktop = {
    ...clients,
    name: hasTool ? 'X11 with parcellite' : 'X11',
    args: [],
    env: {},
    history: () => (isKeeping ? textUnder(home) : null),
    outlivesCrash: hasTool,
    // It looks twice a second.
    backWithinMs: hasTool ? 1000 : 200,
    stopTool: async () => {
      isKeeping = false;
      await tool?.stop();
    },
    stop: async () => tool?.stop(),
  };
  if (tool !== null) await untilKeeps(tool, desktop);
  return desktop;
}

/** The same desktop, where the app finds no program that reads the clipboard for it. */
export async function withoutPrograms(scratch: string, opened: Promise<Desktop>): Promise<Desktop> {
  const desktop = await opened;
  return { ...desktop, name: `${desktop.name}, no programs`, env: { ...desktop.env, PATH: inFolder(scratch, 'empty') } };
}

/** A compositor without a screen; the history tool is `wl-paste --watch`, which is what those of Wayland are made of. */
export async function underWayland(scratch: string): Promise<Desktop> {
  const runtime = inFolder(scratch, 'wl');
  const kept = inFolder(scratch, 'kept');
  const config = join(kept, 'sway');
  writeFileSync(config, 'xwayland disable\n');
  // It stands for the display from here on: nothing may fall back to X11.
  const own = { XDG_RUNTIME_DIR: runtime, DISPLAY: '' };
  const headless = { WLR_BACKENDS: 'headless', WLR_RENDERER: 'pixman', WLR_LIBINPUT_NO_DEVICES: '1' };
  const sway = start('sway', ['-c', config], { ...inherited(), ...own, ...headless });
  const socket = (): string | undefined => readdirSync(runtime).find((name) => /^wayland-\d+$/.test(name));
  if (!(await until(() => socket() !== undefined))) throw new Error(`sway made no socket: ${sway.err()}`);
  const env = { ...own, WAYLAND_DISPLAY: socket() ?? '' };
  const all = { ...inherited(), ...env };
  let isKeeping = true;
  const tool = start('wl-paste', ['--watch', 'sh', '-c', `cat >> ${join(kept, 'history')}`], all);
  const clients = clientsIn(all, {
    copy: ['wl-copy'],
    paste: ['wl-paste', '--no-newline'],
    selected: ['wl-paste', '--primary', '--no-newline'],
  });
  const desktop: Desktop = {
    ...clients,
    name: 'Wayland (sway)',
    args: ['--ozone-platform=wayland'],
    env,
    history: () => (isKeeping ? textUnder(kept) : null),
    outlivesCrash: true,
    backWithinMs: 200,
    stopTool: async () => {
      isKeeping = false;
      await tool.stop();
    },
    async stop() {
      await tool.stop();
      await sway.stop();
    },
  };
  await untilKeeps(tool, desktop);
  return desktop;
}
