import { describe, expect, it } from 'vitest';
import { owningProcess, shellOf } from '../../../main/cli/owner';
import type { ProcessTable } from '../../../main/cli/owner';

interface Row {
  parent: number;
  image: string | null;
  program?: string;
  reads?: string;
}

function tableOf(rows: Record<number, Row>, stdout: string | null = null): ProcessTable {
  return {
    parentOf: (pid) => rows[pid]?.parent ?? null,
    imageOf: (pid) => rows[pid]?.image ?? null,
    readsFrom: (pid, pipe) => rows[pid]?.reads === pipe,
    stdoutPipe: () => stdout,
    programOf: (pid) => rows[pid]?.program ?? null,
  };
}

describe('whose shell an env is for', () => {
  it('is the parent where it is no subshell', () => {
    expect(owningProcess(50, tableOf({ 50: { parent: 40, image: 'bash a' }, 40: { parent: 1, image: 'terminal' } }))).toBe(50);
  });

  it('goes up from subshells, however nested, to the shell that forked them', () => {
    const rows = {
      52: { parent: 51, image: 'bash a' },
      51: { parent: 50, image: 'bash a' },
      50: { parent: 40, image: 'bash a' },
      40: { parent: 1, image: 'terminal' },
    };
    expect(owningProcess(52, tableOf(rows))).toBe(50);
  });

  it('stops at a script, whose image differs from that of the shell that started it', () => {
    const rows = { 60: { parent: 50, image: 'bash b' }, 50: { parent: 40, image: 'bash a' } };
    expect(owningProcess(60, tableOf(rows))).toBe(60);
  });

  it('is who reads the output, past a wrapper that ends with it', () => {
    const rows = {
      70: { parent: 60, image: 'timeout' },
      60: { parent: 50, image: 'wrapper' },
      50: { parent: 1, image: 'bash a', reads: 'pipe:[9]' },
    };
    expect(owningProcess(70, tableOf(rows, 'pipe:[9]'))).toBe(50);
  });

  it('is the shell above the subshell that reads the output', () => {
    const rows = { 60: { parent: 50, image: 'bash a', reads: 'pipe:[9]' }, 50: { parent: 1, image: 'bash a' } };
    expect(owningProcess(60, tableOf(rows, 'pipe:[9]'))).toBe(50);
  });

  it('believes nothing where the system hides what a process is', () => {
    expect(owningProcess(60, tableOf({ 60: { parent: 50, image: null }, 50: { parent: 40, image: null } }))).toBe(60);
  });

  it('never is init', () => {
    expect(owningProcess(60, tableOf({ 60: { parent: 1, image: 'a' }, 1: { parent: 0, image: 'a' } }))).toBe(60);
  });
});

describe('which syntax is spoken', () => {
  it.each([
    ['zsh', 'zsh'],
    ['fish', 'fish'],
    ['pwsh', 'powershell'],
    ['tcsh', 'tcsh'],
    ['csh', 'tcsh'],
    ['dash', 'bash'],
    ['python3.11', 'bash'],
  ] as const)('by %s', (program, shell) => {
    expect(shellOf(5, {}, tableOf({ 5: { parent: 1, image: 'a', program } }))).toBe(shell);
  });

  it("by the login shell where the system hides the program's name", () => {
    expect(shellOf(5, { SHELL: '/usr/bin/fish' }, tableOf({}))).toBe('fish');
  });
});
