import { describe, expect, it } from 'vitest';
import type { CommandParts } from '../../../main/composeCommand';
import { readArguments } from '../../../main/cli/arguments';
import type { Command, Invocation } from '../../../main/cli/command';
import type { Io } from '../../../main/cli/io';
import { UsageError } from '../../../main/cli/usage';

const command: Command = {
  help: { usage: ['dxkey test'], about: 'a test' },
  options: {
    shell: { type: 'string', value: 'SHELL', about: 'a shell' },
    project: { type: 'string', multiple: true, value: 'ID', about: 'a project' },
    yes: { type: 'boolean', short: 'y', about: 'does not ask' },
  },
  maxPositionals: 2,
  takesPassed: true,
  run: () => Promise.resolve(0),
};
// Reading the arguments uses neither.
const read = (...argv: string[]): Invocation | null => readArguments(command, argv, {} as Io, {} as CommandParts);

function refusal(...argv: string[]): string {
  try {
    read(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  return 'not refused';
}

describe('the arguments of a command', () => {
  it('are options with their value beside or behind =, flags, and words, in any order', () => {
    const invocation = read('one', '--shell', 'zsh', '-y', 'two', '--project=a', '--project', 'b=c', '--', '--shell', 'x');
    expect(invocation?.positionals).toEqual(['one', 'two']);
    expect(invocation?.text('shell')).toBe('zsh');
    expect(invocation?.flag('yes')).toBe(true);
    expect(invocation?.texts('project')).toEqual(['a', 'b=c']);
    expect(invocation?.passed).toEqual(['--shell', 'x']);
  });

  it('take the last of an option that is said twice, an empty value, and a dash as a word', () => {
    const invocation = read('--shell', 'zsh', '--shell=', '-');
    expect(invocation?.text('shell')).toBe('');
    expect(invocation?.positionals).toEqual(['-']);
  });

  it('ask for help in both forms, whatever else is said rightly', () => {
    expect(read('--yes', '--help')).toBeNull();
    expect(read('-h')).toBeNull();
  });

  it.each([
    [['--bogus'], 'there is no option --bogus.'],
    [['--constructor'], 'there is no option --constructor.'],
    [['--shell'], '--shell is used wrongly.'],
    [['--shell', '--yes'], '--shell is used wrongly.'],
    [['--yes=no'], '--yes is used wrongly.'],
    [['a', 'b', 'c'], 'too many arguments.'],
  ])('%s are refused', (argv, text) => {
    expect(refusal(...argv)).toBe(text);
  });

  it('are never repeated beyond the name of an option: a value may be a secret', () => {
    for (const argv of [['--bogus=hunter2'], ['-phunter2'], ['--yes=hunter2'], ['--$hunter2']])
      expect(refusal(...argv)).not.toContain('hunter2');
  });
});
