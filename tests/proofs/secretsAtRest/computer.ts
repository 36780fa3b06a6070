/** One run's own folders, platform and proxy, and how app and command are started in them. */
import type { ElectronApplication } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keychainService } from '../../../main/agent/location';
import { launchSeen } from '../../electron/app';
import { run } from '../../electron/desktop';
import type { Outcome } from '../../electron/desktop';
import { startAuthProxy } from '../../fakes/authProxy';
import type { AuthProxy } from '../../fakes/authProxy';
import { startStandin } from '../../fakes/standinProcess';
import type { StandinProcess } from '../../fakes/standinProcess';
import type { Secrets } from './secrets';

export interface Computer {
  root: string;
  folders: Record<'data' | 'home' | 'temporary' | 'working', string>;
  service: string;
  executable: string;
  command: string[];
  env: Record<string, string>;
  standin: StandinProcess;
  proxy: AuthProxy;
  launch(): Promise<ElectronApplication>;
  /** `isForPeople` false: what it prints is a secret by design and is not searched; its stderr always is. */
  dxkey(args: readonly string[], options?: { input?: string; printsSecret?: boolean }): Promise<Outcome>;
  /** All that app and command wrote, as far as it is to be searched. */
  said(): Buffer;
  say(text: string): void;
  remove(): Promise<void>;
}

/** The packaged test build where there is one, else the tree. */
function builds(): { executable: string; args: string[]; command: string[] } {
  const packaged = join(process.cwd(), 'release', 'test-unpacked');
  if (existsSync(packaged) && process.env.DXKEY_E2E_APP !== 'tree')
    return { executable: join(packaged, 'dxkey-desktop'), args: [], command: [join(packaged, 'resources', 'bin', 'dxkey')] };
  return {
    executable: join(process.cwd(), 'node_modules', 'electron', 'dist', 'electron'),
    args: [process.cwd()],
    command: [process.execPath, join(process.cwd(), 'dist', 'cli', 'dxkey.cjs')],
  };
}

export async function setUpComputer(secrets: Secrets): Promise<Computer> {
  const root = mkdtempSync(join(tmpdir(), 'dxkey-rest-'));
  const folders = { data: join(root, 'data'), home: join(root, 'home'), temporary: join(root, 't'), working: join(root, 'w') };
  for (const folder of [...Object.values(folders), join(folders.home, '.config')]) mkdirSync(folder, { mode: 0o700 });
  const standin = await startStandin({ seed: secrets.seed });
  const proxy = await startAuthProxy({ username: 'net-amy', password: secrets.proxyPassword });
  const { executable, args, command } = builds();
  const surroundings = {
    HOME: folders.home,
    XDG_CONFIG_HOME: join(folders.home, '.config'),
    XDG_DATA_HOME: join(folders.home, '.local', 'share'),
    XDG_STATE_HOME: join(folders.home, '.local', 'state'),
    XDG_CACHE_HOME: join(folders.home, '.cache'),
    TMPDIR: folders.temporary,
    DXKEY_DATA_DIR: folders.data,
    DXKEY_STANDIN_URL: standin.url,
  };
  const inherited = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const env = { ...Object.fromEntries(inherited), ...surroundings };
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const [file = '', ...first] = command;
  return {
    root,
    folders,
    service: keychainService(surroundings, process.platform, '/'),
    executable,
    command,
    env,
    standin,
    proxy,
    async launch() {
      const app = await launchSeen({
        executablePath: executable,
        args: ['--disable-gpu', ...args, ...proxy.switches],
        chromiumSandbox: true,
        cwd: folders.working,
        env,
      });
      for (const stream of [app.process().stdout, app.process().stderr])
        stream?.on('data', (chunk: Buffer) => say(chunk.toString('latin1')));
      return app;
    },
    async dxkey(words, { input = '', printsSecret = false } = {}) {
      const outcome = await run(file, [...first, ...words], { env, input });
      say(printsSecret ? outcome.err : `${outcome.out}\n${outcome.err}`);
      return outcome;
    },
    said: () => Buffer.from(said.join('\n'), 'latin1'),
    say,
    async remove() {
      await Promise.all([standin.stop(), proxy.stop()]);
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
