/** Builds into dist/ what the sources say, and nothing that is built from them already. `--mode dev|test|release`. */
import { existsSync } from 'node:fs';
import { Stop, runMain, runNode, say, isMain } from './commands.mjs';
import { hashOf, inTree, isStamped, stamp } from './tree.mjs';

/** @typedef {'dev' | 'test' | 'release'} Mode */
/** @type {Mode[]} */
export const MODES = ['dev', 'test', 'release'];

const SHARED = ['main', 'preload', 'types', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

/** What each part is made from, what must be there afterwards, and how it is made. */
const PARTS = {
  app: {
    sources: [...SHARED, 'renderer', 'assets', 'electron.vite.config.mts', 'scripts/firstForm.mjs'],
    outputs: ['dist/main/index.js', 'dist/preload/index.js', 'dist/renderer/index.html'],
    make: buildApp,
  },
  cli: { sources: SHARED, outputs: ['dist/cli/dxkey.cjs'], make: buildCli },
};

/** @typedef {keyof typeof PARTS} Part */

/**
 * @param {Part} part
 * @param {Mode} mode
 */
const markOf = (part, mode) => hashOf(PARTS[part].sources, `${part} ${mode}`);

/**
 * Builds the named parts where their sources or the mode changed; answers those that it built.
 * @param {{ mode: Mode, parts?: Part[] }} options
 */
export async function build({ mode, parts = ['app', 'cli'] }) {
  /** @type {Part[]} */
  const built = [];
  for (const part of parts) {
    const { outputs, make } = PARTS[part];
    const stampFile = inTree('dist', `.${part}.stamp`);
    const mark = markOf(part, mode);
    if (isStamped(stampFile, mark) && outputs.every((output) => existsSync(inTree(output)))) continue;
    stamp(stampFile, 'building');
    await make(mode);
    const absent = outputs.filter((output) => !existsSync(inTree(output)));
    if (absent.length > 0) throw new Stop(`The build of ${part} left no ${absent.join(', ')}.`);
    stamp(stampFile, mark);
    built.push(part);
  }
  return built;
}

/** @param {Mode} mode */
async function buildApp(mode) {
  // electron-vite warns that 'test' and 'release' are not its own modes by NODE_ENV; React must be the production one in all.
  const env = { ...process.env, NODE_ENV: 'production' };
  const vite = inTree('node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { code, output } = await runNode([vite, 'build', '--mode', mode, '--logLevel', 'warn'], { env, collect: true });
  if (code !== 0) throw new Stop(`electron-vite build failed:\n${output}`);
}

/** @param {Mode} mode */
async function buildCli(mode) {
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: [inTree('main', 'cli', 'index.ts')],
    outfile: inTree('dist', 'cli', 'dxkey.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    // koffi reads the peer of a socket in the app; the command never loads it.
    external: ['koffi', 'keytar', 'electron'],
    plugins: [builtinsOnFirstUse],
    define: { __DXKEY_BUILD__: JSON.stringify(mode) },
    logLevel: 'warning',
  });
}

/**
 * Node's own modules are loaded where something of them is first used, by a call that no bundler sees: compiled, `node:crypto`,
 * `node:net`, `node:tty` and `node:util` cost 5 to 12 ms each however deep their import stands, and a shell's start file waits
 * for `dxkey env`. A class of theirs can be made by `new`, not extended.
 * @type {import('esbuild').Plugin}
 */
const builtinsOnFirstUse = {
  name: 'builtins-on-first-use',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    bundler.onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => ({ contents: await firstUseOf(path) }));
  },
};

/** A module with the exports of a builtin, each of which loads it when it is used. @param {string} name */
async function firstUseOf(name) {
  const load = `const load = () => process.getBuiltinModule('${name}');\n`;
  const exported = Object.entries(await import(name)).flatMap(([key, value]) => {
    if (key === 'default') return [];
    if (typeof value === 'object' && value !== null) return `export const ${key} = new Proxy({}, { get: (_, key) => load().${key}[key] });`;
    // A word or a number (`sep`) cannot wait: it is read at once where somebody names it, and dropped where nobody does.
    if (typeof value === 'string' || typeof value === 'number') return `export const ${key} = /* @__PURE__ */ (() => load().${key})();`;
    if (typeof value !== 'function') return [];
    return `export function ${key}(...all) { return new.target ? new (load().${key})(...all) : load().${key}(...all); }`;
  });
  return load + exported.join('\n');
}

/** @param {string[]} args */
export function modeFrom(args) {
  const at = args.indexOf('--mode');
  const mode = at < 0 ? 'dev' : args[at + 1];
  const found = MODES.find((each) => each === mode);
  if (!found) throw new Stop(`--mode is one of ${MODES.join(', ')}, not ${String(mode)}.`, 2);
  return found;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const mode = modeFrom(process.argv.slice(2));
    const built = await build({ mode });
    say(built.length > 0 ? `built for ${mode}: ${built.join(', ')}` : `built for ${mode}: nothing had changed`);
    return 0;
  });
}
