import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(__dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Packages that a script's imports at the top reach, with the file that names them. */
function packagesReached(entry: string): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^'"();]*from '([^']+)'/gm)) {
      if (name.startsWith('.')) walk(resolve(dirname(file), name));
      else if (!name.startsWith('node:')) found.push(`${name} in ${relative(ROOT, file)}`);
    }
  };
  walk(resolve(ROOT, entry));
  return found;
}

describe('on a fresh clone, before npm has installed anything', () => {
  const entries = Object.values(scripts).map((line) => /^node (\S+\.mjs)/.exec(line)?.[1] ?? '');

  it('every command of package.json is a script of this tree', () => {
    expect(entries).not.toContain('');
    expect(entries.length).toBeGreaterThan(8);
  });

  it.each(entries)('%s can be read: it names only what Node itself has', (entry) => {
    expect(packagesReached(entry)).toEqual([]);
  });

  it('the search finds a package where one is named', () => {
    expect(packagesReached('eslint.config.mjs')).toContain('@eslint/js in eslint.config.mjs');
  });
});
