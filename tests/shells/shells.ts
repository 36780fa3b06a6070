import { spawn, spawnSync } from 'node:child_process';
import type { Shell } from '../../preload/contract/contract';
import { outcomeOf } from '../unit/cli/builtCommand';
import type { Outcome } from '../unit/cli/builtCommand';

export interface RealShell {
  name: 'bash' | 'zsh' | 'dash' | 'fish' | 'tcsh';
  /** What `dxkey env --shell` calls its syntax. */
  syntax: Exclude<Shell, 'json' | 'cmd' | 'powershell'>;
  /** Without the person's own start files. */
  command: readonly [string, ...string[]];
  /** The line that a person writes. */
  evaluate(words: string): string;
  isInstalled: boolean;
}

const posix = (words: string): string => `eval "$(${words})"`;
const has = (file: string): boolean => spawnSync(file, ['-c', 'exit 0']).status === 0;

export const POSIX_SHELLS: readonly RealShell[] = [
  { name: 'bash', syntax: 'bash', command: ['bash', '--norc'], evaluate: posix, isInstalled: has('bash') },
  { name: 'zsh', syntax: 'zsh', command: ['zsh', '-f'], evaluate: posix, isInstalled: has('zsh') },
  { name: 'dash', syntax: 'bash', command: ['dash'], evaluate: posix, isInstalled: has('dash') },
];
export const FISH: RealShell = {
  name: 'fish',
  syntax: 'fish',
  command: ['fish', '--no-config'],
  evaluate: (words) => `${words} | source`,
  isInstalled: has('fish'),
};
const TCSH: RealShell = {
  name: 'tcsh',
  syntax: 'tcsh',
  command: ['tcsh', '-f'],
  evaluate: (words) => `eval "\`${words}\`"`,
  isInstalled: has('tcsh'),
};
export const ALL_SHELLS: readonly RealShell[] = [...POSIX_SHELLS, FISH, TCSH];

/** `reason` for the name of a suite that is skipped. */
export function unlessInstalled(shell: RealShell): string {
  return shell.isInstalled ? shell.name : `${shell.name} (skipped: it is not installed)`;
}

export function runIn(shell: RealShell, script: string, env: Record<string, string>, input = ''): Promise<Outcome> {
  const [file, ...args] = shell.command;
  const child = spawn(file, [...args, '-c', script], { env, stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return outcomeOf(child);
}
