import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** Between the end of a lease and the end of patience. */
const KILL_AFTER_MS = 10_000;

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'] as const;
/** The terminal sends these to the whole foreground group: the child has them already. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;

export interface Child {
  /** Undefined where it could not be started. */
  pid: number | undefined;
  /** The exit code that a shell would show: 128 + n for signal n, 126 or 127 where it could not be started. */
  ended: Promise<number>;
  /** SIGTERM, and SIGKILL to what is still there after 10 s. */
  terminate(): void;
}

/** Signals that arrive before there is a child are kept; `startChild` then runs nothing. */
export interface SignalPost {
  /** The first signal that arrived early. */
  early(): NodeJS.Signals | null;
  deliverTo(child: ChildProcess): void;
  close(): void;
}

export function openSignalPost(): SignalPost {
  let child: ChildProcess | null = null;
  let early: NodeJS.Signals | null = null;
  const deliver = (signal: NodeJS.Signals): void => {
    if (child === null) early ??= signal;
    else child.kill(signal);
  };
  const fromTerminal = (signal: NodeJS.Signals): void => {
    if (child === null || !isForeground()) deliver(signal);
  };
  const stopped = (): void => {
    if (!isForeground()) deliver('SIGTSTP');
    // The child stops by its own copy; we stop with it, so that the shell sees the job stopped and gets the terminal.
    process.kill(process.pid, 'SIGSTOP');
  };
  for (const signal of FORWARDED) process.on(signal, deliver);
  for (const signal of FROM_TERMINAL) process.on(signal, fromTerminal);
  process.on('SIGTSTP', stopped);
  return {
    early: () => early,
    deliverTo: (started) => {
      child = started;
    },
    close: () => {
      for (const signal of FORWARDED) process.off(signal, deliver);
      for (const signal of FROM_TERMINAL) process.off(signal, fromTerminal);
      process.off('SIGTSTP', stopped);
    },
  };
}

/** Runs in our own process group, so that the terminal's foreground, Ctrl-C and Ctrl-Z are the child's as without us. */
export function startChild(command: readonly [string, ...string[]], env: NodeJS.ProcessEnv, post: SignalPost): Child {
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: 'inherit', env });
  post.deliverTo(child);
  let killTimer: NodeJS.Timeout | null = null;
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      const code = 'code' in error ? error.code : null;
      process.stderr.write(`dxkey exec: the command ${code === 'ENOENT' ? 'was not found' : 'could not be started'}.\n`);
      resolve(code === 'ENOENT' ? 127 : 126);
    });
    child.once('exit', (code, signal) => {
      if (killTimer !== null) clearTimeout(killTimer);
      resolve(code ?? exitCodeOf(signal));
    });
  });
  return {
    pid: child.pid,
    ended,
    terminate: () => {
      child.kill('SIGTERM');
      killTimer ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    },
  };
}

export function exitCodeOf(signal: NodeJS.Signals | null): number {
  return signal === null ? 128 : 128 + constants.signals[signal];
}

/** Whether our process group has the terminal, so that what the terminal sends reaches the child without us. */
function isForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return process.stdin.isTTY;
  }
}
