import type { ProcessIdentity, Processes } from '../../main/core/ports';

export interface FakeProcesses extends Processes {
  start(pid: number, program?: string): ProcessIdentity;
  end(pid: number): void;
  /** Watches that nobody has stopped. */
  watching(): number;
}

export function fakeProcesses(): FakeProcesses {
  const alive = new Map<number, ProcessIdentity>();
  const watches = new Set<{ pid: number; startMark: string; run: () => void }>();
  let starts = 0;
  return {
    start(pid, program = 'bash') {
      starts += 1;
      const identity = { pid, startMark: `start-${String(starts)}`, program, folder: '/home/amy/study', terminal: 'pts/1' };
      alive.set(pid, identity);
      return identity;
    },
    end(pid) {
      alive.delete(pid);
      for (const watch of [...watches].filter((one) => one.pid === pid)) {
        watches.delete(watch);
        watch.run();
      }
    },
    watching: () => watches.size,
    identify: (pid) => Promise.resolve(alive.get(pid) ?? null),
    whenGone(process, run) {
      const watch = { ...process, run };
      if (alive.get(process.pid)?.startMark === process.startMark) watches.add(watch);
      else run();
      return () => {
        watches.delete(watch);
      };
    },
  };
}
