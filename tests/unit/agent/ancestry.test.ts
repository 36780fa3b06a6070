import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isSelfOrAncestor } from '../../../main/agent/ancestry';

describe('whether a process descends from another', () => {
  const parents = new Map([
    [40, 30],
    [30, 20],
    [20, 1],
  ]);
  const parentOf = (pid: number): Promise<number | null> => Promise.resolve(parents.get(pid) ?? null);

  it('takes the process itself and each of its ancestors', async () => {
    for (const pid of [40, 30, 20, 1]) expect(await isSelfOrAncestor(pid, 40, parentOf)).toBe(true);
  });

  it('refuses children, siblings and strangers', async () => {
    expect(await isSelfOrAncestor(40, 30, parentOf)).toBe(false);
    expect(await isSelfOrAncestor(99, 40, parentOf)).toBe(false);
  });

  it('ends where pids go in a circle', async () => {
    expect(await isSelfOrAncestor(7, 5, (pid) => Promise.resolve(pid === 5 ? 6 : 5))).toBe(false);
  });

  it('reads the system', async () => {
    const child = spawn('sleep', ['30']);
    const pid = child.pid ?? 0;
    try {
      expect(await isSelfOrAncestor(process.pid, pid)).toBe(true);
      expect(await isSelfOrAncestor(pid, process.pid)).toBe(false);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(await isSelfOrAncestor(process.pid, pid)).toBe(false);
  });
});
