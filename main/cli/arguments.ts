import type { CommandParts } from '../composeCommand';
import { forAccount } from './forAccount';
import type { Command, Invocation, Option, OptionTable } from './command';
import type { Io } from './io';
import { EXPOSED_TOKEN, looksLikeToken, UsageError } from './usage';

/** Null where help was asked for. Throws UsageError; its text repeats option names only, never a value. */
export function readArguments(command: Command, argv: readonly string[], io: Io, app: CommandParts): Invocation | null {
  const split = argv.indexOf('--');
  const own = split === -1 ? argv : argv.slice(0, split);
  const passed = split === -1 ? null : argv.slice(split + 1);
  // SECURITY: a token on argv is exposed already; using it would teach people to do so (a secret never travels on argv).
  if (own.some(looksLikeToken)) throw new UsageError(EXPOSED_TOKEN);
  const { values, positionals } = parse(command, own);
  if (values.help === true) return null;
  if (positionals.length > command.maxPositionals) throw new UsageError('too many arguments.');
  if (passed !== null && command.takesPassed !== true) throw new UsageError('nothing can follow --.');
  const { account } = values;
  return {
    io,
    app: typeof account === 'string' ? forAccount(app, account) : app,
    positionals,
    passed,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : null;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
    },
  };
}

interface Parsed {
  values: Record<string, true | string | string[]>;
  positionals: string[];
}

const ACCOUNT: OptionTable = {
  account: {
    type: 'string',
    value: 'NAME',
    about: 'another account than the one that the window shows: user name, USER@PLATFORM, or id (`dxkey help accounts`)',
  },
};
const HELP: OptionTable = { help: { type: 'boolean', short: 'h', about: 'prints this' } };

/** Its own, and those that are not its alone. */
export const optionsOf = (command: Command): OptionTable => ({
  ...command.options,
  ...(command.takesAccount === true ? ACCOUNT : {}),
  ...HELP,
});

/** The rules of node:util's strict parseArgs, which takes 7 ms to load in the compiled command, an eighth of `dxkey env`. */
function parse(command: Command, args: readonly string[]): Parsed {
  const table = optionsOf(command);
  const parsed: Parsed = { values: {}, positionals: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      parsed.positionals.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const said = equals === -1 ? word : word.slice(0, equals);
    const [name, option] = find(table, said);
    if (option.type === 'boolean') {
      if (equals !== -1) throw misused(said);
      parsed.values[name] = true;
      continue;
    }
    const value = equals === -1 ? args[++at] : word.slice(equals + 1);
    // What begins with a dash is the next option, whose word somebody forgot; it can be said as --name=-value.
    if (value === undefined || (equals === -1 && value.startsWith('-'))) throw misused(said);
    parsed.values[name] = option.multiple === true ? [...listOf(parsed.values[name]), value] : value;
  }
  return parsed;
}

function find(table: OptionTable, said: string): [string, Option] {
  const found = Object.entries(table).find(([name, { short }]) => said === `--${name}` || (short !== undefined && said === `-${short}`));
  if (found === undefined) throw unknown(said);
  return found;
}

function listOf(value: Parsed['values'][string] | undefined): string[] {
  return Array.isArray(value) ? value : [];
}

/** Only an option's name is repeated: its value, or a stray argument, could be a secret. */
function nameIn(said: string): string | undefined {
  return /^(?:--[A-Za-z][A-Za-z-]{0,40}|-[A-Za-z])/.exec(said)?.[0];
}

function misused(said: string): UsageError {
  return new UsageError(`${nameIn(said) ?? 'an option'} is used wrongly.`);
}

function unknown(said: string): UsageError {
  const option = nameIn(said);
  if (option === '--token' || option === '--password' || option === '--otp') {
    return new UsageError(
      `${option} is not taken: other processes could read it. Treat what you typed as exposed. Secrets come from stdin (--token-stdin) or are asked for.`,
    );
  }
  return new UsageError(option === undefined ? 'an argument cannot be understood.' : `there is no option ${option}.`);
}
