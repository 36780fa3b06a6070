/** Where things are: this tree, the cache outside of it, and what a set of files hashes to. Built-ins only: set-up runs before npm. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string[]} parts */
export const inTree = (...parts) => path.join(ROOT, ...parts);

/**
 * What is large and the same for every checkout: Electron and Node runtimes. A session moves XDG_CACHE_HOME, so it hands the
 * real one down as DXKEY_CACHE_DIR.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function cacheFolder(env = process.env) {
  if (env.DXKEY_CACHE_DIR) return env.DXKEY_CACHE_DIR;
  if (process.platform === 'win32') return path.join(env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'dxkey', 'cache');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'dxkey');
  return path.join(env.XDG_CACHE_HOME ? env.XDG_CACHE_HOME : path.join(homedir(), '.cache'), 'dxkey');
}

/**
 * Every file under a path, sorted, so that the same tree always gives the same list; a path that is not there gives none.
 * @param {string} at
 * @returns {string[]}
 */
export function filesUnder(at) {
  if (!existsSync(at)) return [];
  if (!statSync(at).isDirectory()) return [at];
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(path.join(at, entry.name)) : entry.isFile() ? [path.join(at, entry.name)] : []));
}

/**
 * One hash over names and contents of the files under `paths` (relative to `root`), and over `extra`.
 * @param {string[]} paths
 * @param {string} [extra]
 * @param {string} [root]
 */
export function hashOf(paths, extra = '', root = ROOT) {
  const hash = createHash('sha256').update(extra);
  for (const file of paths.flatMap((each) => filesUnder(path.join(root, each)))) {
    const bytes = readFileSync(file);
    hash.update(`\0${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @param {string} value
 */
export function isStamped(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8').trim() === value;
}

/**
 * @param {string} file
 * @param {string} value
 */
export function stamp(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${value}\n`);
}
