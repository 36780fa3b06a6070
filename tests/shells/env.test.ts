import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasExitHook } from '../../main/core/shellExport/render';
import { runAgent } from '../unit/agent/runningAgent';
import type { RunningAgent } from '../unit/agent/runningAgent';
import { SECRET } from '../unit/agent/scriptedServices';
import { buildCommand, outcomeOf, quote } from '../unit/cli/builtCommand';
import type { BuiltCommand, Outcome } from '../unit/cli/builtCommand';
import { ALL_SHELLS, FISH, POSIX_SHELLS, runIn, unlessInstalled } from './shells';
import type { RealShell } from './shells';

vi.setConfig({ testTimeout: 60_000 });

const PASTED = 'PASTEDtokenABCDEFGHIJKLMNOPQRSTU';

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

/** `dxkey` is a word of its own in each script, found in the PATH as in life. */
function environment(): Record<string, string> {
  const bin = command.environment().HOME ?? '';
  writeFileSync(join(bin, 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
  return command.environment({ DXKEY_DATA_DIR: agent.dataDir, PATH: `${bin}:${process.env.PATH ?? ''}` });
}

const script = (shell: RealShell, text: string, change: Record<string, string> = {}): Promise<Outcome> =>
  runIn(shell, text, { ...environment(), ...change });
const leasePids = (): string[] => agent.world.leases.map((lease) => String(lease.pid));

describe.each(ALL_SHELLS)('dxkey env in a real shell: $name', (shell) => {
  const me = shell.name === 'fish' ? '$fish_pid' : '$$';
  const on = shell.evaluate('dxkey env');

  describe.skipIf(!shell.isInstalled)(unlessInstalled(shell), () => {
    it('recognises the shell, sets what a child needs, and lends to that shell', async () => {
      const { code, out, err } = await script(shell, `${on}; echo ${me}; printenv DX_SECURITY_CONTEXT; printenv DX_API_TOKEN; exit 0`, {
        DX_API_TOKEN: 'old',
      });
      const [pid = '', context = '', rest] = out.split('\n');
      expect({ code, err, rest }).toEqual({ code: 0, err: '', rest: '' });
      expect(JSON.parse(context)).toEqual({ auth_token: SECRET, auth_token_type: 'Bearer' });
      expect(leasePids()).toEqual([pid]);
    });

    it('a failure leaves no old account, and fails', async () => {
      const old = { DX_SECURITY_CONTEXT: 'old', DX_PROJECT_CONTEXT_ID: 'old', DX_API_TOKEN: 'old', DX_USER_CONF_DIR: '/old' };
      const failing = shell.evaluate('dxkey env nonesuch');
      const told = shell.name === 'fish' ? `${failing}; or echo failed` : `${failing} || echo failed`;
      const { out, err } = await script(shell, `${told}; env | grep ^DX_; echo end`, old);
      expect(out).toBe('failed\nend\n');
      expect(err).toContain('No token has that name');
    });

    it('--off undoes it', async () => {
      const { code, out } = await script(
        shell,
        `${on}; ${shell.evaluate('dxkey env --off')}; env | grep -E '^DX(KEY)?_' | grep -v DATA_DIR; exit 0`,
      );
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(agent.world.leases).toEqual([]);
    });

    it('is lent to the interactive shell at a terminal', async () => {
      const words = [...shell.command, '-i'].map(quote).join(' ');
      const child = spawn('script', ['-qefc', `exec ${words}`, '/dev/null'], { env: environment(), stdio: 'pipe' });
      const ended = outcomeOf(child);
      child.stdin.write(`${on}\necho pid=${me}.\nexit\n`);
      const { out } = await ended;
      expect(leasePids()).toEqual([/pid=(\d+)\./.exec(out)?.[1]]);
    });

    const pasted = shell.evaluate(`printf %s ${PASTED} | dxkey env --token-stdin`);
    if (!hasExitHook(shell.syntax)) {
      it('--token-stdin is refused, since it has no exit hook, and the shell fails', async () => {
        const { out, err } = await script(shell, `${pasted} || echo failed`);
        expect(out).toBe('failed\n');
        expect(err).toContain('use dxkey exec --token-stdin');
      });
      return;
    }

    it('--token-stdin removes the private folder when the shell exits, not before, and keeps the exit code', async () => {
      const text = `${pasted}; echo $DX_USER_CONF_DIR; touch $DX_USER_CONF_DIR/x; sh -c 'test -f $DX_USER_CONF_DIR/x && echo there'; exit 7`;
      const { code, out } = await script(shell, text);
      const [folder = '', there] = out.split('\n');
      expect({ code, there }).toEqual({ code: 7, there: 'there' });
      expect(folder).toMatch(/dxkey-shells/);
      expect(existsSync(folder)).toBe(false);
      expect(agent.world.calls).toEqual([]);
    });
  });
});

describe.each(POSIX_SHELLS)('scripts: $name', (shell) => {
  const run = shell.command.map(quote).join(' ');

  describe.skipIf(!shell.isInstalled)(unlessInstalled(shell), () => {
    it('under set -e stop at a failing env', async () => {
      const { code, out } = await script(shell, 'set -e; eval "$(dxkey env nonesuch)"; echo reached');
      expect(out).toBe('');
      expect(code).not.toBe(0);
    });

    it('under set -eu go on with a good one', async () => {
      expect(await script(shell, 'set -eu; eval "$(dxkey env)"; eval "$(dxkey env)"; echo reached')).toMatchObject({
        code: 0,
        out: 'reached\n',
      });
    });

    it.each([
      ['in a function', 'f() { eval "$(dxkey env)"; }; f; echo $$'],
      ['in a subshell', '( eval "$(dxkey env)"; echo $$ ); true'],
      ['in nested subshells', '( ( ( eval "$(dxkey env)"; echo $$ ); true ); true ); true'],
      ['in a command substitution of more than one command', 'eval "$(true; dxkey env; true)"; echo $$'],
      ['in a pipeline', 'true | { eval "$(dxkey env)"; echo $$; } | cat'],
      ['through a wrapper that ends at once', 'eval "$(env A=b timeout 30 dxkey env)"; echo $$'],
      ['through a file', 'dxkey env > "$HOME/f"; . "$HOME/f"; echo $$'],
    ])('%s lend to the script, not to what ends before it', async (_, text) => {
      const { code, out } = await script(shell, text);
      expect(code).toBe(0);
      expect(leasePids()).toEqual([out.trim()]);
    });

    it('called by scripts lend to the inner one', async () => {
      const file = join(command.environment().HOME ?? '', `inner-${shell.name}`);
      writeFileSync(file, 'eval "$(dxkey env)"; echo $$');
      const { out } = await script(shell, `echo $$; ${run} ${file}; true`);
      const [outer, inner] = out.trim().split('\n');
      expect(inner).not.toBe(outer);
      expect(leasePids()).toEqual([inner]);
    });

    it('called with -c lend to that shell', async () => {
      const { out } = await script(shell, `${run} -c 'eval "$(dxkey env)"; echo $$; true'; true`);
      expect(leasePids()).toEqual([out.trim()]);
    });

    it('that print the variables for another shell lend to the one that evaluates', async () => {
      const file = join(command.environment().HOME ?? '', `wrapper-${shell.name}`);
      writeFileSync(file, 'dxkey env\ntrue');
      const { out } = await script(shell, `eval "$(${run} ${file})"; echo $$`);
      expect(leasePids()).toEqual([out.trim()]);
    });
  });
});

describe.skipIf(!POSIX_SHELLS[0]?.isInstalled)('bash', () => {
  const [bash] = POSIX_SHELLS;

  it('keeps a trap that was there, with the exit code that it would have seen', async () => {
    if (bash === undefined) return;
    const text = `trap 'echo "mine $? it'\\''s"' EXIT; eval "$(printf %s ${PASTED} | dxkey env --token-stdin)"; echo $DX_USER_CONF_DIR; exit 5`;
    const { code, out } = await script(bash, text);
    const [folder = '', mine] = out.split('\n');
    expect({ code, mine }).toEqual({ code: 5, mine: "mine 5 it's" });
    expect(existsSync(folder)).toBe(false);
  });

  it('takes a second token in the place of the first, whose folder goes at once', async () => {
    if (bash === undefined) return;
    const once = `eval "$(printf %s ${PASTED} | dxkey env --token-stdin)"; echo $DX_USER_CONF_DIR`;
    const { out } = await script(bash, `${once}; ${once}; ls -d $DX_USER_CONF_DIR`);
    const [first = '', second = '', listed] = out.trim().split('\n');
    expect(listed).toBe(second);
    expect([existsSync(first), existsSync(second)]).toEqual([false, false]);
  });
});

describe.skipIf(!FISH.isInstalled)('fish', () => {
  it('goes on in a function and in a block', async () => {
    const { code, out } = await script(FISH, 'function f; dxkey env | source; end; f; begin; dxkey env | source; end; echo $fish_pid');
    expect(code).toBe(0);
    expect(leasePids()).toEqual([out.trim(), out.trim()]);
  });
});
