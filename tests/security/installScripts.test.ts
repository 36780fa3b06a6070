/** SECURITY.md row 22: install scripts run by an explicit allow-list, everything else is refused; the lock file decides what is installed. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALLOWED, REFUSED } from '../../scripts/setup/installScripts.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface LockedPackage {
  hasInstallScript?: boolean;
  integrity?: string;
  resolved?: string;
  link?: boolean;
}
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const packages = Object.entries(lock.packages).filter(([at]) => at !== '');
const nameOf = (at: string) => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
const withScripts = [...new Set(packages.filter(([, each]) => each.hasInstallScript).map(([at]) => nameOf(at)))].sort();

describe('install scripts', () => {
  test('each package that has one is on exactly one of the two lists', () => {
    expect([...Object.keys(ALLOWED), ...Object.keys(REFUSED)].sort()).toEqual(withScripts);
  });

  test('each decision gives its reason', () => {
    for (const reason of [...Object.values(ALLOWED), ...Object.values(REFUSED)]) expect(reason.length).toBeGreaterThan(20);
  });

  test('npm refuses all of them by itself', () => {
    expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
  });

  test('only set-up lifts that, and only for named packages', () => {
    const lifted = read('scripts/setup/npmPackages.mjs')
      .split('\n')
      .filter((line) => line.includes('--ignore-scripts=false'));
    expect(lifted).toHaveLength(1);
    expect(lifted[0]).toContain("'rebuild', ...names");
    expect(Object.keys(ALLOWED).length).toBeGreaterThan(0);
  });

  test('we have none of our own', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
  });
});

describe('what is installed', () => {
  test('comes from the lock file: set-up calls npm ci and never npm install', () => {
    const setup = read('scripts/setup/npmPackages.mjs');
    expect(setup).toContain("'ci', '--ignore-scripts'");
    expect(setup).not.toMatch(/'(install|i|add)'/);
  });

  test('has a hash for each package, and none from a place of its own', () => {
    expect(packages.filter(([, each]) => !each.integrity).map(([at]) => at)).toEqual([]);
    expect(packages.filter(([, each]) => each.link ?? /^(git|file|http:)/.test(each.resolved ?? '')).map(([at]) => at)).toEqual([]);
  });

  test('is named by exact version in package.json', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, range]) => !/^(npm:(@[^@/]+\/)?[^@/]+@)?\d+\.\d+\.\d+$/.test(range),
    );
    expect(loose).toEqual([]);
  });
});
