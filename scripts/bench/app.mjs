/** Starts and ends what is measured: a packaged Electron app with a pipe to its page, the stand-in platform, the command. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Stop, capture } from '../commands.mjs';
import { folderOf } from '../package/builder.mjs';
import { electronRuntime } from '../setup/electronRuntime.mjs';
import { inTree } from '../tree.mjs';
import { probePage } from './pageProbe.mjs';

export const testBuild = path.join(folderOf('test'), 'dxkey-desktop');
/** The command is the same file in both builds. */
export const command = path.join(folderOf('release'), 'resources', 'bin', 'dxkey');

const END_MS = 10_000;

/** A folder that is gone at the end of the bench. */
export function scratch() {
  const folder = mkdtempSync(path.join(tmpdir(), 'dxkey-bench-'));
  process.once('exit', () => removed(folder));
  return folder;
}

/** Chromium's children outlive their browser by a moment and may still write. @param {string} folder */
function removed(folder) {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

/** Packages bareElectron/ from the same runtime, in the same way: renamed, its own archive, no default app. Answers its executable. */
export async function packageBare() {
  const runtime = electronRuntime();
  if (runtime === null) throw new Stop('There is no Electron: run npm run setup.', 2);
  const folder = inTree('release', '.bench', 'bare');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(runtime.dist, folder, { recursive: true, dereference: true });
  renameSync(path.join(folder, 'electron'), path.join(folder, 'bare-electron'));
  rmSync(path.join(folder, 'resources', 'default_app.asar'), { force: true });
  // Loaded here: what set-up has yet to install cannot be named at the top of a file.
  const { createPackage } = await import('@electron/asar');
  await createPackage(inTree('scripts', 'bench', 'bareElectron'), path.join(folder, 'resources', 'app.asar'));
  return path.join(folder, 'bare-electron');
}

/**
 * Starts an app with a probe on its page.
 * @param {string} executable
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function startProbed(executable, args, env) {
  const startedMs = Date.now();
  const child = spawn(executable, ['--remote-debugging-pipe', ...args], { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (said = (said + chunk.toString()).slice(-4000)));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const failed = new Promise((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${path.basename(executable)} ended with ${String(code)}: ${said}`)));
  });
  // An end that was asked for is no failure of anybody's.
  failed.catch(() => undefined);
  const probe = await Promise.race([probePage(child), failed]);
  return {
    ...probe,
    pid: /** @type {number} */ (child.pid),
    startedMs,
    async end() {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await exited;
      clearTimeout(hard);
    },
  };
}

/** A process and all that it started. @param {number} root @returns {number[]} */
export function treeOf(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const stat = read(`/proc/${name}/stat`);
    // The name in the second field may hold anything, brackets and blanks too.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  /** @param {number} pid @returns {number[]} */
  const below = (pid) => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
}

/** PSS of a process and of all that it started, in kB. @param {number} root */
export const pssOfTree = (root) =>
  treeOf(root).reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0), 0);

/** What the system tells of a process; nothing where that has ended. @param {string} file */
export function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The stand-in on a free port. @param {string} folder @param {string} seedFile
 * @returns {Promise<{ url: string, end: () => void }>}
 */
export function startStandin(folder, seedFile) {
  const args = [inTree('scripts', 'standin.mjs'), '--port', '0', '--data', folder, '--seed', seedFile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The stand-in ended with ${String(code)}.`)));
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve({ url: JSON.parse(line).url, end: () => void child.kill('SIGTERM') }),
    );
  });
}

/**
 * Runs the command to its end; answers its standard output.
 * @param {string[]} args @param {NodeJS.ProcessEnv} env @param {string} [input]
 */
export function dxkey(args, env, input) {
  const { status, stdout, stderr } = capture(command, args, { env, input: input ?? '', timeoutMs: 30_000 });
  if (status !== 0) throw new Error(`dxkey ${args[0] ?? ''} ended with ${String(status)}: ${stderr}`);
  return stdout;
}

/** @param {string} folder @param {Record<string, string>} [more] */
export const appEnv = (folder, more = {}) => ({ ...process.env, DXKEY_DATA_DIR: folder, ...more });
