import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAgent } from '../unit/agent/runningAgent';
import type { RunningAgent } from '../unit/agent/runningAgent';
import { tokenRow } from '../unit/agent/scriptedServices';
import { buildCommand } from '../unit/cli/builtCommand';
import type { BuiltCommand } from '../unit/cli/builtCommand';
import { ALL_SHELLS, runIn, unlessInstalled } from './shells';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let agent: RunningAgent;
beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  agent = await runAgent();
});
afterEach(async () => {
  await agent.stop();
});

function environment(): Record<string, string> {
  const bin = command.environment().HOME ?? '';
  writeFileSync(join(bin, 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
  return command.environment({ DXKEY_DATA_DIR: agent.dataDir, PATH: `${bin}:${process.env.PATH ?? ''}` });
}

/** What the shell would offer after these words, a line each. */
const OFFERS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `eval "$(dxkey completion bash)"; COMP_WORDS=(dxkey ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${String(words.length)}; _dxkey; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // zsh offers to its editor alone: here what it would be given is printed.
  zsh: (words) =>
    `compdef() { :; }; compadd() { shift; print -rl -- "$@" }; _describe() { print -rl -- $commands }; _files() { :; }; eval "$(dxkey completion zsh)"; words=(dxkey ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${String(words.length + 1)}; PREFIX='${words.at(-1) ?? ''}'; _dxkey`,
  fish: (words) => `dxkey completion fish | source; complete -C "dxkey ${words.join(' ')}"`,
};
const COMPLETED = ALL_SHELLS.filter(({ name }) => Object.hasOwn(OFFERS, name));

describe.each(COMPLETED)('completion in a real shell: $name', (shell) => {
  const offers = async (...words: string[]): Promise<string[]> => {
    const { out, err } = await runIn(shell, OFFERS[shell.name]?.(words) ?? '', environment());
    expect(err).toBe('');
    return out.split('\n').map((line) => line.replace(/[\t:].*/, ''));
  };

  it.skipIf(!shell.isInstalled)(
    `knows commands, options, words and labels, and runs none of them, in ${unlessInstalled(shell)}`,
    async () => {
      const canary = join(agent.dataDir, 'canary');
      agent.world.rows = ['ci upload', `$(touch ${canary})`, `\`touch ${canary}\``, 'zwei\nZeilen'].map((label, at) =>
        tokenRow({ label, signature: String(at).repeat(64) }),
      );
      expect(await offers('')).toEqual(expect.arrayContaining(['env', 'exec', 'completion', 'status']));
      expect(await offers('exec', '--')).toEqual(expect.arrayContaining(['--needs', '--account', '--help']));
      expect(await offers('shim', '')).toEqual(expect.arrayContaining(['install', 'remove', 'status']));
      const labels = (await offers('rotate', '')).join('\n');
      expect(labels).toMatch(/ci\\? upload/);
      expect(labels).not.toContain('Zeilen');
      expect(existsSync(canary)).toBe(false);
    },
  );
});

describe('completion', () => {
  it('offers every command of the table and no other, PowerShell too', async () => {
    const { out } = await command.run(['completion', 'powershell']);
    const named = [...out.matchAll(/^ {4}'([a-z]+)' = @\(/gm)].map(([, name]) => name);
    const table = readFileSync(join(import.meta.dirname, '../../main/cli/run.ts'), 'utf8');
    expect(named).toEqual([...table.matchAll(/^ {2}([a-z]+): \{/gm)].map(([, name]) => name));
    expect(out).toContain("'--needs'");
  });

  it('starts no app for labels', async () => {
    expect(await command.run(['completion', 'labels'])).toEqual({ code: 0, out: '', err: '' });
  });
});
