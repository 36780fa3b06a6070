/** Drives electron-builder over electron-builder.yml: the yml says what a package is, this says how it is made here. */
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT, inTree } from '../tree.mjs';
import { manualPage, stageOf } from './stage.mjs';

/** @typedef {import('electron-builder').Configuration} Configuration */
/** @typedef {{ dist: string, version: string }} Runtime */

/** Where electron-builder leaves the unpacked app, and where each of our builds is kept. */
const UNPACKED = { linux: 'linux-unpacked', darwin: process.arch === 'arm64' ? 'mac-arm64' : 'mac', win32: 'win-unpacked' };
const unpacked = () => UNPACKED[/** @type {keyof typeof UNPACKED} */ (process.platform)] ?? 'linux-unpacked';

/** @param {'test' | 'release'} mode */
export const folderOf = (mode) => inTree('release', mode === 'test' ? 'test-unpacked' : unpacked());

/**
 * What one build adds to electron-builder.yml. The two differ in the inspect fuse alone (SECURITY.md row 13); what differs in
 * code is the constant in dist/main/index.js, bundled by stage.mjs.
 * @param {'test' | 'release'} mode
 * @param {Runtime} runtime
 * @returns {Configuration}
 */
export function additionsOf(mode, runtime) {
  return {
    directories: { app: stageOf(mode), output: inTree('release', `.${mode}`) },
    electronDist: runtime.dist,
    electronVersion: runtime.version,
    // SECURITY: the only place that lets an inspector in, and only in the build that is never shipped.
    ...(mode === 'test' ? { electronFuses: { enableNodeCliInspectArguments: true } } : {}),
  };
}

/** Tools of this system in place of downloads, where they are installed. @param {boolean} isFast */
function useSystemTools(isFast) {
  if (process.platform !== 'linux') return;
  if (existsSync('/usr/bin/dpkg-deb')) process.env.CUSTOM_FPM_PATH ??= inTree('scripts', 'package', 'fpm.mjs');
  const sevenZip = ['/usr/bin/7zz', '/usr/bin/7z'].find((tool) => existsSync(tool));
  if (sevenZip) process.env.ELECTRON_BUILDER_7ZIP_PATH ??= sevenZip;
  if (!isFast) return;
  process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL = '1';
  process.env.FPM_FAST = '1';
}

/**
 * Makes the unpacked app of one build, beside the one that stands, and puts it in its place only when it is whole: a test or a
 * bench that looks at the same time sees the one or the other.
 * @param {'test' | 'release'} mode @param {Runtime} runtime
 */
export async function buildFolder(mode, runtime) {
  useSystemTools(true);
  const staging = inTree('release', `.${mode}`);
  rmSync(staging, { recursive: true, force: true });
  await run({ config: additionsOf(mode, runtime), targets: await targetsOf(['dir']) });
  dropSetUid(path.join(staging, unpacked()));
  if (existsSync(folderOf(mode))) renameSync(folderOf(mode), path.join(staging, 'former'));
  renameSync(path.join(staging, unpacked()), folderOf(mode));
  rmSync(staging, { recursive: true, force: true });
}

/** Makes packages out of the hardened folder; answers their paths. @param {string[]} targets @param {Runtime} runtime @param {boolean} isFast */
export async function buildPackages(targets, runtime, isFast) {
  useSystemTools(isFast);
  const config = {
    ...additionsOf('release', runtime),
    directories: { app: stageOf('release'), output: inTree('release') },
    deb: { fpm: [`${manualPage}=/usr/share/man/man1/dxkey.1.gz`] },
  };
  const files = await run({ config, targets: await targetsOf(targets), prepackaged: folderOf('release') });
  return files.filter((file) => !file.endsWith('.blockmap'));
}

/** A fresh clone reads this file before set-up has installed electron-builder. */
const loadBuilder = () => import('electron-builder');

/** @param {import('electron-builder').CliOptions} options */
const run = async (options) => (await loadBuilder()).build({ ...options, projectDir: ROOT, publish: 'never' });

/** @param {string[]} names */
async function targetsOf(names) {
  const { Arch, Platform } = await loadBuilder();
  return Platform.current().createTarget(names, Arch[/** @type {'x64' | 'arm64'} */ (process.arch)]);
}

/** A set-uid helper copied out of a runtime belongs to whoever built; postinst decides anew on the machine that it runs on. @param {string} folder */
function dropSetUid(folder) {
  const helper = path.join(folder, 'chrome-sandbox');
  if (existsSync(helper)) chmodSync(helper, 0o755);
}
