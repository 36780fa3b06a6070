import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const rows = [...text.matchAll(/^\|\s*(\d+)\s*\|([^|]+)\|([^|]+)\|$/gm)].map(([, number, , proof = '']) => ({
  number: Number(number),
  proof,
}));

describe('docs/security.md', () => {
  it('has every row once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('names tests that are there, at least one a row', () => {
    for (const { number, proof } of rows) expect(proof, `row ${String(number)}`).toMatch(/`tests\//);
    const named = [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
