import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDeb } from './builds';
import { openDesktop, type Desktop } from './desktop';

const dpkg = (...args: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('dpkg', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return { status, output: stdout + stderr };
};

const isRealRoot = process.getuid?.() === 0 && /^\s*0\s+0\s+4294967295/.test(readFileSync('/proc/self/uid_map', 'utf8'));
const isInstalledAlready = dpkg('-s', 'dxkey').status === 0;
/** Why the deb cannot be installed here; null where it can. */
const obstacle = !isRealRoot
  ? 'only root may install a package'
  : isInstalledAlready
    ? 'dxkey is installed on this machine; it stays'
    : null;

/** Where a package of ours could leave something. */
const PLACES = [
  '/etc',
  '/opt',
  '/usr/bin',
  '/usr/share/applications',
  '/usr/share/icons',
  '/usr/share/doc',
  '/usr/share/man',
  '/var/lib/dpkg/info',
];
const there = (): Set<string> =>
  new Set(
    PLACES.filter((place) => existsSync(place)).flatMap((place) =>
      readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name)),
    ),
  );

describe.skipIf(obstacle !== null)(`the deb${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  let desktop: Desktop;
  let folder: string;
  let before: Set<string>;
  let deb: string;

  beforeAll(async () => {
    deb = makeDeb();
    desktop = await openDesktop();
    folder = mkdtempSync(join(tmpdir(), 'dxkey-deb-'));
    before = there();
    const { status, output } = dpkg('-i', deb);
    if (status !== 0) throw new Error(output);
  }, 240_000);
  afterAll(async () => {
    // Also where a test failed in the middle: the machine is left as it was.
    if (dpkg('-s', 'dxkey').status === 0) dpkg('--purge', 'dxkey');
    await desktop.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('puts the command on the PATH', async () => {
    expect(readlinkSync('/usr/bin/dxkey')).toBe('/opt/dxkey/resources/bin/dxkey');
    const { code, stdout } = await desktop.run('/bin/sh', ['-c', 'dxkey --help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: dxkey COMMAND');
  });

  it('has the man page where man looks; in the package, since a slim system leaves such files out when it installs', () => {
    const page = join(folder, 'page');
    execFileSync('dpkg-deb', ['--extract', deb, page]);
    const text = gunzipSync(readFileSync(join(page, 'usr/share/man/man1/dxkey.1.gz'))).toString();
    expect(text).toBe(readFileSync(resolve(import.meta.dirname, '../../docs/dxkey.1'), 'utf8'));
  });

  it('installs nothing that an ordinary user could write to, and a set-uid helper only where it is needed', () => {
    const installed = execFileSync('dpkg', ['-L', 'dxkey'], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter((path) => path.startsWith('/opt/'));
    const loose = installed
      .filter((path) => !lstatSync(path).isSymbolicLink())
      .filter((path) => (statSync(path).mode & 0o022) !== 0 || statSync(path).uid !== 0);
    expect(loose).toEqual([]);
    const nobodyMay =
      spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'unshare', '--user', '--map-root-user', 'true']).status ===
      0;
    expect(statSync('/opt/dxkey/chrome-sandbox').mode & 0o7777).toBe(nobodyMay ? 0o755 : 0o4755);
  });

  it('is in the menu of applications, with an icon', () => {
    const entry = readFileSync('/usr/share/applications/dxkey-desktop.desktop', 'utf8');
    expect(entry).toMatch(/^Exec=\/opt\/dxkey\/dxkey-desktop( %U)?$/m);
    expect(entry).not.toContain('no-sandbox');
    expect(existsSync('/usr/share/icons/hicolor/256x256/apps/dxkey-desktop.png')).toBe(true);
  });

  it('runs for an ordinary user, started by the command, and ends by its tray', async () => {
    const env = { DXKEY_DATA_DIR: join(folder, 'data') };
    const { code, stdout, stderr } = await desktop.run('/bin/sh', ['-c', 'dxkey status --json'], env);
    // 3: nobody is signed in; the state is printed all the same.
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.any(String) as string });
    expect(JSON.parse(stdout)).toMatchObject({ build: 'release', session: { status: 'signedOut' } });
    const { menu } = await desktop.tray('list');
    await desktop.tray('click', menu.find((row) => row.label.startsWith('Quit'))?.label ?? 'Quit');
  });

  it('is purged without a trace', () => {
    const { status, output } = dpkg('--purge', 'dxkey');
    expect({ status, output }).toEqual({ status: 0, output: expect.not.stringMatching(/'\/opt\/dxkey.*not empty/) as string });
    expect([...there()].filter((path) => !before.has(path))).toEqual([]);
  });
});
