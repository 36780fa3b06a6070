import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

interface Packaging {
  asar: boolean;
  asarUnpack: string[];
  files: (string | { from: string; filter: string[] })[];
  publish: null;
  electronFuses: Record<string, boolean>;
  toolsets: { appimage: string };
  linux: { executableName: string; executableArgs: string[]; target: string[] };
  appImage: { executableArgs: string[] };
  mac: { hardenedRuntime: boolean; notarize: boolean; entitlements: string; entitlementsInherit: string; target: string[] };
  win: { target: string[] };
}

const packaging = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Packaging;

describe('electron-builder.yml', () => {
  it('spells every fuse, each on its safe side (row 13)', () => {
    expect(packaging.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: false,
    });
  });

  it('packs into an archive and unpacks native parts only (row 14)', () => {
    expect(packaging.asar).toBe(true);
    expect(packaging.asarUnpack).toEqual(['**/*.node']);
  });

  it('lists what goes in, without a pattern that takes all', () => {
    const patterns = packaging.files.flatMap((each) =>
      typeof each === 'string' ? [each] : each.filter.map((filter) => `${each.from}/${filter}`),
    );
    const taken = patterns.filter((pattern) => !pattern.startsWith('!'));
    // Only the page may bring whatever its bundler named.
    expect(taken.filter((pattern) => pattern.includes('**'))).toEqual(['dist/renderer/**']);
    expect(taken.filter((pattern) => /^(\*|main|preload|renderer|tests|scripts|docs)/.test(pattern))).toEqual([]);
    expect(patterns).toEqual(expect.arrayContaining(['!**/*.map', '!**/.env*', '!**/node_modules/**']));
  });

  it('hardens the macOS app, has it notarised, and asks for one entitlement (row 15)', () => {
    expect(packaging.mac).toMatchObject({ hardenedRuntime: true, notarize: true, target: ['dmg'] });
    expect(packaging.mac.entitlementsInherit).toBe(packaging.mac.entitlements);
    const entitlements = readFileSync(join(root, packaging.mac.entitlements), 'utf8');
    expect([...entitlements.matchAll(/<key>(.*?)<\/key>\s*<(\w+)/g)].map(([, key, value]) => [key, value])).toEqual([
      ['com.apple.security.cs.allow-jit', 'true'],
    ]);
  });

  it('ships no updater: nothing is published and no updater is a dependency (row 15)', () => {
    expect(packaging.publish).toBeNull();
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    expect(Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name.includes('updater'))).toEqual([]);
  });

  it('never starts an AppImage without its sandbox', () => {
    expect(packaging.linux.executableArgs).toEqual([]);
    expect(packaging.appImage.executableArgs).toEqual([]);
    expect(Number.parseInt(packaging.toolsets.appimage, 10)).toBeGreaterThanOrEqual(1);
  });

  it('keeps the name dxkey for the command', () => {
    expect(packaging.linux.executableName).toBe('dxkey-desktop');
    expect(packaging.linux.target).toEqual(['deb', 'tar.gz', 'AppImage']);
    expect(packaging.win.target).toEqual(['nsis']);
  });
});

describe('scripts/package', () => {
  const sources = readdirSync(join(root, 'scripts/package'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));

  it('touches one fuse beside the yml, the inspector of the test build', () => {
    const settings = sources.flatMap(({ text }) => [
      ...text.matchAll(/\b(enable\w+|runAsNode|onlyLoad\w+|loadBrowser\w+|grantFile\w+): (true|false)/g),
    ]);
    expect(settings.map(([whole]) => whole)).toEqual(['enableNodeCliInspectArguments: true']);
  });

  it('never turns the sandbox off', () => {
    expect(sources.filter(({ text }) => text.includes('no-sandbox')).map(({ name }) => name)).toEqual([]);
  });
});
