/** What `npm run package` may be told. */
import { Stop } from '../commands.mjs';

const TARGETS = { linux: ['deb', 'tar.gz', 'AppImage'], darwin: ['dmg'], win32: ['nsis'] };

export const USAGE = `npm run package [-- OPTIONS]
  --test-runtime      allow the fallback runtime (Electron past its end of life); never for a release
  --targets LIST      deb, tar.gz, AppImage, dmg, nsis, comma separated; "none" for the two folders alone
  --fast              quick rather than small: for tests
Without --targets: all of this system's, or none with --test-runtime.`;

/**
 * @typedef {{ allowFallback: boolean, targets: string[], isFast: boolean }} PackageOptions
 * @param {string[]} argv
 * @param {NodeJS.Platform} platform
 * @returns {PackageOptions}
 */
export function parseOptions(argv, platform) {
  /** @type {string | undefined} */
  let targets;
  let allowFallback = false;
  let isFast = false;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index];
    if (word === '--test-runtime') allowFallback = true;
    else if (word === '--fast') isFast = true;
    else if (word === '--targets') targets = argv[++index];
    else throw new Stop(`${String(word)} is not an option of npm run package.\n${USAGE}`, 2);
  }
  return { allowFallback, isFast, targets: chooseTargets(targets, allowFallback, platform) };
}

/** @param {string | undefined} asked @param {boolean} allowFallback @param {NodeJS.Platform} platform */
function chooseTargets(asked, allowFallback, platform) {
  const known = TARGETS[/** @type {keyof typeof TARGETS} */ (platform)] ?? [];
  if (asked === undefined) return allowFallback ? [] : known;
  const names = asked === 'none' ? [] : asked.split(',');
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new Stop(`${strange.join(', ')} cannot be made on ${platform}: ${known.join(', ') || 'nothing'} can.`, 2);
  return names;
}
