import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const COMMANDS = join(import.meta.dirname, '../../../scripts/commands.mjs');

function codeOf(main: string): number | null {
  const program = `import { Stop, runMain } from ${JSON.stringify(COMMANDS)};
    // As electron-builder's library does when it is loaded.
    process.once('beforeExit', () => process.exit(0));
    await runMain(async () => { ${main} });`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }).status;
}

describe('the exit code of a program of ours', () => {
  it('is what it answered, or that of what stopped it, whatever a library ends the process with', () => {
    expect(codeOf('return 3;')).toBe(3);
    expect(codeOf("throw new Stop('no', 2);")).toBe(2);
    expect(codeOf("throw new Error('fault');")).toBe(1);
    expect(codeOf('')).toBe(0);
  });
});
