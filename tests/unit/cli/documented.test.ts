/** What a person reads of the command elsewhere is what its own help says. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../main/cli/exitCodes';
import type { Io } from '../../../main/cli/io';
import { run } from '../../../main/cli/run';
import type { composeCommand } from '../../../main/composeCommand';

const page = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../..', name), 'utf8');

/** No command is run: its help asks nothing of the app. */
async function said(...argv: string[]): Promise<string> {
  let out = '';
  const io = { out: (text: string) => (out += text), err: (text: string) => (out += text) } as unknown as Io;
  await run(argv, io, (() => ({})) as unknown as typeof composeCommand);
  return out;
}

describe('the help and the documents', () => {
  let names: string[] = [];
  beforeAll(async () => {
    names = [...(await said('--help')).matchAll(/^ {2}([a-z]+) {2,}/gm)].flatMap(([, name]) => name ?? []);
  });

  it('docs/commands.md names every command', () => {
    expect(names.length).toBeGreaterThan(18);
    const commands = page('docs/commands.md');
    expect(names.filter((name) => !commands.includes(`\`${name}`) && !commands.includes(`\`dxkey ${name}`))).toEqual([]);
  });

  it('every command has a help of its own, which begins with how it is used', async () => {
    for (const name of names) expect(await said(name, '--help'), name).toMatch(new RegExp(`^Usage: .*dxkey ${name}\\b`));
  });

  it('docs/commands.md has a row for every exit code, and no other', () => {
    const [, table = ''] = page('docs/commands.md').split('## Exit codes');
    const told = [...table.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
    expect(told).toEqual([...new Set(Object.values(EXIT))].sort((a, b) => a - b));
  });
});
