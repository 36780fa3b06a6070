import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { AppError } from '../core/errors';
import { openTerminal } from './terminal';
import type { Terminal } from './terminal';

/** The three streams and the person behind them. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isOutTerminal: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Null where nobody can be asked: no terminal, stderr elsewhere, or a job in the background. */
  terminal(): Terminal | null;
  /** The first line of stdin, byte by byte, so that what follows is left for a child. */
  readSecret(): Promise<string>;
}

/** A token holds at most 4096 characters. */
const MAX_SECRET_BYTES = 4200;

export function createIo(): Io {
  let terminal: Terminal | null | undefined;
  const io: Io = {
    env: process.env,
    isOutTerminal: isatty(1),
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    terminal: () => (terminal ??= openTerminal(isatty(2))),
    readSecret: async () => {
      const asked = isatty(0) ? await io.terminal()?.askHidden('Token: ') : undefined;
      const secret = asked ?? readLine();
      // The same rule as the agent's: what cannot go into an HTTP header is no token.
      if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) throw new AppError('INVALID_INPUT', { details: { field: 'token' } });
      return secret;
    },
  };
  return io;
}

function readLine(): string {
  const byte = Buffer.alloc(1);
  const line = Buffer.alloc(MAX_SECRET_BYTES);
  let length = 0;
  while (length < MAX_SECRET_BYTES && readByte(byte) && byte[0] !== 0x0a) {
    line[length++] = byte[0] ?? 0;
  }
  const text = line.toString('utf8', 0, length).trim();
  line.fill(0);
  return text;
}

function readByte(byte: Buffer): boolean {
  for (;;) {
    try {
      return readSync(0, byte, 0, 1, null) === 1;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      // A non-blocking stdin with nothing in it yet: look again shortly, without spinning.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      else if (code === 'EOF') return false;
      else throw error;
    }
  }
}
