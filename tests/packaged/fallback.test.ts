import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, release } from './builds';

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { devDependencies: { electron: string } };
const packaged = readFileSync(join(release.folder, 'version'), 'utf8').trim().replace(/^v/, '');
const isFallback = packaged !== devDependencies.electron;

describe.runIf(isFallback)('an Electron past its end of life', () => {
  it('is not packaged for people: without --test-runtime it says why, and ends with 2', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/package.mjs'), '--targets', 'none'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('not packaged for people');
    expect(stderr).toContain(packaged);
    expect(stderr).toContain('--test-runtime');
    expect(stdout).not.toContain('made');
  });
});
