import type { ShellFolders } from '../../main/core/ports';

export interface FakeShellFolders extends ShellFolders {
  folders: Set<string>;
  sweeps: number;
  /** What the hook of a shell reads in each folder. */
  marks: Map<string, string>;
  wakes: number;
}

export function fakeShellFolders(): FakeShellFolders {
  let made = 0;
  const fake: FakeShellFolders = {
    folders: new Set(),
    sweeps: 0,
    marks: new Map(),
    wakes: 0,
    create(owner) {
      made += 1;
      const folder = `/run/user/1000/dxkey/${String(owner.pid)}-${String(made)}`;
      fake.folders.add(folder);
      return Promise.resolve(folder);
    },
    remove(folder) {
      fake.folders.delete(folder);
      fake.marks.delete(folder);
      return Promise.resolve();
    },
    mark(folder, line) {
      if (fake.folders.has(folder)) fake.marks.set(folder, line);
      return Promise.resolve();
    },
    wake() {
      fake.wakes += 1;
      return Promise.resolve();
    },
    sweep() {
      fake.sweeps += 1;
      return Promise.resolve(0);
    },
  };
  return fake;
}
