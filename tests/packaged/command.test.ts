import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { release, test } from './builds';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dxkey-command-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** No PATH: a command that looked for Node would not find one. */
function dxkey(
  args: string[],
  options: { cwd?: string; input?: string } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { HOME: folder, PATH: '/nowhere' };
    const child = execFile(release.command, args, { cwd: options.cwd ?? folder, env, timeout: 15_000 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end(options.input ?? '');
  });
}

describe('the compiled command', () => {
  it('helps without Node, without the app and without a desktop', async () => {
    const { code, stdout } = await dxkey(['--help']);
    expect(code).toBe(0);
    for (const verb of ['status', 'whoami', 'login', 'logout', 'tokens', 'create', 'env', 'exec', 'copy', 'revoke', 'import', 'select']) {
      expect(stdout).toContain(verb);
    }
  });

  it('refuses what it does not know with the code of wrong use', async () => {
    const { code, stderr } = await dxkey(['frobnicate']);
    expect(code).toBe(2);
    // What was typed is not repeated: it could be a token.
    expect(stderr).toContain('no such command');
    expect(stderr).not.toContain('frobnicate');
  });

  it('says what is missing without a desktop, and within 5 s', async () => {
    const startMs = Date.now();
    const { code, stderr } = await dxkey(['status']);
    expect(code).toBe(10);
    expect(stderr).not.toBe('');
    expect(Date.now() - startMs).toBeLessThan(5_000);
  });

  it('gives a token to a child from its own input, without app and desktop', async () => {
    const { code, stdout } = await dxkey(['exec', '--token-stdin', '--', '/usr/bin/env'], { input: 'canary00000000000000000000000000\n' });
    expect(code).toBe(0);
    expect(stdout).toContain('DX_SECURITY_CONTEXT');
  });

  it('takes no settings from the folder that it is started in', async () => {
    const cwd = join(folder, 'checkout');
    mkdirSync(cwd);
    writeFileSync(join(cwd, '.env'), 'FROM_DOTENV=yes\n');
    writeFileSync(join(cwd, 'preload.js'), "process.stdout.write('FROM_BUNFIG=yes\\n');\n");
    writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./preload.js"]\n');
    const { code, stdout } = await dxkey(['exec', '--token-stdin', '--', '/usr/bin/env'], {
      cwd,
      input: 'canary00000000000000000000000000\n',
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain('FROM_');
  });

  it('is the same file in both builds, and nobody else may write to it', () => {
    const [one, other] = [release, test].map((build) => statSync(build.command));
    expect(one?.size).toBe(other?.size);
    expect((one?.mode ?? 0) & 0o777).toBe(0o755);
  });
});
