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
type Prctl = (option: number, a: number, b: number, c: number, d: number) => number;

/** RLIMIT_CORE is 4 on Linux and on macOS; the limit is inherited by every child that starts later. */
function turnCoreDumpsOff(): boolean {
  const setrlimit = systemFunction<SetRlimit>('int setrlimit(int resource, uint64_t *limit)');
  // SECURITY: a core file would hold every token that is in memory, in the clear, wherever the system puts it.
  return setrlimit?.(LINUX_RLIMIT_CORE, new BigUint64Array([0n, 0n])) === 0;
}

function makeUndumpable(): boolean {
  if (process.platform !== 'linux') return false;
  const prctl = systemFunction<Prctl>('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');
  if (prctl === null) return false;
  // SECURITY: without it any program of this user could attach a debugger, or read /proc/PID/mem, and take the tokens.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) === 0;
}

/**
 * Keeps what is in memory out of files and of other programs; says what the system granted. Child processes inherit the
 * core limit, but not the dumpable flag. `isDebuggable` (the tree and the test build) leaves that flag, since tests attach.
 */
export function hardenProcess(options: { isDebuggable: boolean }): Hardening {
  return { areCoreDumpsOff: turnCoreDumpsOff(), isUndumpable: options.isDebuggable ? false : makeUndumpable() };
}
