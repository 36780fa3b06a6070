/**
 * The command's composition root: how `dxkey` reaches the app, and what it has without one. No electron, no keytar, no zod;
 * what is needed rarely is loaded then, since every `dxkey env` in a shell's start file waits for this file.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { PlatformInfo } from '../preload/contract/contract';
import { connectAgent } from './agent/client';
import type { AgentClient } from './agent/client';
import { dataFolder, socketLocation } from './agent/location';
import type { SocketLocation } from './agent/location';
import type { DoctorParts } from './composeDoctor';
import { AppError } from './core/errors';

export type { AgentClient } from './agent/client';
export type { DoctorParts } from './composeDoctor';

/** An app that is alive but not listening yet gets this long; one that ends is not waited for. */
const START_MS = 15_000;
/** The app ended in peace: another start won the race, and its socket appears within this. */
const AFTER_END_MS = 4000;
const LOOK_MS = 40;

export interface CommandParts {
  /** The running app; started hidden where it is not. NO_DESKTOP or APP_CANNOT_START otherwise. */
  connect(): Promise<AgentClient>;
  /** The running app, or null. */
  connectIfRunning(): Promise<AgentClient | null>;
  standalone: Standalone;
  /** How well dxkey stands on this computer, with the app or without. */
  doctor(): Promise<DoctorParts>;
  /** Where settings live, and what `dxkey allow` was told. */
  dataFolder: string;
}

/** What `--token-stdin` needs where there is no app: nothing of it is stored. */
export interface Standalone {
  /** Null is DNAnexus itself. PLATFORM_NOT_ALLOWED or INVALID_INPUT. */
  platform(text: string | null): Promise<PlatformInfo>;
  signatureOf(secret: string): Promise<string>;
  createFolder(pid: number): Promise<string>;
}

export function composeCommand(env: NodeJS.ProcessEnv): CommandParts {
  const location = socketLocation(env, process.platform, homedir(), process.getuid?.() ?? 0);
  const connectIfRunning = (): Promise<AgentClient | null> => connectAgent(location);
  return {
    connectIfRunning,
    connect: async () => (await connectIfRunning()) ?? startApp(env, location),
    standalone: createStandalone(env),
    doctor: async () => {
      const { composeDoctor } = await import('./composeDoctor');
      return composeDoctor({ env, location, connectIfRunning, hasDesktop: process.platform !== 'linux' || hasDesktop(env) });
    },
    dataFolder: dataFolder(env, process.platform, homedir()),
  };
}

// ---- Starting the app

async function startApp(env: NodeJS.ProcessEnv, location: SocketLocation): Promise<AgentClient> {
  if (process.platform === 'linux' && !hasDesktop(env)) throw new AppError('NO_DESKTOP');
  const app = findApp();
  if (app === null) throw cannotStart('absent');
  const { spawn } = await import('node:child_process');
  const child = spawn(app.file, app.args, { detached: true, stdio: 'ignore', env: appEnvironment(env) });
  const life = watchLife(child);
  child.unref();
  let giveUpMs = Date.now() + START_MS;
  while (Date.now() < giveUpMs) {
    const client = await connectAgent(location);
    if (client !== null) return client;
    if (life() === 'failed') throw cannotStart('ended');
    if (life() === 'done') giveUpMs = Math.min(giveUpMs, Date.now() + AFTER_END_MS);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw cannotStart('slow');
}

/** `done` is no failure: a second start of the app hands over to the first and ends. */
function watchLife(child: ChildProcess): () => 'running' | 'done' | 'failed' {
  let life: 'running' | 'done' | 'failed' = 'running';
  child.once('error', () => (life = 'failed'));
  child.once('exit', (code) => (life = code === 0 ? 'done' : 'failed'));
  return () => life;
}

function cannotStart(field: string): AppError {
  return new AppError('APP_CANNOT_START', { details: { field } });
}

/** Without a display there is no window, without a session bus no keychain. */
function hasDesktop(env: NodeJS.ProcessEnv): boolean {
  const hasDisplay = isGiven(env.DISPLAY) || isGiven(env.WAYLAND_DISPLAY);
  const runtimeBus = isGiven(env.XDG_RUNTIME_DIR) && existsSync(join(env.XDG_RUNTIME_DIR, 'bus'));
  return hasDisplay && (isGiven(env.DBUS_SESSION_BUS_ADDRESS) || runtimeBus);
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

interface AppCommand {
  file: string;
  args: string[];
}

/** Beside the compiled command in a package; in the tree, the runtime of node_modules on the tree itself. */
function findApp(): AppCommand | null {
  return packagedApp() ?? treeApp();
}

function packagedApp(): AppCommand | null {
  const self = realpathSync(process.execPath);
  const bin = dirname(self);
  if (!basename(self).startsWith('dxkey') || basename(bin) !== 'bin') return null;
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(bin, '..', '..', 'MacOS', 'dxkey-desktop'),
    win32: join(bin, '..', '..', 'dxkey-desktop.exe'),
  };
  const file = names[process.platform] ?? join(bin, '..', '..', 'dxkey-desktop');
  if (!existsSync(file)) return null;
  if (isRoot()) throw cannotStart('root');
  return { file, args: ['--hidden'] };
}

function treeApp(): AppCommand | null {
  const root = join(__dirname, '..', '..');
  const electron = join(root, 'node_modules', 'electron', 'dist', 'electron');
  if (!existsSync(join(root, 'dist', 'main', 'index.js')) || !existsSync(electron)) return null;
  // SECURITY: Chromium's sandbox refuses root; an unprivileged user namespace keeps the sandbox, --no-sandbox would not.
  if (isRoot()) return { file: 'unshare', args: ['-U', '--map-user=1000', '--map-group=1000', electron, root, '--hidden'] };
  return { file: electron, args: [root, '--hidden'] };
}

function isRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** The app outlives this shell: what the shell was given for itself stays out of it. */
function appEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) {
    // SECURITY: a token that this shell holds must not live on in the app's environment for as long as the desktop session.
    const isOfThisShell = name === 'DX_SECURITY_CONTEXT' || name === 'DX_API_TOKEN' || name === 'ELECTRON_RUN_AS_NODE';
    if (!isOfThisShell) kept[name] = value;
  }
  return kept;
}

// ---- Without the app

function createStandalone(env: NodeJS.ProcessEnv): Standalone {
  return {
    async platform(text) {
      const { createPlatforms } = await import('./core/accounts/platforms');
      const standinUrl = env.DXKEY_STANDIN_URL;
      const policy = { loopbackOnly: false, standinUrl: isGiven(standinUrl) ? standinUrl : null };
      const platforms = createPlatforms(policy, __DXKEY_BUILD__);
      return platforms.resolve(text === null ? { kind: 'dnanexus' } : platforms.parse(text));
    },
    async signatureOf(secret) {
      const { nodeDigest } = await import('./adapters/nodeDigest');
      return nodeDigest.sha256Hex(secret);
    },
    async createFolder(pid) {
      const [{ createShellFolders }, { createProcesses }] = await Promise.all([
        import('./adapters/shellFolders'),
        import('./adapters/processes'),
      ]);
      const processes = createProcesses();
      const folders = createShellFolders({ processes, env, log: { info: () => undefined, warn: () => undefined } });
      // Nobody else may ever come by to clear away what a killed shell left.
      await folders.sweep();
      const owner = await processes.identify(pid);
      if (owner === null) throw new AppError('NO_SUCH_PROCESS');
      return folders.create(owner);
    },
  };
}

/** Removes a private folder that its lease's end should have removed; true where nothing is left. */
export async function removePrivateFolder(folder: string): Promise<boolean> {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return true;
  // SECURITY: only a private folder of our own making is ever emptied, whatever path we were told.
  const isOurs = found.isDirectory() && (found.mode & 0o777) === 0o700 && (process.getuid === undefined || found.uid === process.getuid());
  if (!isOurs || !folder.includes('dxkey')) return false;
  const { rm } = await import('node:fs/promises');
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 2 });
    return true;
  } catch {
    return false;
  }
}
