import { fstatSync, readSync, writeSync } from 'node:fs';
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
    isOutTerminal: isTerminal(1),
    out: (text) => {
      write(1, text);
    },
    err: (text) => {
      write(2, text);
    },
    terminal: () => (terminal ??= openTerminal(isTerminal(2))),
    readSecret: async () => {
      const asked = isTerminal(0) ? await io.terminal()?.askHidden('Token: ') : undefined;
      const secret = asked ?? readLine();
      // The same rule as the agent's: what cannot go into an HTTP header is no token.
      if (!/^[\x21-\x7e]{1,4096}$/.test(secret)) throw new AppError('INVALID_INPUT', { details: { field: 'token' } });
      return secret;
    },
  };
  return io;
}

/** A terminal is a character device; only of such is node:tty asked, which takes 10 ms to load in the compiled command. */
function isTerminal(fd: number): boolean {
  try {
    return (process.platform === 'win32' || fstatSync(fd).isCharacterDevice()) && isatty(fd);
  } catch {
    return false;
  }
}

/**
 * Writes all of it before it returns. Not by process.stdout, whose streams take 25 ms to load in the compiled command, a
 * third of what a shell's start file waits for.
 */
function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EAGAIN') pause();
      // Whoever read us may be gone (`dxkey tokens | head -1`); that is no failure of ours.
      else if (code === 'EPIPE') return;
      else throw error;
    }
  }
}

/** A pipe that cannot give or take yet: looked at again shortly, without spinning. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
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
      const code = codeOf(error);
      if (code === 'EAGAIN') pause();
      else if (code === 'EOF') return false;
      else throw error;
    }
  }
}
