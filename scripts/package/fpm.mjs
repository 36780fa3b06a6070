#!/usr/bin/env node
/**
 * What electron-builder calls as `fpm` to make a deb (through CUSTOM_FPM_PATH), on the distribution's own dpkg-deb: the real
 * fpm is downloaded from a host that is not reachable everywhere. Knows what electron-builder 26 passes, refuses the rest.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SINGLE = new Set(
  '-s -t --deb-compression --architecture --after-install --after-remove --description --version --package --name --maintainer --vendor --url --category --deb-priority --license --iteration'.split(
    ' ',
  ),
);
const REPEATED = new Set(['-d', '--deb-recommends']);
const IGNORED = new Set(['--force']);

/**
 * @typedef {{ one: Record<string, string>, many: Record<string, string[]>, files: { from: string, to: string }[] }} Asked
 * @param {string[]} argv
 * @returns {Asked}
 */
export function parse(argv) {
  /** @type {Asked} */
  const asked = { one: {}, many: {}, files: [] };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (IGNORED.has(word)) continue;
    if (SINGLE.has(word)) asked.one[word] = argv[++index] ?? '';
    else if (REPEATED.has(word)) (asked.many[word] ??= []).push(argv[++index] ?? '');
    else if (word.startsWith('-')) throw new Error(`fpm.mjs does not know ${word}`);
    else {
      const equals = word.lastIndexOf('=');
      asked.files.push({ from: word.slice(0, equals), to: word.slice(equals + 1) });
    }
  }
  if (asked.one['-t'] !== 'deb' || asked.one['-s'] !== 'dir') throw new Error('fpm.mjs makes a deb of a folder and nothing else');
  return asked;
}

/**
 * The control file. @param {Asked} asked @param {number} installedKb
 */
export function control({ one, many }, installedKb) {
  const [synopsis, ...rest] = (one['--description'] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const iteration = one['--iteration'] ? `-${one['--iteration']}` : '';
  /** @type {[string, string | undefined][]} */
  const fields = [
    ['Package', one['--name']],
    ['Version', `${one['--version']}${iteration}`],
    ['Architecture', one['--architecture']],
    ['Maintainer', one['--maintainer']],
    ['Installed-Size', String(installedKb)],
    ['Depends', many['-d']?.join(', ')],
    ['Recommends', many['--deb-recommends']?.join(', ')],
    ['Section', one['--category'] ?? 'utils'],
    ['Priority', one['--deb-priority'] ?? 'optional'],
    ['Homepage', one['--url']],
    ['Description', [synopsis, ...rest.map((line) => ` ${line}`)].join('\n')],
  ];
  return fields.flatMap(([name, value]) => (value ? [`${name}: ${value}\n`] : [])).join('');
}

/** Whole kilobytes of all files, as Policy wants Installed-Size. @param {string} folder @returns {number} */
function kilobytes(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? 1 + kilobytes(path) : Math.ceil(lstatSync(path).size / 1024));
  }, 0);
}

/** @param {Asked} asked @param {string} root */
function stage(asked, root) {
  for (const { from, to } of asked.files) {
    const target = join(root, to);
    mkdirSync(dirname(target), { recursive: true });
    // `cp` over Node's own: reflinks and sparse files where the disk has them, at a third of the time.
    if (from.endsWith('/')) execFileSync('cp', ['-a', '--reflink=auto', from, target]);
    else cpSync(from, target, { dereference: true });
  }
  const installedKb = kilobytes(root);
  const debian = join(root, 'DEBIAN');
  mkdirSync(debian);
  writeFileSync(join(debian, 'control'), control(asked, installedKb));
  writeFileSync(join(debian, 'postinst'), readFileSync(asked.one['--after-install'] ?? ''), { mode: 0o755 });
  writeFileSync(join(debian, 'postrm'), readFileSync(asked.one['--after-remove'] ?? ''), { mode: 0o755 });
  // SECURITY: nothing that an ordinary user could write to, and no set-uid bit but what postinst decides.
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root]);
}

function main() {
  const asked = parse(process.argv.slice(2));
  const work = mkdtempSync(join(tmpdir(), 'dxkey-deb-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root, { mode: 0o755 });
    stage(asked, root);
    // A test run would rather be quick than small. Not named DXKEY_...: electron-builder hides variables with KEY in them from its tools.
    const compression = process.env.FPM_FAST === '1' ? ['-Zgzip', '-z1'] : [`-Z${asked.one['--deb-compression'] ?? 'xz'}`, '-z6'];
    execFileSync('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, asked.one['--package'] ?? ''], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
