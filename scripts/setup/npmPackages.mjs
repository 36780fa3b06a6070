import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Stop, capture, run, say } from '../commands.mjs';
import { inTree, isStamped, stamp } from '../tree.mjs';
import { ALLOWED } from './installScripts.mjs';

const STAMP = inTree('node_modules', '.dxkey-lock');
/** The npm that started us, run by Node itself: on Windows `npm` is a batch file, which cannot be spawned. */
const [npm, ...npmArgs] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];

/** The lock file and the list of rebuilt packages: when either changes, what is installed is no longer what is meant. */
function wanted() {
  return createHash('sha256')
    .update(readFileSync(inTree('package-lock.json')))
    .update(Object.keys(ALLOWED).join())
    .digest('hex');
}

/** Installs exactly the lock file, once for each lock file. */
export async function installPackages() {
  const mark = wanted();
  if (isStamped(STAMP, mark)) return 'npm packages: as the lock file says';
  say('npm packages: installing what package-lock.json says (npm ci, no install scripts)');
  const installed = await run(npm, [...npmArgs, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  if (installed.code !== 0) throw new Stop('npm ci failed; its own words are above.');
  const names = Object.keys(ALLOWED);
  // SECURITY: scripts run for the named packages only; without names npm would run those of every package.
  const rebuilt = capture(npm, [...npmArgs, 'rebuild', ...names, '--ignore-scripts=false', '--loglevel=error'], { timeoutMs: 300_000 });
  if (rebuilt.status !== 0) throw new Stop(`npm rebuild ${names.join(' ')} failed:\n${rebuilt.stdout}${rebuilt.stderr}`);
  stamp(STAMP, mark);
  return `npm packages: installed; install scripts run for ${names.join(', ')} only`;
}
