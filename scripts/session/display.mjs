import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { firstLine, startPart } from './part.mjs';

/** Where X servers put their sockets; Xvfb itself makes this folder only as root. */
const SOCKETS = '/tmp/.X11-unix';

/**
 * An Xauthority file with one cookie for any display (family 0xffff, no address, no number), as libXau writes it: the number
 * of the display is known only once the server runs.
 * @param {Buffer} cookie
 */
export function authorityFile(cookie) {
  const counted = (/** @type {Buffer} */ bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    counted(empty),
    counted(empty),
    counted(Buffer.from('MIT-MAGIC-COOKIE-1')),
    counted(cookie),
  ]);
}

/**
 * An X display of its own, open only to those who can read `folder`.
 * @param {{ folder: string, env: NodeJS.ProcessEnv, size?: string }} options
 * @returns {Promise<{ env: { DISPLAY: string, XAUTHORITY: string }, stop: () => Promise<void> }>}
 */
export async function startDisplay({ folder, env, size = '1280x800x24' }) {
  if (!existsSync(SOCKETS)) {
    mkdirSync(SOCKETS);
    chmodSync(SOCKETS, 0o1777);
  }
  const authority = path.join(folder, 'Xauthority');
  writeFileSync(authority, authorityFile(randomBytes(16)), { mode: 0o600 });
  // Without `-noreset` the server starts anew when its last client leaves, and refuses who comes at that moment: an app in the tray quits, the next one starts.
  const args = ['-displayfd', '3', '-screen', '0', size, '-noreset', '-nolisten', 'tcp', '-auth', authority];
  const server = startPart('Xvfb', args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const number = await firstLine(server, 3, 'Xvfb');
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop: () => server.stop() };
}
