import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

export interface BuiltCommand {
  /** dist/cli/dxkey.cjs, as the tree builds it. */
  file: string;
  /** The words that run it in a shell. */
  words: string;
  /** An environment without a desktop; `DXKEY_DATA_DIR` points to the agent of the test, if it has one. */
  environment(change?: Record<string, string>): Record<string, string>;
  run(args: readonly string[], options?: { env?: Record<string, string>; input?: string }): Promise<Outcome>;
  start(args: readonly string[], options?: { env?: Record<string, string> }): ChildProcess;
  /** Runs in a pseudo terminal and types each answer once its question is on the screen. Answers what the screen showed. */
  converse(
    args: readonly string[],
    answers: readonly [question: string, answer: string][],
    options?: { env?: Record<string, string> },
  ): Promise<Outcome>;
  remove(): void;
}

/** Bundled into a folder of its own, so that nothing depends on a build that may be old. */
export async function buildCommand(): Promise<BuiltCommand> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-cli-'));
  const file = join(folder, 'dist', 'cli', 'dxkey.cjs');
  await build({
    entryPoints: [resolve(import.meta.dirname, '../../../main/cli/index.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi', 'keytar', 'electron'],
    define: { __DXKEY_BUILD__: '"test"' },
    logLevel: 'error',
  });
  const environment = (change: Record<string, string> = {}): Record<string, string> => ({
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    DXKEY_DATA_DIR: join(folder, 'data'),
    SHELL: '/bin/sh',
    TERM: 'xterm',
    ...change,
  });
  const start: BuiltCommand['start'] = (args, options = {}) =>
    spawn(process.execPath, [file, ...args], { env: environment(options.env), stdio: 'pipe' });
  return {
    file,
    words: `${quote(process.execPath)} ${quote(file)}`,
    environment,
    start,
    run: async (args, options = {}) => {
      const child = start(args, options);
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input ?? '');
      return outcomeOf(child);
    },
    converse: (args, answers, options = {}) => {
      // exec: else the shell in between takes the terminal's signals, too, and answers for the command.
      const words = `exec ${[process.execPath, file, ...args].map(quote).join(' ')}`;
      const child = spawn('script', ['-qefc', words, '/dev/null'], { env: environment(options.env), stdio: 'pipe' });
      typeAnswers(child, answers);
      return outcomeOf(child);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  return new Promise((done) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => {
      done({ code, out, err });
    });
  });
}

function typeAnswers(child: ChildProcess, answers: readonly [question: string, answer: string][]): void {
  const left = [...answers];
  let seen = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    const next = left[0];
    if (next === undefined || !seen.includes(next[0])) return;
    seen = '';
    left.shift();
    child.stdin?.write(next[1]);
  });
}
