/** The inside of a session; `session.mjs` runs it: PLAN COMMAND ARGS... */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startBus } from './bus.mjs';
import { startDisplay } from './display.mjs';
import { startKeyring } from './keyring.mjs';

/** How long a command may take to end on its own once it was told to. */
const GRACE_MS = 10_000;

const [planText = '', command = '', ...args] = process.argv.slice(2);
/** @type {{ display: boolean, bus: boolean, keyring: boolean, home: string | null }} */
const plan = JSON.parse(planText);

/** Sockets and cookies: short paths, gone with the session. */
const runtime = mkdtempSync(path.join(tmpdir(), 'dxkey-s-'));
const home = plan.home ?? path.join(runtime, 'home');
/** @type {(() => Promise<void>)[]} */
const stops = [];
/** @type {NodeJS.Signals | null} */
let told = null;
/** @type {import('node:child_process').ChildProcess | null} */
let running = null;

for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    const isFirst = told === null;
    told = signal;
    running?.kill(isFirst && signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    if (isFirst) setTimeout(() => running?.kill('SIGKILL'), GRACE_MS).unref();
  });
}

/** @returns {NodeJS.ProcessEnv} */
function privateFolders() {
  const folders = {
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    XDG_STATE_HOME: path.join(home, '.local', 'state'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_RUNTIME_DIR: runtime,
    // What a program that was killed leaves (Chromium's lock, a test's folders) goes with the session.
    TMPDIR: path.join(runtime, 't'),
  };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { WAYLAND_DISPLAY: _wayland, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env;
  return { ...rest, ...folders };
}

/** @returns {Promise<NodeJS.ProcessEnv>} */
async function bringParts() {
  let env = plan.bus ? privateFolders() : { ...process.env };
  if (plan.display) {
    const display = await startDisplay({ folder: runtime, env });
    stops.unshift(display.stop);
    env = { ...env, ...display.env };
  }
  if (plan.bus) {
    const bus = await startBus({ folder: runtime, env });
    stops.unshift(bus.stop);
    env = { ...env, ...bus.env };
  }
  if (plan.bus && plan.keyring) stops.unshift((await startKeyring({ env })).stop);
  return env;
}

/** @param {NodeJS.ProcessEnv} env */
function runCommand(env) {
  return new Promise((/** @type {(code: number) => void} */ resolve) => {
    running = spawn(command, args, { env, stdio: 'inherit' });
    running.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    running.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 137)));
  });
}

/** Whether a signal came while the parts were being brought. */
const wasTold = () => told !== null;

let code = 1;
try {
  const env = await bringParts();
  if (!wasTold()) code = await runCommand(env);
} catch (error) {
  process.stderr.write(`The session could not be made: ${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  for (const stop of stops) await stop();
  rmSync(runtime, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
process.exit(code);
