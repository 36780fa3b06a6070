/** What `npm start` and `npm run dev` run inside of a session: the stand-in, then the app on it, until either ends. */
import { spawn } from 'node:child_process';
import { mkdirSync, watch } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from '../build.mjs';
import { Stop, runMain, say, isMain } from '../commands.mjs';
import { electronRuntime } from '../setup/electronRuntime.mjs';
import { ROOT, inTree } from '../tree.mjs';
import { watchScreen } from './screenshots.mjs';

const DATA = inTree('.demo', 'data');
/** What Chromium says where there is no system bus and no graphics card: true, and of no use to anybody. */
const HARMLESS = /^\[\d+:.*:ERROR:(bus|viz_main_impl|command_buffer_proxy_impl|gpu_process_host|gl_surface_egl|object_proxy)\.cc/;

/** @typedef {{ url: string, accounts: { username: string, password: string, otpSecret?: string, note: string }[] }} Ready */

/** @param {import('node:child_process').ChildProcess} child */
const endOf = (child) =>
  new Promise((/** @type {(code: number) => void} */ resolve) => void child.once('exit', (code) => resolve(code ?? 0)));

/** @param {import('node:child_process').ChildProcess} child @param {Promise<number>} ended */
async function endNow(child, ended) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

/** Starts the stand-in and waits for its one line. */
async function startStandin() {
  const folder = inTree('.demo', 'platform');
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [inTree('scripts', 'standin.mjs'), '--port', '0', '--data', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = endOf(child);
  const ready = await new Promise((/** @type {(ready: Ready) => void} */ resolve, reject) => {
    let text = '';
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(JSON.parse(String(text.split('\n')[0])));
    });
    child.once('error', reject);
    void ended.then((code) => reject(new Stop(`The stand-in platform ended with ${code} before it was ready.`)));
  });
  return { ready, ended, stop: () => endNow(child, ended) };
}

/** @param {string} standinUrl */
function startApp(standinUrl) {
  const runtime = electronRuntime();
  if (!runtime) throw new Stop('There is no Electron: run npm run setup.');
  const executable = path.join(
    runtime.dist,
    process.platform === 'win32' ? 'electron.exe' : process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron',
  );
  const env = { ...process.env, DXKEY_STANDIN_URL: standinUrl, DXKEY_DATA_DIR: DATA };
  const child = spawn(executable, [ROOT], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'pipe'] });
  createInterface({ input: child.stderr }).on('line', (line) => void (HARMLESS.test(line) || process.stderr.write(`${line}\n`)));
  const ended = endOf(child);
  return { ended, stop: () => endNow(child, ended) };
}

/** @param {Ready} ready */
function tellAccounts({ url, accounts }) {
  say(`\nThe stand-in platform answers on ${url}. Its accounts:`);
  for (const { username, password, otpSecret, note } of accounts) {
    say(
      `  ${username}${password ? `   password: ${password}` : ''}${otpSecret ? `   code: oathtool -b --totp ${otpSecret}` : ''}   (${note})`,
    );
  }
  say(`The command, in another terminal: DXKEY_DATA_DIR=${DATA} node ${inTree('dist', 'cli', 'dxkey.cjs')} status`);
  say('Ctrl-C ends all of it.\n');
}

/**
 * Calls `changed` a moment after sources changed; answers what ends the watching.
 * @param {() => void} changed
 */
function watchSources(changed) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const watchers = ['main', 'preload', 'renderer', 'types', 'assets'].map((folder) =>
    watch(inTree(folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, 250);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const each of watchers) each.close();
  };
}

/**
 * Rebuilds and brings the app back whenever a source changed; it restores its own session, so the person goes on where they were.
 * A build that fails is told and leaves the running app alone.
 * @param {string} url
 * @param {ReturnType<typeof startApp>} first
 */
function keepReloading(url, first) {
  let app = first;
  let isReloading = false;
  let isBehind = false;
  const reload = async () => {
    isBehind = isReloading;
    if (isReloading) return;
    isReloading = true;
    try {
      if ((await build({ mode: 'dev' })).includes('app')) {
        await app.stop();
        app = startApp(url);
        say('dev: reloaded');
      }
    } catch (error) {
      say(`dev: ${error instanceof Error ? error.message : String(error)}`);
    }
    isReloading = false;
    if (isBehind) await reload();
  };
  const stopWatching = watchSources(() => void reload());
  say('dev: watching the sources; the app comes back by itself after each change');
  return async () => {
    stopWatching();
    await app.stop();
  };
}

/** @param {{ isOwnDisplay: boolean, isWatching: boolean }} options */
export async function runDemo({ isOwnDisplay, isWatching }) {
  const told = new Promise((/** @type {(code: number) => void} */ resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => resolve(0));
  });
  const standin = await startStandin();
  tellAccounts(standin.ready);
  const app = startApp(standin.ready.url);
  const stopScreens = isOwnDisplay ? watchScreen(inTree('.screens')) : () => undefined;
  const stopApp = isWatching ? keepReloading(standin.ready.url, app) : app.stop;
  const code = await Promise.race([told, standin.ended, ...(isWatching ? [] : [app.ended])]);
  stopScreens();
  await stopApp();
  await standin.stop();
  return code;
}

if (isMain(import.meta.url)) {
  await runMain(() => runDemo({ isOwnDisplay: process.argv.includes('--own-display'), isWatching: process.argv.includes('--watch') }));
}
