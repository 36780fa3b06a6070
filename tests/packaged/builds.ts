/** The two builds as they lie on the disk. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';

export const ROOT = join(import.meta.dirname, '../..');

export interface Build {
  name: 'release' | 'test';
  folder: string;
  executable: string;
  command: string;
  archive: string;
}

function buildAt(name: Build['name'], folder: string): Build {
  const at = join(ROOT, 'release', folder);
  if (!existsSync(at)) throw new Error(`There is no ${relative(ROOT, at)}: npm run package -- --test-runtime makes it.`);
  return {
    name,
    folder: at,
    executable: join(at, 'dxkey-desktop'),
    command: join(at, 'resources/bin/dxkey'),
    archive: join(at, 'resources/app.asar'),
  };
}

export const release = buildAt('release', 'linux-unpacked');
export const test = buildAt('test', 'test-unpacked');

/** Files of the archive, without folders, in its own order. */
export function archived(build: Build): string[] {
  const all = listPackage(build.archive, { isPack: false });
  return all.filter((path) => !all.some((other) => other.startsWith(`${path}/`))).map((path) => path.slice(1));
}

export function archivedText(build: Build, path: string): string {
  return archivedBytes(build, path).toString('utf8');
}

function archivedBytes(build: Build, path: string): Buffer {
  const unpacked = join(`${build.archive}.unpacked`, path);
  return existsSync(unpacked) ? readFileSync(unpacked) : extractFile(build.archive, path);
}

export function archivedHashes(build: Build): Map<string, string> {
  return new Map(archived(build).map((path) => [path, sha256(archivedBytes(build, path))]));
}

/** Every file of the folder but the archive, by path. */
export function looseHashes(build: Build): Map<string, string> {
  const files = readdirSync(build.folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(build.folder, path)).isFile(),
  );
  return new Map(files.sort().map((path) => [path, sha256(readFileSync(join(build.folder, path)))]));
}

export const differing = (one: Map<string, string>, other: Map<string, string>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path)).sort();

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Where the deb is; made anew where the builds are newer. */
export function makeDeb(): string {
  execFileSync(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--test-runtime', '--fast', '--targets', 'deb'], {
    cwd: ROOT,
    stdio: 'pipe',
  });
  const deb = readdirSync(join(ROOT, 'release')).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error('npm run package made no deb.');
  return join(ROOT, 'release', deb);
}
