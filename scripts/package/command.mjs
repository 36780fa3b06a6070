/** Compiles the `dxkey` command to one file that needs no Node (docs/decisions: the compiled command). */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from '../build.mjs';
import { Stop, capture } from '../commands.mjs';
import { hashOf, inTree, isStamped, stamp } from '../tree.mjs';

const isWindows = process.platform === 'win32';
const compiled = inTree('release', '.stage', 'bin', isWindows ? 'dxkey.exe' : 'dxkey');
const compiledStamp = inTree('release', '.stage', 'bin.stamp');

/** Set-up moves bun from its platform's package into its own, over a launcher that only prints an error. */
const LAUNCHER_MAX_BYTES = 100_000;

function bun() {
  const own = `bun-${isWindows ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;
  const places = [
    inTree('node_modules', 'bun', 'bin', 'bun.exe'),
    inTree('node_modules', '@oven', own, 'bin', isWindows ? 'bun.exe' : 'bun'),
  ];
  const found = places.find((place) => existsSync(place) && statSync(place).size > LAUNCHER_MAX_BYTES);
  if (found === undefined) throw new Stop(`bun is not installed for this system (${own}): run npm run setup.`);
  return found;
}

/** Answers where the compiled command is; compiles only when its source changed. */
export async function compileCommand() {
  await build({ mode: 'release', parts: ['cli'] });
  const mark = hashOf(['dist/cli/dxkey.cjs', 'node_modules/bun/package.json', 'scripts/package/command.mjs']);
  if (isStamped(compiledStamp, mark) && existsSync(compiled)) return compiled;
  mkdirSync(path.dirname(compiled), { recursive: true });
  const fresh = path.join(path.dirname(compiledStamp), `command.${process.pid}`);
  // Not stripped afterwards: that drops the code that bun appended, and what is left is a bare bun.
  // SECURITY: a compiled bun reads .env and bunfig.toml where it is started unless told not to; a folder must not configure the command.
  const { status, stderr } = capture(bun(), [
    'build',
    '--compile',
    '--minify',
    '--bytecode',
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    inTree('dist', 'cli', 'dxkey.cjs'),
    '--outfile',
    fresh,
  ]);
  if (status !== 0) throw new Stop(`The command could not be compiled:\n${stderr}`);
  rmSync(compiled, { force: true });
  renameSync(existsSync(`${fresh}.exe`) ? `${fresh}.exe` : fresh, compiled);
  stamp(compiledStamp, mark);
  return compiled;
}
