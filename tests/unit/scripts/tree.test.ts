import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder, hashOf, isStamped, stamp } from '../../../scripts/tree.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'dxkey-tree-'));
  mkdirSync(path.join(root, 'main/core'), { recursive: true });
  writeFileSync(path.join(root, 'main/core/a.ts'), 'one');
  writeFileSync(path.join(root, 'main/b.ts'), 'two');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('the hash that decides whether to build', () => {
  const hash = (extra = 'dev') => hashOf(['main', 'absent'], extra, root);

  test('is the same for the same tree', () => {
    expect(hash()).toBe(hash());
  });

  test('changes with a byte of a nested file', () => {
    const before = hash();
    writeFileSync(path.join(root, 'main/core/a.ts'), 'onf');
    expect(hash()).not.toBe(before);
  });

  test('changes when a file is renamed, added, or the mode is another', () => {
    const before = hash();
    writeFileSync(path.join(root, 'main/c.ts'), '');
    expect(hash()).not.toBe(before);
    rmSync(path.join(root, 'main/c.ts'));
    expect(hash()).toBe(before);
    expect(hash('release')).not.toBe(before);
  });

  test('does not mix up where one file ends and the next begins', () => {
    const before = hash();
    writeFileSync(path.join(root, 'main/b.ts'), 'twoo');
    writeFileSync(path.join(root, 'main/core/a.ts'), 'ne');
    expect(hash()).not.toBe(before);
  });
});

test('a stamp holds for its own value only', () => {
  const file = path.join(root, 'dist/.app.stamp');
  expect(isStamped(file, 'x')).toBe(false);
  stamp(file, 'x');
  expect(isStamped(file, 'x')).toBe(true);
  expect(isStamped(file, 'y')).toBe(false);
});

test.runIf(process.platform === 'linux')('inside a session the cache is still the real one', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/private/home/.cache', DXKEY_CACHE_DIR: '/home/me/.cache/dxkey' })).toBe('/home/me/.cache/dxkey');
  expect(cacheFolder({ XDG_CACHE_HOME: '/home/me/.cache' })).toBe('/home/me/.cache/dxkey');
});
