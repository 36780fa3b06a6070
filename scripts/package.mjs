/**
 * Makes the two builds of SECURITY.md row 13, `release/linux-unpacked` (hardened) and `release/test-unpacked`, and packages of
 * the first. Does again only what its sources say has changed.
 */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Stop, isMain, runMain, say } from './commands.mjs';
import { buildFolder, buildPackages, folderOf } from './package/builder.mjs';
import { compileCommand } from './package/command.mjs';
import { parseOptions } from './package/options.mjs';
import { stageApp, stageManual, stageOf } from './package/stage.mjs';
import { describeRuntime, electronRuntime } from './setup/electronRuntime.mjs';
import { setUp } from './setup/setup.mjs';
import { ROOT, hashOf, inTree, isStamped, stamp } from './tree.mjs';

const MAKERS = ['electron-builder.yml', 'scripts/package.mjs', 'scripts/package', 'assets', 'docs/dxkey.1', 'package-lock.json'];

const MODES = /** @type {const} */ (['release', 'test']);

/** @typedef {import('./package/options.mjs').PackageOptions} PackageOptions */

/** @param {PackageOptions} options */
export async function makePackages(options) {
  const runtime = electronRuntime();
  if (runtime === null) throw new Stop('There is no Electron to package: run npm run setup.', 2);
  // SECURITY: an Electron past its end of life must not reach anybody by oversight.
  if (runtime.source === 'fallback' && !options.allowFallback) {
    throw new Stop(
      `${describeRuntime(runtime)}.\nIt is not packaged for people. For tests on this machine: npm run package -- --test-runtime`,
      2,
    );
  }
  if (runtime.source === 'fallback') say(`${describeRuntime(runtime)}. What is packaged now is for tests only.`);

  const command = await compileCommand();
  stageManual();
  for (const mode of MODES) await stageApp(mode);
  for (const mode of MODES) await makeFolder(mode, runtime, command);
  const files = options.targets.length === 0 ? [] : await buildPackages(options.targets, runtime, options.isFast);
  for (const file of files) say(`made ${path.relative(ROOT, file)}`);
  return files;
}

/** @param {'test' | 'release'} mode @param {{ dist: string, version: string }} runtime @param {string} command */
async function makeFolder(mode, runtime, command) {
  const stampFile = inTree('release', `.${mode}.stamp`);
  const parts = [...MAKERS, path.relative(ROOT, stageOf(mode)), path.relative(ROOT, command)];
  const mark = hashOf(parts, `${mode} ${runtime.version} ${runtime.dist}`);
  const folder = path.relative(ROOT, folderOf(mode));
  if (isStamped(stampFile, mark) && existsSync(folderOf(mode))) {
    say(`${folder}: nothing had changed`);
    return;
  }
  rmSync(stampFile, { force: true });
  await buildFolder(mode, runtime);
  stamp(stampFile, mark);
  say(`made ${folder}`);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const options = parseOptions(process.argv.slice(2), process.platform);
    if (process.platform === 'linux') await setUp('test');
    await makePackages(options);
    return 0;
  });
}
