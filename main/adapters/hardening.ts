import { readFileSync } from 'node:fs';
import { systemFunction } from './systemLibrary';

export interface Hardening {
  /** A crash of this process leaves no image of its memory. */
  areCoreDumpsOff: boolean;
  /** Another program of this user cannot attach to this process or read its memory. */
  isUndumpable: boolean;
}

const LINUX_RLIMIT_CORE = 4;
const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;

type SetRlimit = (resource: number, limit: BigUint64Array) => number;
type Prlimit = (pid: number, resource: number, limit: BigUint64Array, old: null) => number;
type Prctl = (option: number, a: number, b: number, c: number, d: number) => number;

/** Every process that descends from `pid`, by what the kernel lists for its threads. */
function descendantsOf(pid: number): number[] {
  let children: number[];
  try {
    const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    children = text
      .split(' ')
      .map(Number)
      .filter((child) => child > 0);
  } catch {
    return [];
  }
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** RLIMIT_CORE is 4 on Linux and on macOS; the limit is inherited by every child that starts later. */
function turnCoreDumpsOff(): boolean {
  const none = new BigUint64Array([0n, 0n]);
  const setrlimit = systemFunction('int setrlimit(int resource, uint64_t *limit)') as SetRlimit | null;
  // SECURITY: a core file would hold every token that is in memory, in the clear, wherever the system puts it.
  const isOff = setrlimit?.(LINUX_RLIMIT_CORE, none) === 0;
  if (process.platform !== 'linux') return isOff;
  const prlimit = systemFunction('int prlimit(int pid, int resource, uint64_t *limit, void *old)') as Prlimit | null;
  // SECURITY: Chromium's zygotes are older than any line of ours, and every renderer inherits from them.
  const areChildrenOff = descendantsOf(process.pid).map((child) => prlimit?.(child, LINUX_RLIMIT_CORE, none, null) === 0);
  return isOff && areChildrenOff.every(Boolean);
}

function makeUndumpable(): boolean {
  if (process.platform !== 'linux') return false;
  const prctl = systemFunction('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)') as Prctl | null;
  if (prctl === null) return false;
  // SECURITY: without it any program of this user could attach a debugger, or read /proc/PID/mem, and take the tokens.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) === 0;
}

/**
 * Keeps what is in memory out of files and of other programs; says what the system granted. Living children get the
 * core limit too and later ones inherit it; the dumpable flag is this process's alone. `isDebuggable` (the tree and the test build) leaves that flag, since tests attach.
 */
export function hardenProcess(options: { isDebuggable: boolean }): Hardening {
  return { areCoreDumpsOff: turnCoreDumpsOff(), isUndumpable: options.isDebuggable ? false : makeUndumpable() };
}
