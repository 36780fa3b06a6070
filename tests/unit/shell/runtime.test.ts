import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PINNED_ELECTRON_MAJOR, majorOf, runtimeOf, standinUrl } from '../../../main/shell/runtime';

describe('the runtime', () => {
  it('is pinned to the Electron of package.json', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> };
    expect(majorOf(manifest.devDependencies.electron ?? '')).toBe(PINNED_ELECTRON_MAJOR);
  });

  it.each([
    ['45.4.1', 'pinned'],
    ['46.0.0', 'pinned'],
    ['44.9.9', 'fallback'],
    ['25.1.1', 'fallback'],
    ['', 'fallback'],
    ['nonsense', 'fallback'],
  ])('%s is %s', (version, runtime) => {
    expect(runtimeOf(version)).toBe(runtime);
  });
});

describe('the stand-in', () => {
  it.each(['http://127.0.0.1:4000', 'http://localhost:4000/', 'http://[::1]:4000', 'http://127.1.2.3:1'])('may be at %s', (url) => {
    expect(standinUrl('test', url)).toBe(new URL(url).origin);
    expect(standinUrl('dev', url)).toBe(new URL(url).origin);
  });

  it.each(['http://evil.example', 'http://127.0.0.1.evil.example', 'https://127.0.0.1', 'http://10.0.0.1', 'nonsense', '', undefined])(
    'is not at %s',
    (url) => {
      expect(standinUrl('dev', url)).toBeNull();
    },
  );

  it('is never there in a release', () => {
    expect(standinUrl('release', 'http://127.0.0.1:4000')).toBeNull();
  });
});
