/**
 * Whose shell an `env` is for: the nearest ancestor that outlives the command substitution, be it the interactive shell or a
 * script, never a subshell. What a subshell is can be told on Linux: a fork without exec keeps its parent's stack and
 * argument addresses, which each exec lays out anew.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { Shell } from '../../preload/contract/contract';

const MAX_DEPTH = 32;
const MAX_FILES = 256;

/** What must be known of processes; the real one reads /proc, a test brings its own. */
export interface ProcessTable {
  parentOf(pid: number): number | null;
  /** Equal for a process and its forks that did not exec; null where the system hides it. */
  imageOf(pid: number): string | null;
  /** Whether `pid` has the reading end of this pipe open. */
  readsFrom(pid: number, pipe: string): boolean;
  /** Our own stdout where it is a pipe. */
  stdoutPipe(): string | null;
  /** File name of the program that runs as `pid`. */
  programOf(pid: number): string | null;
}

export function owningProcess(parent: number, table: ProcessTable = procTable): number {
  let owner = readerAmongAncestors(parent, table) ?? parent;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const above = table.parentOf(owner);
    const image = table.imageOf(owner);
    if (above === null || above <= 1 || image === null || table.imageOf(above) !== image) return owner;
    owner = above;
  }
  return owner;
}

/** Who reads what we print is who evaluates it, whatever stands between: a wrapper script, `timeout`, `env`. */
function readerAmongAncestors(parent: number, table: ProcessTable): number | null {
  const pipe = table.stdoutPipe();
  if (pipe === null) return null;
  let pid: number | null = parent;
  for (let depth = 0; depth < MAX_DEPTH && pid !== null && pid > 1; depth++) {
    if (table.readsFrom(pid, pipe)) return pid;
    pid = table.parentOf(pid);
  }
  return null;
}

/** The syntax that a process reads; POSIX shell where it is no shell that we know. */
export function shellOf(pid: number, env: Readonly<Record<string, string | undefined>>, table: ProcessTable = procTable): Shell {
  const program = table.programOf(pid) ?? basename(env.SHELL ?? '');
  if (process.platform === 'win32') return program.toLowerCase() === 'cmd.exe' ? 'cmd' : 'powershell';
  switch (program.replace(/^-/, '')) {
    case 'zsh':
      return 'zsh';
    case 'fish':
      return 'fish';
    case 'tcsh':
    case 'csh':
      return 'tcsh';
    case 'pwsh':
      return 'powershell';
    default:
      return 'bash';
  }
}

export const procTable: ProcessTable = {
  parentOf: (pid) => numberOrNull(statFields(pid)?.[1]),
  imageOf: (pid) => {
    const fields = statFields(pid);
    // startcode, endcode, startstack, arg_start, env_end (proc(5): 26, 27, 28, 48, 51); all 0 or 1 where hidden.
    const marks = fields === null ? [] : [23, 24, 25, 45, 48].map((index) => fields[index] ?? '0');
    return marks.length === 0 || marks.some((mark) => mark === '0' || mark === '1') ? null : marks.join(' ');
  },
  readsFrom: (pid, pipe) => {
    try {
      const folder = `/proc/${String(pid)}`;
      return readdirSync(`${folder}/fd`)
        .slice(0, MAX_FILES)
        .some((fd) => linkOf(`${folder}/fd/${fd}`) === pipe && isReadingEnd(`${folder}/fdinfo/${fd}`));
    } catch {
      return false;
    }
  },
  stdoutPipe: () => {
    const target = linkOf('/proc/self/fd/1');
    return target?.startsWith('pipe:') === true ? target : null;
  },
  programOf: (pid) => {
    const target = linkOf(`/proc/${String(pid)}/exe`);
    return target === null ? null : basename(target.replace(/ \(deleted\)$/, ''));
  },
};

/** Fields of /proc/PID/stat from the state on: the name before them may hold anything. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function isReadingEnd(path: string): boolean {
  const flags = /^flags:\s*0?([0-7]+)$/m.exec(readFileSync(path, 'latin1'))?.[1];
  return flags !== undefined && (parseInt(flags, 8) & 3) === 0;
}

function numberOrNull(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) ? value : null;
}
