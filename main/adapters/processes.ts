import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Clock, ProcessIdentity, Processes } from '../core/ports';
import { systemClock } from './systemClock';

/** Processes are looked at this often, and only while somebody waits for one to end. */
const POLL_MS = 1_000;
const LARGEST_PID = 4_194_304;

/** The two ways to look at a process; chosen by platform. */
interface ProcessReader {
  identify(pid: number): Promise<ProcessIdentity | null>;
  /** Cheaper than `identify`: the start mark alone. */
  startMark(pid: number): Promise<string | null>;
}

function isPid(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 0 && pid <= LARGEST_PID;
}

// ---- Linux: /proc. Read in place: it is the kernel's memory and never waits for a disk, and asynchronously one `identify` was some
// thirty turns of the thread pool, each behind whatever else it does.

/** Fields of /proc/PID/stat from the state on: the name before them may hold spaces and brackets. */
export function statFields(pid: number): { name: string; fields: string[] } | null {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      fields: text
        .slice(end + 2)
        .trim()
        .split(' '),
    };
  } catch {
    return null;
  }
}

export function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/** A number that differs after a restart of the computer, since start times count from there. */
function bootMark(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return '0';
  }
}

export function linuxStartMark(pid: number): string | null {
  const facts = statFields(pid);
  const started = facts?.fields[19];
  // A zombie (Z) or a dead one (X) has ended: it only waits to be collected.
  if (facts === null || started === undefined || facts.fields[0] === 'Z' || facts.fields[0] === 'X') return null;
  return `${bootMark()}.${started}`;
}

function isOfThisUser(pid: number): boolean {
  const uid = process.getuid?.();
  try {
    // SECURITY: a token is leased to processes of this user alone. /proc/PID is root's for a process that is not dumpable, so its status is asked.
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return uid !== undefined && /^Uid:\t(\d+)/mu.exec(status)?.[1] === String(uid);
  } catch {
    return false;
  }
}

function linuxIdentify(pid: number): ProcessIdentity | null {
  const startMark = linuxStartMark(pid);
  if (startMark === null || !isOfThisUser(pid)) return null;
  const executable = linkOf(`/proc/${String(pid)}/exe`);
  const folder = linkOf(`/proc/${String(pid)}/cwd`);
  const terminal = linkOf(`/proc/${String(pid)}/fd/0`);
  const facts = statFields(pid);
  // Read again: the process may have ended and its pid been given away while we looked.
  if (linuxStartMark(pid) !== startMark) return null;
  const program = executable === null ? (facts?.name ?? '?') : basename(executable.replace(/ \(deleted\)$/u, ''));
  const isTerminal = terminal !== null && /^\/dev\/(pts\/\d+|tty\w*)$/u.test(terminal);
  return { pid, startMark, program, folder, terminal: isTerminal ? terminal.slice('/dev/'.length) : null };
}

const linuxReader: ProcessReader = {
  identify: (pid) => Promise.resolve(linuxIdentify(pid)),
  startMark: (pid) => Promise.resolve(linuxStartMark(pid)),
};

// ---- macOS: ps

export function ps(pid: number, columns: string): Promise<string | null> {
  return new Promise((resolve) => {
    // The C locale and UTC, so that the start time reads the same in a year's time.
    const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
    execFile('/bin/ps', ['-o', columns, '-p', String(pid)], { env, timeout: 2_000 }, (error, stdout) => {
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : null);
    });
  });
}

const psReader: ProcessReader = {
  startMark: async (pid) => (await ps(pid, 'lstart='))?.replace(/\s+/gu, '-') ?? null,
  async identify(pid) {
    // `tty` and `uid` are words, `lstart` is five, what is left is the program.
    const words = (await ps(pid, 'uid=,tty=,lstart=,comm='))?.split(/\s+/u);
    if (words === undefined || words.length < 8 || words[0] !== String(process.getuid?.() ?? -1)) return null;
    const terminal = words[1] ?? '';
    return {
      pid,
      startMark: words.slice(2, 7).join('-'),
      program: basename(words.slice(7).join(' ')),
      folder: null,
      terminal: terminal.startsWith('tty') ? terminal : null,
    };
  },
};

// ---- Windows: whether it lives is all that can be asked without another library

const aliveReader: ProcessReader = {
  startMark: (pid) => {
    try {
      process.kill(pid, 0);
      return Promise.resolve('alive');
    } catch {
      return Promise.resolve(null);
    }
  },
  async identify(pid) {
    const startMark = await aliveReader.startMark(pid);
    return startMark === null ? null : { pid, startMark, program: '?', folder: null, terminal: null };
  },
};

export function hasProc(): boolean {
  try {
    return statSync('/proc/self/stat').isFile();
  } catch {
    return false;
  }
}

function readerOfThisComputer(): ProcessReader {
  if (process.platform === 'win32') return aliveReader;
  return hasProc() ? linuxReader : psReader;
}

interface Watch {
  pid: number;
  startMark: string;
  run: () => void;
}

/** Processes of this user, by pid and start time. Polls at most once a second, and only while one is watched. */
export function createProcesses(options: { clock?: Clock; pollMs?: number } = {}): Processes {
  const clock = options.clock ?? systemClock;
  const pollMs = options.pollMs ?? POLL_MS;
  const reader = readerOfThisComputer();
  const watches = new Set<Watch>();
  let isLooking = false;

  const look = async (): Promise<void> => {
    const { startMark } = reader;
    for (const watch of [...watches]) {
      const mark = isPid(watch.pid) ? await startMark(watch.pid) : null;
      if (mark === watch.startMark || !watches.delete(watch)) continue;
      watch.run();
    }
    schedule(pollMs);
  };
  const schedule = (delayMs: number): void => {
    isLooking = watches.size > 0;
    if (isLooking) clock.after(delayMs, () => void look());
  };

  return {
    identify: async (pid) => (isPid(pid) ? reader.identify(pid) : null),
    whenGone({ pid, startMark }, run) {
      const watch: Watch = { pid, startMark, run };
      watches.add(watch);
      if (!isLooking) schedule(0);
      return () => {
        watches.delete(watch);
      };
    },
  };
}
