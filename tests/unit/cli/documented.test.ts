/** What a person reads of the command elsewhere is what its own help says. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../main/cli/io';
import type { Manual } from '../../../main/cli/manualData';
import { run } from '../../../main/cli/run';
import type { composeCommand } from '../../../main/composeCommand';
import { manOf, markdownOf } from '../../../scripts/manual/pages.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const page = (name: string): string => readFileSync(resolve(ROOT, name), 'utf8');

/** No command is run: its help asks nothing of the app. */
async function said(...argv: string[]): Promise<string> {
  let out = '';
  const io = { out: (text: string) => (out += text), err: (text: string) => (out += text) } as unknown as Io;
  await run(argv, io, (() => ({})) as unknown as typeof composeCommand);
  return out;
}

describe('the help and the documents', () => {
  let manual: Manual;
  beforeAll(async () => {
    manual = JSON.parse(await said('help', '--json')) as Manual;
  });

  it('docs/commands.md is made of the help: after a change of it, npm run manual', async () => {
    const path = resolve(ROOT, 'docs/commands.md');
    expect(page('docs/commands.md')).toBe(await format(markdownOf(manual), { ...(await resolveConfig(path)), filepath: path }));
  });

  it('the man page is made of the help: after a change of it, npm run manual', () => {
    const { version } = JSON.parse(page('package.json')) as { version: string };
    expect(page('docs/dxkey.1')).toBe(manOf(manual, { version }));
  });

  it('every command has a help of its own, which begins with how it is used, in 80 columns', async () => {
    expect(manual.commands.length).toBeGreaterThan(20);
    for (const { name, usage } of manual.commands) {
      const help = await said(name, '--help');
      expect(help, name).toMatch(new RegExp(`^Usage: dxkey ${name}\\b`));
      expect(await said('help', name), name).toBe(help);
      const wide = help
        .split('\n')
        .filter((line) => line.length > 80 && !line.startsWith('  ') && !usage.some((one) => line.endsWith(one)));
      expect(wide, name).toEqual([]);
    }
  });

  it('every option and every example of a command says what it does', () => {
    for (const { name, options, examples } of manual.commands)
      for (const { about } of [...options, ...examples]) expect(about, name).not.toBe('');
  });

  it('a topic has a page, and what is neither command nor topic is said without repeating it', async () => {
    for (const { name, title } of manual.topics) expect(await said('help', name)).toMatch(new RegExp(`^${title}\\n`));
    expect(await said('help', 'dxtokendxtoken')).toBe('dxkey: no such command.\nRun `dxkey --help` to see them.\n');
  });

  it('README.md names every command', () => {
    const readme = page('README.md');
    expect(manual.commands.map(({ name }) => name).filter((name) => !readme.includes(`dxkey ${name}`))).toEqual([]);
  });
});

describe('the man page', () => {
  it('types a minus as one, and lets no text be a request', () => {
    const block = [{ kind: 'verbatim' as const, text: ".hidden --json 'x' a\\b" }];
    const text = manOf({ title: 't', about: block, topics: [], exits: [], commands: [] }, { version: '1' });
    expect(text).toContain('\\&.hidden \\-\\-json \\(aqx\\(aq a\\eb');
  });
});
