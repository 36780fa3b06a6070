import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../core/errors';

/** The clipboard through a program of the desktop: what it reads is what any other program would. */
export interface ExternalClipboard {
  /** The clipboard goes empty with the first paste. */
  canPasteOnce: boolean;
  /** `isMarked`: history tools are asked to leave it out. */
  write(text: string, isForOnePaste: boolean): Promise<{ isMarked: boolean }>;
  /** Null where it could not be read. An empty clipboard is the empty text. */
  read(): Promise<string | null>;
  /** Whether there is a text to paste, without reading it; null where that cannot be told. */
  offersText(): Promise<boolean | null>;
  clear(): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const BOUND_MS = 2_000;
/** Ours is a token; whatever another program put there is not read in whole. */
const LARGEST_BYTES = 100_000;

/** Where a program of the PATH stands; null where it does not. */
export function programOn(path: string, name: string): string | null {
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

/**
 * SECURITY: Chromium's files and sockets are not closed in what main starts, and a copier outlives us: it would hold our files, and
 * keep Chromium's helpers alive after a quit. In its place each of them is `nothing`.
 */
function withoutOurFiles(stdio: readonly ('pipe' | 'ignore')[], nothing: number): (number | 'pipe' | 'ignore')[] {
  const open = readdirSync('/proc/self/fd').map(Number);
  const hidden = new Set(open);
  const places = Array.from({ length: Math.max(...open, 2) + 1 }, (_, fd) => (hidden.has(fd) ? nothing : 'ignore'));
  return places.map((place, fd) => stdio[fd] ?? place);
}

/** Runs a program with a text on its stdin. Ends with its exit, not with its pipes: wl-copy and xclip leave a child behind. */
function run(argv: readonly string[], env: Environment, input: string | null): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const [program = '', ...rest] = argv;
    const nothing = openSync('/dev/null', 'r+');
    let child: ChildProcess;
    try {
      const stdio = withoutOurFiles(['pipe', input === null ? 'pipe' : 'ignore', 'ignore'], nothing);
      child = spawn(program, rest, { env: { ...env }, stdio });
    } finally {
      closeSync(nothing);
    }
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.byteLength;
      if (size <= LARGEST_BYTES) pieces.push(piece);
      else child.kill('SIGKILL');
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // A child of its own may hold the pipe open.
      resolve({ code: null, output: '' });
    }, BOUND_MS);
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
  /** What makes `write` serve one paste alone. */
  once: readonly string[] | null;
  /** What asks history tools to leave it out, and the program's help that tells whether it knows it. */
  mark: { option: string; help: readonly string[] } | null;
  read: readonly string[];
  types: readonly string[];
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
  const ask = async (argv: readonly string[]): Promise<string | null> => {
    const ran = await run(argv, env, null).catch(() => null);
    if (ran?.code === undefined || ran.code === null) return null;
    if (ran.code === 0) return ran.output;
    return programs.emptyCodes.includes(ran.code) ? '' : null;
  };
  let knowsMark: Promise<boolean> | null = null;
  const marks = async (): Promise<readonly string[]> => {
    const { mark } = programs;
    if (mark === null) return [];
    knowsMark ??= ask(mark.help).then((help) => help?.includes(mark.option) === true);
    return (await knowsMark) ? [mark.option] : [];
  };
  return {
    canPasteOnce: programs.once !== null,
    async write(text, isForOnePaste) {
      const marked = await marks();
      await must([...programs.write, ...marked, ...(isForOnePaste ? (programs.once ?? []) : [])], text);
      return { isMarked: marked.length > 0 };
    },
    clear: () => must(programs.clear, ''),
    read: () => ask(programs.read),
    async offersText() {
      const types = await ask(programs.types);
      return types === null ? null : /^(text\/plain|UTF8_STRING)/m.test(types);
    },
  };
}

/**
 * wl-clipboard where this is a Wayland session, xclip on X11; null where the program is not installed. Electron cannot see
 * on Wayland whether other programs see what it wrote: these can. What is selected (PRIMARY) is neither read nor written.
 */
export function findExternalClipboard(env: Environment = process.env): ExternalClipboard | null {
  const path = env.PATH ?? '';
  if ((env.WAYLAND_DISPLAY ?? '') !== '') {
    const copy = programOn(path, 'wl-copy');
    const paste = programOn(path, 'wl-paste');
    if (copy === null || paste === null) return null;
    const write = [copy, '--type', 'text/plain'];
    const mark = { option: '--sensitive', help: [copy, '--help'] };
    const reads = { read: [paste, '--no-newline'], types: [paste, '--list-types'], emptyCodes: [1] };
    return over({ write, once: ['--paste-once'], mark, clear: [copy, '--clear'], ...reads }, env);
  }
  const xclip = (env.DISPLAY ?? '') === '' ? null : programOn(path, 'xclip');
  if (xclip === null) return null;
  const selection = ['-selection', 'clipboard'];
  const write = [xclip, '-in', '-silent', ...selection];
  const read = [xclip, '-out', ...selection];
  return over({ write, once: null, mark: null, read, types: [...read, '-target', 'TARGETS'], clear: write, emptyCodes: [1] }, env);
}
