/** What must come from the Linux distribution: the lists, the check and, as root on Debian or Ubuntu, the installing. */
import { existsSync } from 'node:fs';
import { Stop, capture, run, say } from '../commands.mjs';

/**
 * By what they are for. `a|b` is met by either: newer releases renamed some (t64). `headless` is only wanted where there is
 * no display; `test` and `package` come with `npm test`.
 */
export const TIERS = {
  run: [
    'libgtk-3-0|libgtk-3-0t64',
    'libnss3',
    'libasound2|libasound2t64',
    'libgbm1',
    'libxss1',
    'libxtst6',
    'libatspi2.0-0|libatspi2.0-0t64',
    'libsecret-1-0',
    'libnotify4',
    'util-linux',
  ],
  headless: ['xvfb', 'dbus', 'gnome-keyring', 'imagemagick'],
  test: [
    'chromium|chromium-browser',
    'libsecret-tools',
    'xdotool',
    'x11-utils',
    'xclip',
    'sway',
    'wl-clipboard',
    'parcellite',
    'oathtool',
    'zsh',
    'fish',
    'tcsh',
    'dash',
    'python3-dbus',
    'python3-gi',
  ],
  package: ['7zip', 'dpkg-dev', 'xz-utils', 'desktop-file-utils', 'squashfs-tools'],
};

/** @typedef {keyof typeof TIERS} Tier */

/**
 * The wanted packages that dpkg does not call installed, in the spelling to install.
 * @param {string[]} wanted
 * @param {string} dpkgStatus lines of `name:arch status`, as `dpkg-query -W -f '${Package} ${db:Status-Status}\n'` prints
 * @param {(name: string) => boolean} [isKnown] whether the distribution has a package of that name
 */
export function missingPackages(wanted, dpkgStatus, isKnown = () => true) {
  const installed = new Set(
    dpkgStatus
      .split('\n')
      .map((line) => line.trim().split(' '))
      .filter(([, status]) => status === 'installed')
      .map(([name]) => name),
  );
  return wanted
    .map((choice) => choice.split('|'))
    .filter((names) => !names.some((name) => installed.has(name)))
    .map((names) => names.find(isKnown) ?? String(names[0]));
}

/** @param {string[]} names */
export const installCommand = (names) => `apt-get install -y --no-install-recommends ${names.join(' ')}`;

/**
 * @param {Tier[]} tiers
 * @returns {Promise<string>}
 */
export async function provideLinuxPackages(tiers) {
  if (process.platform !== 'linux') return `system libraries: nothing to check on ${process.platform}`;
  const wanted = tiers.flatMap((tier) => TIERS[tier]);
  if (!existsSync('/usr/bin/dpkg-query')) return checkByLinker(wanted);
  const status = capture('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n']).stdout;
  if (missingPackages(wanted, status).length === 0) return `Linux packages (${tiers.join(', ')}): there`;
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `These Linux packages are missing. Install them, then start again:\n  sudo ${installCommand(missingPackages(wanted, status, isInIndex))}`,
      2,
    );
  }
  say('Linux packages: reading the package lists (apt-get update)');
  await run('apt-get', ['update', '-qq'], { collect: true });
  const missing = missingPackages(wanted, status, isInIndex);
  say(`Linux packages: installing ${missing.join(' ')}`);
  const [, ...args] = installCommand(missing).split(' ');
  const installed = await run('apt-get', ['-qq', ...args], { collect: true, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (installed.code !== 0) throw new Stop(`${installed.output}\nThis failed: ${installCommand(missing)}`, 2);
  return `Linux packages (${tiers.join(', ')}): installed ${missing.length}`;
}

/** @param {string} name */
const isInIndex = (name) => capture('apt-cache', ['show', '--no-all-versions', name]).status === 0;

/**
 * Without dpkg only the libraries that Electron itself loads can be looked for; nothing is installed on such a system.
 * @param {string[]} wanted
 */
function checkByLinker(wanted) {
  const listed = capture('ldconfig', ['-p']).stdout;
  const libraries = [
    'libgtk-3.so.0',
    'libnss3.so',
    'libasound.so.2',
    'libgbm.so.1',
    'libXss.so.1',
    'libXtst.so.6',
    'libatspi.so.0',
    'libsecret-1.so.0',
  ];
  const missing = libraries.filter((library) => !listed.includes(library));
  if (missing.length > 0) {
    throw new Stop(
      `These libraries are missing: ${missing.join(' ')}\nInstall what your distribution calls (Debian's names): ${wanted.join(' ')}`,
      2,
    );
  }
  return 'Linux libraries: there (no dpkg here, so the test tools were not checked)';
}
