/** A desktop for one test: display, bus, keyring, and a tray where wanted, all private; what is started in it ends with it. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { ROOT } from './builds';

export interface Program {
  pid: number;
  /** Both streams, in the order in which they arrived. */
  output(): string;
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

export interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Desktop {
  env: Record<string, string>;
  start(command: string, args: readonly string[], env?: Record<string, string>): Program;
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Answer>;
  /** One use of tests/fakes/trayMenu.py; waits for the icon or the row. */
  tray(...words: string[]): Promise<TrayAnswer>;
  close(): Promise<void>;
}

export interface TrayRow {
  label: string;
  enabled: boolean;
  visible: boolean;
  separator: boolean;
  menu: TrayRow[];
}
export interface TrayAnswer {
  tooltip: string;
  icon: { width: number; height: number; sha256: string } | null;
  menu: TrayRow[];
}

const TRAY_WAIT_S = '30';
const ANSWER_MS = 35_000;
const STOP_MS = 5_000;

/** Says what the session gave it, then holds the session open until it is killed. */
const HOLDER =
  'console.log(JSON.stringify({ pid: process.pid, env: process.env })); process.stdin.resume(); process.stdin.on("end", () => process.exit(0));';

export async function openDesktop(options: { tray?: boolean } = {}): Promise<Desktop> {
  const holder = spawn(process.execPath, [join(ROOT, 'scripts/session/session.mjs'), '--', process.execPath, '-e', HOLDER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = JSON.parse(await firstLine(holder)) as { pid: number; env: Record<string, string> };
  // What the test runner needs is not what an app is started with.
  const env = Object.fromEntries(Object.entries(said.env).filter(([name]) => !/^(NODE_|VITEST|npm_|ELECTRON_|DXKEY_)/.test(name)));
  env.DXKEY_SESSION = said.env.DXKEY_SESSION ?? '';
  // As root the session lives in a user namespace of its own; its programs belong in the same.
  const enter = process.getuid?.() === 0 ? ['nsenter', '--user', '--preserve-credentials', '--target', String(said.pid)] : [];
  const started: Program[] = [];

  const start: Desktop['start'] = (command, args, extra = {}) => {
    const program = begin([...enter, 'setpriv', '--pdeathsig', 'KILL', command, ...args], { ...env, ...extra });
    started.push(program);
    return program;
  };
  const run: Desktop['run'] = (command, args, extra = {}) => answerOf([...enter, command, ...args], { ...env, ...extra });

  const desktop: Desktop = {
    env,
    start,
    run,
    async tray(...words) {
      const { code, stdout, stderr } = await run('/usr/bin/python3', [
        join(ROOT, 'tests/fakes/trayMenu.py'),
        ...words,
        '--wait',
        TRAY_WAIT_S,
      ]);
      if (code !== 0) throw new Error(`tray ${words.join(' ')}: ${stderr}`);
      return JSON.parse(stdout) as TrayAnswer;
    },
    async close() {
      await Promise.all(started.map((program) => program.stop()));
      holder.stdin.end();
      await new Promise((resolve) => holder.once('exit', resolve));
    },
  };
  if (options.tray !== false) await until(start('/usr/bin/python3', [join(ROOT, 'tests/fakes/statusNotifierWatcher.py')]), '"ready"');
  return desktop;
}

/** Waits until a program said a word; rejects when it ended first. */
export async function until(program: Program, word: string, withinMs = ANSWER_MS): Promise<void> {
  const isOver = program.exited.then(() => true);
  const endMs = Date.now() + withinMs;
  while (!program.output().includes(word)) {
    const ended = await Promise.race([isOver, new Promise<false>((resolve) => setTimeout(resolve, 25, false))]);
    if (ended || Date.now() > endMs) throw new Error(`It never said ${word}: ${program.output()}`);
  }
}

function begin(words: readonly string[], env: Record<string, string>): Program {
  const [command = '', ...args] = words;
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => {
      resolve(127);
    });
    child.once('close', (code) => {
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    async stop() {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(hard);
    },
  };
}

function answerOf(words: readonly string[], env: Record<string, string>): Promise<Answer> {
  const [command = '', ...args] = words;
  return new Promise((resolve) => {
    const child = execFile(command, args, { env, timeout: ANSWER_MS, encoding: 'utf8' }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('no pipe');
    const lines = createInterface({ input: child.stdout });
    lines.once('line', resolve);
    child.once('exit', (code) => {
      reject(new Error(`The session ended with ${String(code)} before it began.`));
    });
  });
}
