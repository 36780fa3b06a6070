/** Finding, bundling and running the programs of tests/proofs. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Stop } from '../commands.mjs';
import { runInSession } from '../session/session.mjs';
import { ROOT, inTree } from '../tree.mjs';

/** Proofs that `npm test` cannot run, and why. @type {Readonly<Record<string, string>>} */
export const BY_HAND = {
  'real-dx': 'drives a dx client that is fetched by hand and never committed',
};

/** The tour is a program of the same kind, run by `npm run tour`. */
const TOUR = 'tour';

/** @param {string} name kebab-case */
export const fileOf = (name) => `${name.replace(/-([a-z0-9])/g, (_, letter) => String(letter).toUpperCase())}.ts`;

/** @param {string} file camelCase.ts */
export const nameOf = (file) => path.basename(file, '.ts').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const proofNames = () =>
  readdirSync(inTree('tests', 'proofs'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => nameOf(entry.name))
    .filter((name) => name !== TOUR)
    .sort();

/**
 * Reads `--size`, which every proof has, and leaves the rest to the proof.
 * @param {string[]} args
 * @returns {{ size: 'small' | 'full', args: string[] }}
 */
export function takeSize(args) {
  const at = args.indexOf('--size');
  if (at < 0) return { size: 'full', args };
  const size = args[at + 1];
  if (size !== 'small' && size !== 'full') throw new Stop(`--size is small or full, not ${String(size)}.`, 2);
  return { size, args: args.filter((_, index) => index !== at && index !== at + 1) };
}

/** In a bundle `import.meta` says nothing; the sources mean their own place. @type {import('esbuild').Plugin} */
const ownPlace = {
  name: 'own-place',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]tests[\\/].*\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.filename', JSON.stringify(file))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
      loader: 'ts',
    }));
  },
};

/** @param {string} name */
async function bundle(name) {
  const { build } = await import('esbuild');
  const outfile = inTree('dist', 'proofs', `${name}.cjs`);
  await build({
    entryPoints: [inTree('tests', 'proofs', fileOf(name))],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    plugins: [ownPlace],
    define: { __DXKEY_BUILD__: JSON.stringify('test') },
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * Runs one in a session of its own, from the root of the tree; answers its exit code.
 * @param {string} name
 * @param {'small' | 'full'} size
 * @param {string[]} [args]
 */
export async function runProof(name, size, args = []) {
  const program = await bundle(name);
  return runInSession(process.execPath, ['--enable-source-maps', program, '--size', size, ...args], { cwd: ROOT });
}

/** @param {string[]} args */
export async function runTour(args) {
  const program = await bundle(TOUR);
  return runInSession(process.execPath, ['--enable-source-maps', program, ...args], { cwd: ROOT });
}
