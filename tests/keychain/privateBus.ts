/** A session bus and a gnome-keyring of our own, so that a test can lock, freeze and kill them and touches no real vault. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';

const CONFIG = (
  folder: string,
  servicedir: string,
): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <auth>EXTERNAL</auth>
  ${servicedir}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
`;

const PASSWORD = 'a keyring password of a test';

/** Null where everything is there; else what is missing, as the reason of a skip. */
export function whatIsMissing(): string | null {
  for (const program of ['dbus-daemon', 'gnome-keyring-daemon']) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is not installed`;
  }
  return process.platform === 'linux' ? null : 'the Secret Service is of Linux';
}

export interface Keyring {
  process: ChildProcess;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
}

export interface PrivateBus {
  folder: string;
  env: Record<string, string>;
  /** `unlocked` makes the default keyring on its first start; `locked` starts over an existing one without its password. */
  startKeyring(kind: 'unlocked' | 'locked'): Promise<Keyring>;
  /** Ends the bus itself; what is left is a session without one. */
  end(): Promise<void>;
  remove(): Promise<void>;
}

function ended(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => {
        child.once('exit', () => {
          resolve();
        });
      });
}

/** Waits for a name on the bus, watching for it rather than asking again and again. */
function waitForName(address: string, name: string): Promise<void> {
  const bus = dbus.sessionBus({ busAddress: address });
  const call = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', signature: 's' };
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${name} did not appear on the private bus`));
    }, 10_000);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    bus.on('error', reject);
    bus.on('message', (message) => {
      if (message.member === 'NameOwnerChanged' && message.body[0] === name && message.body[2] !== '') done();
    });
    const rule = `type='signal',member='NameOwnerChanged',arg0='${name}'`;
    void bus
      .call(new dbus.Message({ ...call, member: 'AddMatch', body: [rule] }))
      .then(() => bus.call(new dbus.Message({ ...call, member: 'NameHasOwner', body: [name] })))
      .then((answer) => {
        if (answer?.body[0] === true) done();
      });
  }).finally(() => {
    bus.disconnect();
  });
}

export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-bus-'));
  for (const name of ['home', 'run', 'data', 'config']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'bus.conf'), CONFIG(folder, ''));
  const address = `unix:path=${folder}/bus`;
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'home'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    DBUS_SESSION_BUS_ADDRESS: address,
  };
  const daemon = spawn('dbus-daemon', [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve, reject) => {
    daemon.once('error', reject);
    daemon.stdout.once('data', resolve);
  });
  const keyrings: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    daemon.kill('SIGKILL');
    await ended(daemon);
  };

  return {
    folder,
    env,
    end,
    async startKeyring(kind) {
      const how = kind === 'unlocked' ? ['--unlock'] : [];
      const child = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...how], {
        env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin.end(kind === 'unlocked' ? PASSWORD : '');
      keyrings.push(child);
      await waitForName(address, 'org.freedesktop.secrets');
      return {
        process: child,
        freeze: () => child.kill('SIGSTOP'),
        thaw: () => child.kill('SIGCONT'),
        async kill() {
          child.kill('SIGKILL');
          await ended(child);
        },
      };
    },
    async remove() {
      for (const keyring of keyrings) {
        keyring.kill('SIGKILL');
        await ended(keyring);
      }
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
