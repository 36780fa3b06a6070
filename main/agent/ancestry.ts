import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Deep enough for any shell in a shell; bounds the walk where pids are reused under our feet. */
const MAX_DEPTH = 64;

/** Whether process `pid` is `caller` itself or one of its ancestors, as the system tells it at this moment. */
export async function isSelfOrAncestor(pid: number, caller: number, parentOf: ParentOf = systemParentOf): Promise<boolean> {
  let current: number | null = caller;
  for (let depth = 0; depth < MAX_DEPTH && current !== null && current > 0; depth++) {
    if (current === pid) return true;
    current = await parentOf(current);
  }
  return false;
}

export type ParentOf = (pid: number) => Promise<number | null>;

export const systemParentOf: ParentOf = async (pid) => (process.platform === 'linux' ? parentFromProc(pid) : parentFromPs(pid));

/** Read in place: /proc is the kernel's memory and never waits for a disk. */
function parentFromProc(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // The name in parentheses may hold spaces and parentheses itself: what follows the last one is plain.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return Number.isInteger(parent) ? parent : null;
  } catch {
    return null;
  }
}

function parentFromPs(pid: number): Promise<number | null> {
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-o', 'ppid=', '-p', String(pid)], { timeout: 2000 }, (error, out) => {
      const parent = Number(out.trim());
      resolve(error === null && Number.isInteger(parent) && parent > 0 ? parent : null);
    });
  });
}
