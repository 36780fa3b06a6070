import path from 'node:path';
import { firstLine, startPart } from './part.mjs';

/**
 * A D-Bus session of its own. Started after the display: what the bus starts by itself (a keyring's prompter) inherits `env`.
 * @param {{ folder: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ env: { DBUS_SESSION_BUS_ADDRESS: string }, stop: () => Promise<void> }>}
 */
export async function startBus({ folder, env }) {
  const args = ['--session', '--nofork', '--nopidfile', `--address=unix:path=${path.join(folder, 'bus')}`, '--print-address=1'];
  const bus = startPart('dbus-daemon', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await firstLine(bus, 1, 'dbus-daemon');
  return { env: { DBUS_SESSION_BUS_ADDRESS: address }, stop: () => bus.stop() };
}
