/** argv -> one command, and the only place where a failure becomes words and an exit code. */
import type { composeCommand } from '../composeCommand';
import { AppError } from '../core/errors';
import { optionsOf, readArguments } from './arguments';
import type { CommandTable } from './command';
import { errorText } from './errorText';
import { EXIT, EXIT_OF } from './exitCodes';
import type { Io } from './io';
import { Interrupted, RuleNotAllowed, UsageError } from './usage';

/** Loaded one at a time: a shell's start file waits for `env` and needs none of the others. */
const COMMANDS: CommandTable = {
  status: {
    summary: 'who is signed in, and how the app, the keychain and the queue are',
    load: async () => (await import('./commands/status')).status,
  },
  whoami: { summary: 'asks the platform whose session this is', load: async () => (await import('./commands/whoami')).whoami },
  login: {
    summary: 'signs in with username and password, or with a token from stdin',
    load: async () => (await import('./commands/login')).login,
  },
  logout: { summary: 'signs out', load: async () => (await import('./commands/logout')).logout },
  tokens: { summary: 'lists API tokens', load: async () => (await import('./commands/tokens')).tokens },
  create: { summary: 'makes an API token and keeps it in the keychain', load: async () => (await import('./commands/create')).create },
  env: { summary: 'prints what a shell evaluates to use a token', load: async () => (await import('./commands/env')).env },
  hook: { summary: "prints a shell's hook: token and time left in the prompt", load: async () => (await import('./commands/hook')).hook },
  allow: {
    summary: 'lets a .dxkey file choose the account, token and project of its folder',
    load: async () => (await import('./commands/allow')).allow,
  },
  deny: { summary: 'leaves a .dxkey file aside', load: async () => (await import('./commands/allow')).deny },
  rules: {
    summary: 'says which rule counts here, and changes the map of folders',
    load: async () => (await import('./commands/rules')).rules,
  },
  shim: {
    summary: 'puts a `dx` on the PATH that runs the real one with the token of its directory',
    load: async () => (await import('./commands/shim')).shim,
  },
  completion: { summary: 'prints what completes dxkey in a shell', load: async () => (await import('./commands/completion')).completion },
  exec: { summary: 'runs one command with a token', load: async () => (await import('./commands/exec')).exec },
  copy: { summary: 'copies a token to the clipboard, cleared after a while', load: async () => (await import('./commands/copy')).copy },
  pause: {
    summary: 'keeps a token and gives it to nobody until it is resumed',
    load: async () => (await import('./commands/pause')).pause,
  },
  resume: { summary: 'lets a paused token be given out again', load: async () => (await import('./commands/pause')).resume },
  policy: {
    summary: 'says or sets which programs may be given a token',
    load: async () => (await import('./commands/policy')).policy,
  },
  rotate: { summary: 'puts a new token in the place of one', load: async () => (await import('./commands/rotate')).rotate },
  panic: {
    summary: 'revokes what this computer holds, at once, and signs out',
    load: async () => (await import('./commands/panic')).panic,
  },
  revoke: { summary: 'revokes a token on the platform', load: async () => (await import('./commands/revoke')).revoke },
  leases: {
    summary: 'lists the processes that have a token, and takes one back',
    load: async () => (await import('./commands/leases')).leases,
  },
  import: {
    summary: 'keeps a token that you already have, read from stdin',
    load: async () => (await import('./commands/import')).importToken,
  },
  accounts: { summary: 'lists the accounts of this computer', load: async () => (await import('./commands/accounts')).accounts },
  audit: { summary: 'proves that nothing was changed in the activity record', load: async () => (await import('./commands/audit')).audit },
  scan: { summary: 'finds tokens that were left in files of your home', load: async () => (await import('./commands/scan')).scan },
  doctor: {
    summary: 'looks at what dxkey needs on this computer, and says what mends it',
    load: async () => (await import('./commands/doctor')).doctor,
  },
  select: { summary: "sets a token's default project", load: async () => (await import('./commands/select')).select },
};

export async function run(argv: readonly string[], io: Io, compose: typeof composeCommand): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h') {
    io.out((await import('./manual')).overview(COMMANDS));
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === 'help') {
    const text = await (await import('./manual')).helpOn(rest, COMMANDS);
    return text === null ? unknown(io) : (io.out(text), EXIT.done);
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) return unknown(io);
  const command = await entry.load();
  try {
    const invocation = readArguments(command, rest, io, compose(process.env));
    if (invocation === null) {
      io.out((await import('./helpText')).helpText(command.help, optionsOf(command)));
      return EXIT.done;
    }
    return await command.run(invocation, COMMANDS);
  } catch (error) {
    command.onFailure?.(io, rest);
    return tell(error, name, io);
  }
}

function tell(error: unknown, name: string, io: Io): number {
  if (error instanceof UsageError) {
    io.err(`dxkey ${name}: ${error.message}\nRun \`dxkey ${name} --help\` for more.\n`);
    return EXIT.usage;
  }
  if (error instanceof RuleNotAllowed) {
    io.err(`dxkey ${name}: ${error.message}\n`);
    return EXIT.refused;
  }
  if (error instanceof Interrupted) {
    return error.exitCode;
  }
  if (error instanceof AppError) {
    io.err(errorText(error.code, error.details));
    // An app that does not answer, or of another version, is our trouble and no platform's.
    if (error.code === 'TIMED_OUT' && error.details?.field === 'app') return EXIT.ourFault;
    return EXIT_OF[error.code];
  }
  // SECURITY: the message of an unforeseen error may hold what was read; only its kind is told.
  io.err(`dxkey: failed (${error instanceof Error ? error.name : typeof error}).\nPlease report it.\n`);
  return EXIT.ourFault;
}

function unknown(io: Io): number {
  // What was typed is not repeated: it may be a token pasted in the wrong place.
  io.err('dxkey: no such command.\nRun `dxkey --help` to see them.\n');
  return EXIT.usage;
}
