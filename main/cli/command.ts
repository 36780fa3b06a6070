import type { ParseArgsConfig } from 'node:util';
import type { CommandParts } from '../composeCommand';
import type { Io } from './io';

/** One command's options as `node:util` parseArgs takes them; `--help` is added for all. */
export type OptionTable = NonNullable<ParseArgsConfig['options']>;

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
  /** Takes `-- COMMAND...`. */
  readonly takesPassed?: true;
  /** Answers the exit code. */
  run(invocation: Invocation): Promise<number>;
  /** Told when anything failed, before the process ends; `env` fails its shell with it. */
  onFailure?(io: Io, argv: readonly string[]): void;
}
