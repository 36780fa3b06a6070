import type { CommandParts } from '../composeCommand';
import type { Io } from './io';

export interface Option {
  type: 'boolean' | 'string';
  /** One letter. */
  short?: string;
  /** May be said again; only of strings. */
  multiple?: boolean;
}

/** One command's options by name; `--help` is added for all. */
export type OptionTable = Readonly<Record<string, Option>>;

/** Of each command that asks before it acts and tells what came of it. */
export const YES_OR_JSON = { yes: { type: 'boolean', short: 'y' }, json: { type: 'boolean' } } as const;

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
  /** The whole of `dxkey NAME --help`. */
  readonly help: string;
  readonly options: OptionTable;
  readonly maxPositionals: number;
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
