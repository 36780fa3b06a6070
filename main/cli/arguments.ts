import { parseArgs } from 'node:util';
import type { CommandParts } from '../composeCommand';
import type { Command, Invocation } from './command';
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
  return {
    io,
    app,
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

function parse(command: Command, args: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    return { values: parsed.values, positionals: parsed.positionals };
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

/** Only an option's name is taken from the message: its value, or a stray argument, could be a secret. */
function reasonOf(error: unknown): string {
  const option = error instanceof Error ? /'(-{1,2}[A-Za-z][A-Za-z-]{0,40})/.exec(error.message)?.[1] : undefined;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (option === '--token' || option === '--password' || option === '--otp') {
    return `${option} is not taken: other processes could read it. Treat what you typed as exposed. Secrets come from stdin (--token-stdin) or are asked for.`;
  }
  if (option === undefined) return 'an argument cannot be understood.';
  return code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' ? `${option} is used wrongly.` : `there is no option ${option}.`;
}
