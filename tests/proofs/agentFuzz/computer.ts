/** The app in a home of its own, in the tray, signed in through its socket; with tokens whose secrets nobody else may be told. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { connectAgent, type AgentClient } from '../../../main/agent/client';
import { keychainService, socketLocation, type SocketLocation } from '../../../main/agent/location';
import { appCommand, commandWords, launchSeen } from '../../electron/app';
import { readKeychain, run, type Outcome } from '../../electron/desktop';
import { startStandin } from '../../fakes/standinProcess';

/** On a machine that does much else. */
const STEP_MS = 60_000;

export const LABELS = { study: 'study', guarded: 'guarded', asked: 'asked' } as const;

export interface App {
  pid: number;
  electron: ElectronApplication;
  /** Heap of main after a collection, and all that main holds of memory, in bytes. */
  memory(): Promise<{ heap: number; resident: number }>;
  descriptors(): number;
  /** SIGKILL, its whole tree; answers once it is gone. */
  kill(): Promise<void>;
}

export interface Computer {
  dataFolder: string;
  location: SocketLocation;
  password: string;
  launch(): Promise<App>;
  /** Waits until the app lets a command in. */
  connect(): Promise<AgentClient>;
  dxkey(args: readonly string[], input?: string): Promise<Outcome>;
  /** All that the app and the command wrote. */
  said(): string;
  kept(key: string): Promise<string>;
  remove(): Promise<void>;
}

export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const endMs = performance.now() + STEP_MS;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function residentOf(pid: number): number {
  const [, kb = '0'] = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kb) * 1024;
}

export async function startComputer(): Promise<Computer> {
  const root = mkdtempSync(join(tmpdir(), 'dxkey-agent-fuzz-'));
  const dataFolder = join(root, 'data');
  for (const folder of ['.config', 'data', 'run']) mkdirSync(join(root, folder), { mode: 0o700 });
  const standin = await startStandin();
  const own: Record<string, string> = {
    HOME: root,
    XDG_CONFIG_HOME: join(root, '.config'),
    XDG_DATA_HOME: join(root, '.local', 'share'),
    XDG_STATE_HOME: join(root, '.local', 'state'),
    XDG_CACHE_HOME: join(root, '.cache'),
    DXKEY_DATA_DIR: dataFolder,
    DXKEY_STANDIN_URL: standin.url,
  };
  const inherited = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const env = { ...Object.fromEntries(inherited), ...own };
  const location = socketLocation(own, process.platform, root, process.getuid?.() ?? 0);
  const said: string[] = [];
  const living = new Set<ElectronApplication>();
  const kill = async (electron: ElectronApplication): Promise<void> => {
    const child = electron.process();
    const gone = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve());
    });
    child.kill('SIGKILL');
    await gone;
    living.delete(electron);
  };
  return {
    dataFolder,
    location,
    password: standin.account('amy').password,
    async launch() {
      const { executable, args } = appCommand();
      const electron = await launchSeen({
        executablePath: executable,
        args: ['--disable-gpu', ...args, '--hidden'],
        chromiumSandbox: true,
        env,
      });
      living.add(electron);
      for (const stream of [electron.process().stdout, electron.process().stderr])
        stream?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
      return seen(electron, await electron.evaluate(() => process.pid), () => kill(electron));
    },
    async connect() {
      const found: AgentClient[] = [];
      await until('the app listens', async () => {
        const client = await connectAgent(location);
        if (client !== null) found.push(client);
        return client !== null;
      });
      const [client] = found;
      if (client === undefined) throw new Error('nobody listens');
      return client;
    },
    async dxkey(words, input = '') {
      const [file = '', ...first] = commandWords();
      const outcome = await run(file, [...first, ...words], { env, input });
      said.push(outcome.out, outcome.err);
      return outcome;
    },
    said: () => said.join('\n'),
    async kept(key) {
      const secret = await readKeychain(keychainService(own, process.platform, root), key);
      if (secret === null) throw new Error('The keychain holds no session: nothing would be proved.');
      return secret;
    },
    async remove() {
      for (const electron of living) await kill(electron);
      await standin.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function seen(electron: ElectronApplication, pid: number, kill: () => Promise<void>): App {
  return {
    pid,
    electron,
    kill,
    descriptors: () => readdirSync(`/proc/${String(pid)}/fd`).length,
    memory: () =>
      electron.evaluate(async () => {
        // The one in new Electron, the other in old.
        const { getBuiltinModule, mainModule } = process as { getBuiltinModule?: Load; mainModule?: NodeJS.Module };
        const load: Load = getBuiltinModule ?? ((name) => mainModule?.require(name) as unknown);
        (load('v8') as { setFlagsFromString(flags: string): void }).setFlagsFromString('--expose-gc');
        const collect = (load('vm') as { runInNewContext(code: string): () => void }).runInNewContext('gc');
        // What a collection frees may hold what only the next one frees.
        for (let turn = 0; turn < 4; turn += 1) {
          collect();
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const { heapUsed, external, rss } = process.memoryUsage();
        return { heap: heapUsed + external, resident: rss };
      }),
  };
}

type Load = (name: string) => unknown;

/** Signs in and makes the tokens; answers every secret that no answer may hold but the one that lends it. */
export async function signIn(computer: Computer, client: AgentClient): Promise<{ secrets: string[]; study: string }> {
  const { password } = computer;
  const state = await client.request('signIn', { platform: 'standin', username: 'amy', password });
  if (state.status !== 'signedIn') throw new Error(`amy is ${state.status}`);
  const secrets = [password, await computer.kept(`session/standin/${state.account.id.split('/')[1] ?? ''}`)];
  const make = async (label: string): Promise<string> => {
    const scope = { kind: 'full' } as const;
    const flags = { isKept: true, worksWhileAway: false, print: true, isShellToken: false };
    const { secret } = await client.request('createToken', { label, scope, expiresMs: Date.now() + 30 * 86_400_000, ...flags });
    if (secret === null) throw new Error('no secret was printed');
    secrets.push(secret);
    return secret;
  };
  const study = await make(LABELS.study);
  await make(LABELS.guarded);
  await make(LABELS.asked);
  const rule = { allow: [], deny: [], forget: [] };
  await client.request('changePolicy', { name: LABELS.guarded, kind: 'never', ...rule });
  await client.request('changePolicy', { name: LABELS.asked, kind: 'ask', ...rule });
  return { secrets, study };
}
