import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { release, test } from './builds';
import { openDesktop, type Desktop } from './desktop';

let desktop: Desktop;
let folder: string;

beforeAll(async () => {
  desktop = await openDesktop();
  folder = mkdtempSync(join(tmpdir(), 'dxkey-hardening-'));
});
afterAll(async () => {
  await desktop.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a build hidden and answers main's pid, once it listens. */
async function started(build: typeof release): Promise<number> {
  const data = join(folder, build.name);
  const program = desktop.start(build.executable, ['--hidden'], { DXKEY_DATA_DIR: data });
  const endMs = Date.now() + 30_000;
  while (!existsSync(join(data, 'run', 'agent.sock'))) {
    if (Date.now() > endMs) throw new Error(`It never listened: ${program.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return program.pid;
}

/** What another program of the same user gets of a process: its environment, its memory map, where it stands. */
const readAsNeighbour = async (pid: number): Promise<(number | null)[]> => {
  const codes: (number | null)[] = [];
  for (const [command, args] of [
    ['cat', [`/proc/${String(pid)}/environ`]],
    ['head', ['-c', '1', `/proc/${String(pid)}/maps`]],
    ['readlink', [`/proc/${String(pid)}/cwd`]],
  ] as const)
    codes.push((await desktop.run(command, args)).code);
  return codes;
};

describe('the release in memory (row 18)', () => {
  it('main gives its environment, memory map and folder to no other program of its user', async () => {
    for (const code of await readAsNeighbour(await started(release))) expect(code).not.toBe(0);
  });

  it('the same reading works on the test build, so the refusals above are not the silence of a wrong path', async () => {
    expect(await readAsNeighbour(await started(test))).toEqual([0, 0, 0]);
  });

  it('no process of the release leaves a core dump', () => {
    const pids = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && readOrNothing(`/proc/${pid}/cmdline`).includes(release.executable),
    );
    const limits = pids.map((pid) => readOrNothing(`/proc/${pid}/limits`)).filter((text) => text !== '');
    expect(limits.length).toBeGreaterThanOrEqual(2);
    for (const text of limits) expect(text).toMatch(/^Max core file size\s+0\s+0/m);
  });
});

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
