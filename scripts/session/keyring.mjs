import { capture } from '../commands.mjs';
import { startPart } from './part.mjs';

/** Protects nothing: the keyring lives in a private folder that goes with the session. */
export const KEYRING_PASSWORD = 'session';

/**
 * gnome-keyring with an unlocked login collection, ready to be asked. `locked` starts it without the password.
 * @param {{ env: NodeJS.ProcessEnv, locked?: boolean }} options
 */
export async function startKeyring({ env, locked = false }) {
  const args = ['--foreground', '--components=secrets', ...(locked ? [] : ['--unlock'])];
  const daemon = startPart('gnome-keyring-daemon', args, { env, stdio: ['pipe', 'ignore', 'pipe'] });
  // A daemon that dies at once breaks this pipe; what it said is told below.
  daemon.child.stdin?.on('error', () => undefined);
  daemon.child.stdin?.end(locked ? '' : KEYRING_PASSWORD);
  for (let tries = 0; tries < 100 && !isAnswering(env); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!isAnswering(env)) {
    await daemon.stop();
    throw new Error(`gnome-keyring did not get ready: ${daemon.words()}`);
  }
  return { pid: daemon.child.pid, stop: () => daemon.stop() };
}

/** @param {NodeJS.ProcessEnv} env */
function isAnswering(env) {
  const args = ['--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner'];
  return capture('dbus-send', [...args, 'string:org.freedesktop.secrets'], { env, timeoutMs: 3000 }).stdout.includes('boolean true');
}
