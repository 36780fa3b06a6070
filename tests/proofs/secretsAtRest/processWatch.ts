/** Reads, again and again while the app runs, what every program of this computer can read of processes: arguments, and of the app's own the environment. */
import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 15;

export interface ProcessWatch {
  /** Each different argument list that was seen, of any process. */
  argumentLists(): Buffer;
  /** Each different environment that was seen of a process that `isOurs`. */
  environments(): Buffer;
  looks(): number;
  stop(): void;
}

export function watchProcesses(isOurs: (argumentList: string) => boolean): ProcessWatch {
  const lists = new Set<string>();
  const environments = new Set<string>();
  /** Environments do not change after the start; each process's is read once more after an exec. */
  const read = new Set<string>();
  let looks = 0;
  const look = (): void => {
    looks += 1;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const list = fileOf(`/proc/${pid}/cmdline`);
      if (list === '') continue;
      lists.add(list);
      const mark = `${pid} ${list}`;
      if (!isOurs(list) || read.has(mark)) continue;
      read.add(mark);
      environments.add(fileOf(`/proc/${pid}/environ`));
    }
  };
  const timer = setInterval(look, EVERY_MS);
  const asBytes = (texts: Set<string>): Buffer => Buffer.from([...texts].join('\n'), 'latin1');
  return {
    argumentLists: () => asBytes(lists),
    environments: () => asBytes(environments),
    looks: () => looks,
    stop: () => {
      clearInterval(timer);
    },
  };
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Ended since it was listed, or not to be read by us.
    return '';
  }
}
