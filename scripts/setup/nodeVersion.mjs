import { Stop } from '../commands.mjs';

const LOWEST = [20, 19, 0];

/** @param {string} version as in `process.versions.node` */
export function isNodeNewEnough(version) {
  const parts = version.split('.').map(Number);
  for (const [at, lowest] of LOWEST.entries()) {
    const part = parts[at] ?? 0;
    if (part !== lowest) return part > lowest;
  }
  return true;
}

/** Stops where this Node is too old; answers the line to say. */
export function checkNode(version = process.versions.node) {
  if (!isNodeNewEnough(version)) throw new Stop(`Node ${LOWEST.join('.')} or newer is needed; this is ${version}.`, 2);
  return `Node ${version}: new enough`;
}
