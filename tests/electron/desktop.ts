/** What a person has at hand beside the window: a tray, a clipboard, the keychain's own program, shells. All real, none of it ours. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const FAKES = join(ROOT, 'tests', 'fakes');
const ANSWER_MS = 30_000;
const TRAY_WAIT_S = '20';

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

export interface ProgramOptions {
  env?: Readonly<Record<string, string | undefined>>;
  input?: string;
}

/** Runs a program to its end. */
export async function run(file: string, args: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  const program = start(file, args, options.env ?? process.env);
  program.child.stdin?.on('error', () => undefined);
  program.child.stdin?.end(options.input ?? '');
  const limit = setTimeout(() => program.child.kill('SIGKILL'), ANSWER_MS);
  const code = await program.ended;
  clearTimeout(limit);
  return { code, out: program.out(), err: program.err() };
}

export interface Program {
  child: ChildProcess;
  pid: number;
  out(): string;
  err(): string;
  ended: Promise<number | null>;
  /** Waits until it wrote this; fails when it ends before. */
  untilSays(text: string): Promise<void>;
  /** The line that starts with this, once it is whole. */
  untilLine(start: string): Promise<string>;
  type(text: string): void;
  stop(): Promise<void>;
}

/** Starts a program and leaves it running; it dies with the test process. */
export function start(file: string, args: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Program {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', file, ...args], { env: { ...env }, stdio: 'pipe' });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const hear = () => {
    for (const listener of [...listeners]) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    hear();
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  /** What `find` finds in what it wrote, once it finds something. */
  const untilFound = (what: string, find: () => string | undefined): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      void ended.then((code) => {
        reject(new Error(`${file} ended with ${String(code)} and never said ${what}`));
      });
      look();
    });
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      err += error.message;
      resolve(127);
    });
    child.once('close', resolve);
  });
  return {
    child,
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    ended,
    untilSays: async (text) => {
      await untilFound(text, () => (out.includes(text) ? text : undefined));
    },
    untilLine: (first) =>
      untilFound(first, () =>
        out
          .split('\n')
          .slice(0, -1)
          .find((line) => line.startsWith(first)),
      ),
    type: (text) => child.stdin.write(text),
    stop: async () => {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(hard);
    },
  };
}

export interface TrayRow {
  label: string;
  enabled: boolean;
  separator: boolean;
  menu: TrayRow[];
}

export interface Tray {
  /** The icon and its menu, once there is one. */
  read(): Promise<{ tooltip: string; icon: { sha256: string } | null; menu: TrayRow[] }>;
  /** Presses a row, through its submenu; waits until it is there and enabled. */
  press(...labels: string[]): Promise<void>;
  close(): Promise<void>;
}

/** A panel with a tray on this session's bus. Open it before the app starts. */
export async function openTray(): Promise<Tray> {
  const panel = start('/usr/bin/python3', [join(FAKES, 'statusNotifierWatcher.py')]);
  await panel.untilSays('"ready"');
  const hand = start('/usr/bin/python3', [join(FAKES, 'trayMenu.py'), 'serve']);
  let asked = 0;
  const ask = async (...words: string[]): Promise<unknown> => {
    asked += 1;
    const n = asked;
    hand.type(`${JSON.stringify([...words, '--wait', TRAY_WAIT_S])}\n`);
    const line = await hand.untilLine(`{"n": ${String(n)}, `);
    const said = JSON.parse(line) as { answer: unknown } | { problem: string };
    if ('problem' in said) throw new Error(`tray ${words.join(' > ')}: ${said.problem}`);
    return said.answer;
  };
  return {
    read: async () => (await ask('list')) as Awaited<ReturnType<Tray['read']>>,
    press: async (...labels) => {
      await ask('click', ...labels);
    },
    close: async () => {
      await hand.stop();
      await panel.stop();
    },
  };
}

export interface Notice {
  summary: string;
  body: string;
}

/** A desktop that shows notifications. Open it before the app starts. */
export async function openNotices(): Promise<{ shown(): Notice[]; close(): Promise<void> }> {
  const server = start('/usr/bin/python3', [join(FAKES, 'notificationServer.py')]);
  await server.untilSays('"ready"');
  const lines = () => server.out().trim().split('\n').slice(1);
  return { shown: () => lines().map((line) => JSON.parse(line) as Notice), close: () => server.stop() };
}

/** What the X clipboard holds, as any other program reads it; nothing where it is empty. */
export async function readClipboard(): Promise<string> {
  const { code, out } = await run('xclip', ['-selection', 'clipboard', '-o']);
  return code === 0 ? out : '';
}

/** What any program of this user finds in the keychain under that name; null where there is nothing. */
export async function readKeychain(service: string, account: string): Promise<string | null> {
  const { code, out } = await run('secret-tool', ['lookup', 'service', service, 'account', account]);
  return code === 0 ? out : null;
}

/** Windows of the app that are on the screen. */
export async function visibleWindows(name = '^dxkey$'): Promise<string[]> {
  const { out } = await run('xdotool', ['search', '--onlyvisible', '--name', name]);
  return out.split('\n').filter((line) => line !== '');
}

export const signatureOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Files under these folders that hold the text, byte for byte; sockets and what goes while we look are passed over. */
export async function filesHolding(secret: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile() && (await readFile(path).catch(() => Buffer.alloc(0))).includes(secret)) found.push(path);
    }
  };
  for (const folder of folders) await walk(folder);
  return found;
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
