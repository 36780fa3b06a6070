import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archived, archivedHashes, archivedText, differing, looseHashes, release, test } from './builds';

/** Everything that may be in the archive; the page's files carry names that its bundler chose. */
const ALLOWED = [
  /^package\.json$/,
  /^dist\/main\/[\w-]+\.js$/,
  /^dist\/preload\/index\.js$/,
  /^dist\/renderer\/(index|first-(pinned|fallback))\.html$/,
  /^dist\/renderer\/[\w./-]+\.(js|css|svg|png|woff2)$/,
  /^assets\/tray\/(template|light|dark)\/(signedIn|signedOut|warning|locked)(@2x)?\.png$/,
  /^assets\/app\/icons\/128x128\.png$/,
  /^node_modules\/keytar\/(package\.json|lib\/keytar\.js|prebuilds\/[\w-]+\/keytar\.node)$/,
  /^node_modules\/koffi\/(package\.json|index\.cjs|src\/koffi\/(src\/)?\w+\.cjs)$/,
  /^node_modules\/@koromix\/koffi-[\w-]+\/(package\.json|index\.js|\w+\/koffi\.node)$/,
];

describe.each([release, test])('the archive of the $name build (row 14)', (build) => {
  it('holds what it may hold and nothing else', () => {
    expect(archived(build).filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
  });

  it('holds all that the app is made of', () => {
    expect(archived(build)).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/main/index.js',
        'dist/preload/index.js',
        'dist/renderer/index.html',
        'dist/renderer/first-pinned.html',
        'dist/renderer/first-fallback.html',
        'assets/tray/dark/signedIn.png',
      ]),
    );
  });

  it('has one script that makes the page whole: main waits for it by that name', () => {
    expect(archived(build).filter((path) => /^dist\/renderer\/assets\/main-[\w-]+\.js$/.test(path))).toHaveLength(1);
  });

  it('has nothing beside it but native parts', () => {
    const beside = readdirSync(`${build.archive}.unpacked`, { recursive: true, encoding: 'utf8' }).filter((path) =>
      lstatSync(join(`${build.archive}.unpacked`, path)).isFile(),
    );
    expect(beside.filter((path) => !path.endsWith('.node'))).toEqual([]);
    expect(beside.map((path) => path.split('/').at(-1)).sort()).toEqual(['keytar.node', 'koffi.node']);
  });

  it('points to no source map and says no path of the machine that built it', () => {
    const texts = archived(build).filter((path) => /\.(js|cjs|css|html|json)$/.test(path));
    expect(texts.filter((path) => /[#@] sourceMappingURL=(?!data:,)/.test(archivedText(build, path)))).toEqual([]);
    expect(texts.filter((path) => archivedText(build, path).includes(process.cwd()))).toEqual([]);
  });

  it('comes without the default app of Electron and without a second app', () => {
    expect(
      readdirSync(join(build.folder, 'resources')).filter((name) => !/^(app\.asar(\.unpacked)?|bin|man|apparmor-profile)$/.test(name)),
    ).toEqual([]);
  });
});

describe('the test build', () => {
  it('differs from the release in the archive by the bundle of main alone', () => {
    const different = differing(archivedHashes(release), archivedHashes(test));
    expect(different).toContain('dist/main/index.js');
    expect(different.filter((path) => !path.startsWith('dist/main/'))).toEqual([]);
  });

  it('differs there by the build constant alone', () => {
    const files = archived(release).filter((path) => path.startsWith('dist/main/'));
    const differences = files.flatMap((path) => tokenDifferences(archivedText(release, path), archivedText(test, path)));
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.filter((pair) => !['release test', '1 0'].includes(pair))).toEqual([]);
    // Folded comparisons are few: each is a place where the two builds behave differently.
    expect(differences.length).toBeLessThanOrEqual(12);
  });

  it('differs outside of the archive in the executable, which holds the fuses, and nowhere else', () => {
    const outside = differing(looseHashes(release), looseHashes(test));
    // apparmor-profile is what making a deb leaves behind.
    expect(outside.filter((path) => path !== 'resources/apparmor-profile')).toEqual(['dxkey-desktop', 'resources/app.asar']);
  });
});

/**
 * Word by word, what one bundle says where the other says something else. The constant becomes a literal wherever it is read,
 * and a comparison with it becomes `!1` or `!0`; more than that may not differ, least of all the number of words.
 */
function tokenDifferences(one: string, other: string): string[] {
  const [words, others] = [one, other].map((text) => text.match(/[\w$]+|[^\w$]/g) ?? []);
  if (words?.length !== others?.length) return [`${String(words?.length)} words, ${String(others?.length)} words`];
  return (words ?? []).flatMap((word, index) => (word === others?.[index] ? [] : [`${word} ${String(others?.[index])}`]));
}
