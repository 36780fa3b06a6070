/** Running other programs from a script: bounded, in the open, and gone when the script is. Built-ins only. */
import { spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROOT } from './tree.mjs';

/** A failure whose message is all that a person needs; anything else that is thrown shows its stack. */
export class Stop extends Error {
  /**
   * @param {string} message
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** How long what an ended program wrote may take to arrive. */
const PIPES_MS = 3000;

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Whether this module is what Node was asked to run. By the real path: a checkout behind a symbolic link must not do nothing.
 * @param {string} url
 */
export const isMain = (url) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);

/**
 * Runs the main function of a script: a Stop is told in its own words, everything else as the fault it is.
 * @param {() => Promise<number | undefined>} main
 */
export async function runMain(main) {
  let code;
  try {
    code = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Stop ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    code = error instanceof Stop ? error.exitCode : 1;
  }
  process.exitCode = code;
  // At the very end once more: a library's hook (electron-builder's) ends the process with 0, whatever stands here.
  process.once('exit', () => {
    process.exitCode = code;
  });
}

/**
 * Runs a program quietly and answers what it said.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, input?: string }} [options]
 * @returns {{ status: number | null, stdout: string, stderr: string, error: Error | undefined }}
 */
export function capture(command, args, options = {}) {
  const { cwd = ROOT, env = process.env, timeoutMs = 60_000, input } = options;
  const result = spawnSync(command, args, { cwd, env, timeout: timeoutMs, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { status: result.status, stdout: result.stdout ?? '', stderr: result.stderr ?? '', error: result.error };
}

/**
 * Runs a program to its end. `collect` keeps its output (both streams, in order) instead of showing it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, collect?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, options = {}) {
  const { cwd = ROOT, env = process.env, collect = false, timeoutMs } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: collect ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    let output = '';
    const forget = passSignalsTo(child);
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(() => ((output += `\n(ended after ${timeoutMs} ms)\n`), child.kill()), timeoutMs);
    child.stdout?.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(timer);
      forget();
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      if (!collect) process.stderr.write(`${command}: ${error.message}\n`);
      end(127);
    });
    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    const endWith = (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
    child.on('close', endWith);
    // A grandchild left behind keeps the pipes open, and 'close' away, for as long as it lives.
    child.on('exit', (code, signal) => void setTimeout(() => endWith(code, signal), PIPES_MS).unref());
  });
}

/**
 * Lets a child end first when this script is told to end; answers what undoes that.
 * @param {{ kill: (signal: NodeJS.Signals) => unknown }} child
 */
export function passSignalsTo(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A terminal sends Ctrl-C to the whole group, so the child has it already; what is left is not to die before it.
  const listeners = signals.map(
    (signal) => /** @type {const} */ ([signal, () => void (signal === 'SIGINT' && process.stdin.isTTY ? 0 : child.kill(signal))]),
  );
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}

/** A part of the repository run by this same Node. @param {string[]} args @param {Parameters<typeof run>[2]} [options] */
export const runNode = (args, options) => run(process.execPath, args, options);
