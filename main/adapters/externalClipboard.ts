import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../core/errors';

/** The clipboard through a program of the desktop: what it reads is what any other program would. */
export interface ExternalClipboard {
  write(text: string): Promise<void>;
  /** Null where it could not be read. An empty clipboard is the empty text. */
  read(): Promise<string | null>;
  clear(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const BOUND_MS = 2_000;
/** Ours is a token; whatever another program put there is not read in whole. */
const LARGEST_BYTES = 100_000;

function programOn(path: string, name: string): string | null {
  for (const folder of path.split(delimiter).filter((one) => one.startsWith('/'))) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this one.
    }
  }
  return null;
}

interface Ran {
  code: number | null;
  output: string;
}

/** Runs a program with a text on its stdin. Ends with its exit, not with its pipes: wl-copy and xclip leave a child behind. */
function run(argv: readonly string[], env: Environment, input: string | null): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const [program = '', ...rest] = argv;
    const child: ChildProcess = spawn(program, rest, { env: { ...env }, stdio: ['pipe', input === null ? 'pipe' : 'ignore', 'ignore'] });
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.byteLength;
      if (size <= LARGEST_BYTES) pieces.push(piece);
      else child.kill('SIGKILL');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once(input === null ? 'close' : 'exit', (code: number | null) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(pieces).toString('utf8') });
    });
    // A program that is gone already must not end us with EPIPE; its exit tells.
    child.stdin?.on('error', () => undefined);
    // SECURITY: by stdin, never by an argument, which every program on this computer can read.
    child.stdin?.end(input ?? '');
  });
}

interface Programs {
  write: readonly string[];
  read: readonly string[];
  clear: readonly string[];
  /** What the reader ends with where nothing is on the clipboard. */
  emptyCodes: readonly number[];
}

function over(programs: Programs, env: Environment): ExternalClipboard {
  const must = async (argv: readonly string[], input: string): Promise<void> => {
    const ran = await run(argv, env, input).catch((error: unknown) => {
      throw new AppError('CLIPBOARD_FAILED', { cause: error });
    });
    if (ran.code !== 0) throw new AppError('CLIPBOARD_FAILED');
  };
  return {
    write: (text) => must(programs.write, text),
    clear: () => must(programs.clear, ''),
    async read() {
      const ran = await run(programs.read, env, null).catch(() => null);
      if (ran?.code === undefined || ran.code === null) return null;
      if (ran.code === 0) return ran.output;
      return programs.emptyCodes.includes(ran.code) ? '' : null;
    },
  };
}

/**
 * wl-clipboard where this is a Wayland session, xclip on X11; null where the program is not installed. Electron cannot see
 * on Wayland whether other programs see what it wrote: these can.
 */
export function findExternalClipboard(env: Environment = process.env): ExternalClipboard | null {
  const path = env.PATH ?? '';
  if ((env.WAYLAND_DISPLAY ?? '') !== '') {
    const copy = programOn(path, 'wl-copy');
    const paste = programOn(path, 'wl-paste');
    if (copy === null || paste === null) return null;
    const write = [copy, '--type', 'text/plain'];
    return over({ write, read: [paste, '--no-newline'], clear: [copy, '--clear'], emptyCodes: [1] }, env);
  }
  const xclip = (env.DISPLAY ?? '') === '' ? null : programOn(path, 'xclip');
  if (xclip === null) return null;
  const selection = ['-selection', 'clipboard'];
  const write = [xclip, '-in', '-silent', ...selection];
  return over({ write, read: [xclip, '-out', ...selection], clear: write, emptyCodes: [1] }, env);
}
