/** A system bus of its own with logind on it (loginManager.py): what a desktop without either needs to hear of sleep and locks. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PYTHON = '/usr/bin/python3';
const READY_MS = 15_000;

export type LoginWord = 'sleep' | 'wake' | 'lock' | 'unlock' | 'away' | 'back';

export interface LoginManager {
  /** What a program that is to see it is started with. */
  env: { DBUS_SYSTEM_BUS_ADDRESS: string };
  /** Sends the signal, and resolves once it is on the bus. */
  tell(word: LoginWord): Promise<void>;
  /** Resolves once somebody has asked to be waited for before sleep. */
  untilInhibited(): Promise<void>;
  stop(): Promise<void>;
}

/** Null where everything is there; else what is missing, as the reason of a skip. */
export function loginManagerIsMissing(): string | null {
  if (process.platform !== 'linux') return 'logind is of Linux';
  if (spawnSync('sh', ['-c', 'command -v dbus-daemon']).status !== 0) return 'dbus-daemon is not installed';
  return spawnSync(PYTHON, ['-c', 'import dbus, gi']).status === 0 ? null : 'python3-dbus and python3-gi are not installed';
}

const config = (folder: string): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${folder}/system</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
`;

export async function startLoginManager(): Promise<LoginManager> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-login-'));
  writeFileSync(join(folder, 'bus.conf'), config(folder));
  const env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${folder}/system` };
  const daemon = bound('dbus-daemon', [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--nopidfile', '--print-address=1']);
  await daemon.untilSays('unix:');
  const login = bound(PYTHON, [join(fakesFolder(), 'loginManager.py')], env);
  await login.untilSays('"ready"');
  return {
    env,
    async tell(word) {
      const said = login.untilSays(`{"told": "${word}"}`);
      login.child.stdin?.write(`${word}\n`);
      await said;
    },
    untilInhibited: () => login.untilSays('"inhibit"', 'ever'),
    async stop() {
      await login.stop();
      await daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** From wherever the test runner stands in the tree: a bundled proof has no place of its own. */
function fakesFolder(): string {
  return join(process.cwd(), 'tests', 'fakes');
}

/** A program that dies with the test process. `ever`: what it has said already counts. */
function bound(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn('setpriv', ['--pdeathsig', 'KILL', file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let out = '';
  let used = 0;
  const listeners = new Set<() => void>();
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const listener of [...listeners]) listener();
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => {
      resolve();
    });
    child.once('close', () => {
      resolve();
    });
  });
  return {
    child,
    untilSays: (text: string, when: 'next' | 'ever' = 'next') =>
      new Promise<void>((resolve, reject) => {
        const finish = (run: () => void) => {
          clearTimeout(limit);
          listeners.delete(look);
          run();
        };
        const look = () => {
          const at = out.indexOf(text, when === 'ever' ? 0 : used);
          if (at === -1) return;
          if (when === 'next') used = at + text.length;
          finish(resolve);
        };
        const fail = () => {
          finish(() => {
            reject(new Error(`${file} never said ${text}`));
          });
        };
        const limit = setTimeout(fail, READY_MS);
        listeners.add(look);
        void ended.then(fail);
        look();
      }),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
