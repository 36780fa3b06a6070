/** Lays out under release/.stage exactly what a package is made from: one folder for each of the two builds, and the command. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from '../build.mjs';
import { Stop } from '../commands.mjs';
import { inTree } from '../tree.mjs';

/** Natives that main loads at run time; all other packages are bundled into it. */
const NATIVES = ['keytar', 'koffi'];

/** @param {'test' | 'release'} mode */
export const stageOf = (mode) => inTree('release', '.stage', mode);

/**
 * Bundles for that build and lays its folder out anew.
 * @param {'test' | 'release'} mode
 */
export async function stageApp(mode) {
  await build({ mode, parts: ['app'] });
  const stage = stageOf(mode);
  rmSync(stage, { recursive: true, force: true });
  for (const part of ['main', 'preload', 'renderer']) copy(inTree('dist', part), path.join(stage, 'dist', part));
  copy(inTree('assets', 'tray'), path.join(stage, 'assets', 'tray'));
  copy(inTree('assets', 'app', 'icons'), path.join(stage, 'assets', 'app', 'icons'));
  for (const name of NATIVES) copy(inTree('node_modules', name), path.join(stage, 'node_modules', name));
  keepOwnPrebuilds(stage);
  writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

/** The man page as packages have it; beside the command, since it is the command's. */
export const manualPage = inTree('release', '.stage', 'man', 'dxkey.1.gz');

/** Without a time in it, so that the same page makes the same file. */
export function stageManual() {
  mkdirSync(path.dirname(manualPage), { recursive: true });
  writeFileSync(manualPage, gzipSync(readFileSync(inTree('docs', 'dxkey.1')), { level: 9 }));
}

/** keytar brings thirteen platforms in one package, koffi each in its own: this machine's are kept. @param {string} stage */
function keepOwnPrebuilds(stage) {
  const own = `${process.platform}-${process.arch}`;
  const prebuilds = path.join(stage, 'node_modules', 'keytar', 'prebuilds');
  for (const name of readdirSync(prebuilds)) if (name !== own) rmSync(path.join(prebuilds, name), { recursive: true });
  if (!existsSync(path.join(prebuilds, own))) throw new Stop(`keytar has no prebuilt binary for ${own}.`);

  const native = path.join('node_modules', '@koromix', `koffi-${own}`);
  if (!existsSync(inTree(native))) throw new Stop(`koffi has no prebuilt binary for ${own}.`);
  copy(inTree(native), path.join(stage, native));
  // The package carries one for musl, too; Electron needs glibc.
  rmSync(path.join(stage, native, `musl_${process.arch}`), { recursive: true, force: true });
}

/** What an installed app needs to know of itself; no scripts, no dependencies. */
function manifest() {
  const { name, productName, version, description, license, author, homepage, main } = JSON.parse(
    readFileSync(inTree('package.json'), 'utf8'),
  );
  return { name, productName, version, description, license, author, homepage, private: true, main };
}

/** @param {string} from @param {string} to */
function copy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}
