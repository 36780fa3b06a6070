import type { CommandParts } from '../composeCommand';
import type { Io } from './io';

interface Said {
  /** What `--help`, the manual and docs/commands.md say of it. */
  about: string;
  /** One letter. */
  short?: string;
}

/** `value` is how the help calls what is said with it; `multiple`: may be said again. */
export type Option = Said & ({ type: 'boolean' } | { type: 'string'; value: string; multiple?: boolean });

/** One command's options by name; `--help`, and `--account` where it is taken, are added. */
export type OptionTable = Readonly<Record<string, Option>>;

export const JSON_OPTION = { json: { type: 'boolean', about: 'prints data instead of text' } } as const satisfies OptionTable;

/** Of each command that asks before it acts and tells what came of it. */
export const YES_OR_JSON = {
  yes: { type: 'boolean', short: 'y', about: 'does not ask' },
  ...JSON_OPTION,
} as const satisfies OptionTable;

/** Text of the help: paragraphs, lists of lines that begin with `- `, and blocks indented by two that stay as they are (helpText.ts). */
export interface Section {
  title: string;
  text: string;
}

/** What a person reads of a command: at `--help`, in the man page and in docs/commands.md. Options say their own. */
export interface Help {
  /** The ways to call it, each a line. */
  usage: readonly string[];
  about: string;
  sections?: readonly Section[];
  examples?: readonly { line: string; about: string }[];
  /** Exit codes that mean something of their own here. */
  exits?: Readonly<Record<number, string>>;
}

/** What a command is run with, read from argv. */
export interface Invocation {
  readonly io: Io;
  readonly app: CommandParts;
  readonly positionals: readonly string[];
  /** What stands after `--`. */
  readonly passed: readonly string[] | null;
  flag(name: string): boolean;
  text(name: string): string | null;
  texts(name: string): readonly string[];
}

export interface Command {
  readonly help: Help;
  readonly options: OptionTable;
  readonly maxPositionals: number;
  /** What a shell completes its first word with: a token's label, or these. */
  readonly firstWord?: 'label' | readonly string[];
  /** Takes `--account NAME`: whose tokens it is about. */
  readonly takesAccount?: true;
  /** Takes `-- COMMAND...`. */
  readonly takesPassed?: true;
  /** Answers the exit code. */
  run(invocation: Invocation, all: CommandTable): Promise<number>;
  /** Told when anything failed, before the process ends; `env` fails its shell with it. */
  onFailure?(io: Io, argv: readonly string[]): void;
}

/** Every command by its name, loaded one at a time. */
export type CommandTable = Readonly<Record<string, { summary: string; load: () => Promise<Command> }>>;
