/** The outside of a session: what the caller has already, what must be brought, and the namespace that root drops into. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Stop, capture, passSignalsTo, runMain, isMain } from '../commands.mjs';
import { cacheFolder, inTree } from '../tree.mjs';

/**
 * @typedef {object} SessionOptions
 * @property {NodeJS.ProcessEnv} [env] what the command sees beside the session's own
 * @property {string} [home] a folder that keeps HOME, XDG folders and keyring for the next session; else they go with it
 * @property {boolean} [own] false takes the person's own display, bus and keyring where there are any (npm start)
 * @property {boolean} [keyring] false brings none
 * @property {string} [cwd]
 * @property {number} [limitMs] after this it is told to end, as if by Ctrl-C; its exit code is then not 0
 */

/**
 * What has to be brought. A bus without a display is still the person's own keychain, so only `own: false` takes it.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} own
 */
export function missingParts(env, own) {
  const hasDisplay = Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  const hasBus = Boolean(env.DBUS_SESSION_BUS_ADDRESS) || Boolean(env.XDG_RUNTIME_DIR && existsSync(path.join(env.XDG_RUNTIME_DIR, 'bus')));
  return { display: own || !hasDisplay, bus: own || !hasDisplay || !hasBus };
}

/** Root becomes an ordinary user that owns what root owned: Chromium keeps its sandbox, and files stay writable. */
export const NAMESPACE = ['unshare', '-U', '--map-user=1000', '--map-group=1000'];

/** Stops with a plain word where a session cannot be had at all. */
function checkSystem() {
  if (process.platform !== 'linux') {
    throw new Stop(`A session of its own (Xvfb, D-Bus, gnome-keyring) is made on Linux only; this is ${process.platform}.`, 2);
  }
  if (process.getuid?.() === 0 && capture('unshare', ['-U', 'true']).status !== 0) {
    throw new Stop(
      'This kernel refuses user namespaces, which root needs to keep the Chromium sandbox on. Run this as an ordinary user.',
      2,
    );
  }
}

/**
 * Runs a command in a session and answers its exit code. Nothing of the session is left afterwards.
 * @param {string} command
 * @param {string[]} args
 * @param {SessionOptions} [options]
 * @returns {Promise<number>}
 */
export function runInSession(command, args, options = {}) {
  return startInSession(command, args, options).done;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {SessionOptions} [options]
 */
export function startInSession(command, args, options = {}) {
  checkSystem();
  const { env = process.env, own = true, keyring = true, home, cwd = process.cwd(), limitMs } = options;
  const mark = randomBytes(8).toString('hex');
  const plan = { ...missingParts(env, own), keyring, home: home ?? null };
  const inside = [
    'setpriv',
    '--pdeathsig',
    'TERM',
    process.execPath,
    inTree('scripts', 'session', 'inside.mjs'),
    JSON.stringify(plan),
    command,
    ...args,
  ];
  const [program = '', ...rest] = process.getuid?.() === 0 ? [...NAMESPACE, ...inside] : inside;
  const child = spawn(program, rest, { cwd, env: { ...env, DXKEY_SESSION: mark, DXKEY_CACHE_DIR: cacheFolder(env) }, stdio: 'inherit' });
  const forget = passSignalsTo(child);
  let isLate = false;
  const limit = limitMs === undefined ? undefined : setTimeout(() => (isLate = child.kill('SIGTERM')), limitMs);
  const done = new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  }).then((code) => {
    clearTimeout(limit);
    forget();
    sweep(mark);
    return isLate ? 124 : code;
  });
  return { done, stop: () => child.kill('SIGTERM') };
}

/**
 * Ends what a command left behind: only processes that carry this very session's mark.
 * @param {string} mark
 */
function sweep(mark) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DXKEY_SESSION=${mark}`)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone since, or another user's.
    }
  }
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const at = process.argv.indexOf('--');
    const [command, ...args] = at < 0 ? [] : process.argv.slice(at + 1);
    if (command === undefined) throw new Stop('usage: node scripts/session/session.mjs [--no-keyring] -- COMMAND ARGS...', 2);
    return runInSession(command, args, { keyring: !process.argv.slice(2, at).includes('--no-keyring') });
  });
}
