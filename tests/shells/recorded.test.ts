/**
 * The terminal session that README.md shows is this one, run anew: a real bash at a terminal, the built command, the real core and agent.
 * After a change of what the command says: npx vitest run --project shells tests/shells/recorded.test.ts -u, and the block into the README.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildCommand } from '../unit/cli/builtCommand';
import type { BuiltCommand } from '../unit/cli/builtCommand';
import { startHookWorld } from './hookWorld';
import type { HookWorld } from './hookWorld';
import { ALL_SHELLS } from './shells';

vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LINES = [
  'eval "$(dxkey env laptop --account amy)"',
  'dx whoami',
  'cd trio',
  'cat .dxkey',
  'dxkey allow',
  'dx whoami',
  'dxkey exec --needs 30d -- nextflow run main.nf',
  'cd ..',
  'eval "$(dxkey env --off)"',
  'dx whoami',
];

let command: BuiltCommand;
let world: HookWorld;
beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  world = await startHookWorld(command);
});
afterEach(async () => {
  await world.stop();
});

const bash = ALL_SHELLS.find(({ name }) => name === 'bash');
const RECORDED = resolve(import.meta.dirname, '../../docs/shell-session.txt');

describe('the session that the README shows', () => {
  it('is what a shell shows today', async () => {
    if (bash?.isInstalled !== true) throw new Error('bash is not installed');
    await world.mint('laptop', { expiresMs: Date.now() + 5 * DAY_MS + HOUR_MS });
    await world.signInBen();
    await world.mint('trio upload', { accountId: 'dnanexus/user-ben', expiresMs: Date.now() + 8 * DAY_MS + HOUR_MS });
    const trio = join(world.home, 'trio');
    mkdirSync(trio);
    writeFileSync(join(trio, '.dxkey'), 'account = ben\ntoken = trio upload\n');
    // In place of the real client: it only says whose token it was given.
    writeFileSync(join(world.home, 'bin', 'dx'), '#!/bin/sh\necho "${DX_USERNAME:-You are not logged in}"\n', { mode: 0o755 });
    const session = world.open(bash, { HISTFILE: '/dev/null' });
    await session.ask([`cd ${world.home}`], 'x');
    const text = await session.record(LINES);
    await expect(text.replaceAll(world.home, '~')).toMatchFileSnapshot(RECORDED);
  });

  it('stands in the README as it was recorded', () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
    expect(readme).toContain(`\`\`\`console\n${readFileSync(RECORDED, 'utf8')}\`\`\`\n`);
  });
});
