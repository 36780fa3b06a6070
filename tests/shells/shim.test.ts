import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAgent } from '../unit/agent/runningAgent';
import type { RunningAgent } from '../unit/agent/runningAgent';
import { ACCOUNT_ID } from '../unit/agent/scriptedFacts';
import { publishFolders } from '../../main/adapters/mappedFolders';
import { buildCommand, outcomeOf, quote } from '../unit/cli/builtCommand';
import type { BuiltCommand, Outcome } from '../unit/cli/builtCommand';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let agent: RunningAgent;
let home: string;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  agent = await runAgent();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'dxkey-shim-')));
  for (const name of ['shims', 'bin', 'real', 'work']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'bin', 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
  // Calls itself again, as dx may call dx: through the PATH.
  const real = '#!/bin/sh\n[ "$1" = twice ] && exec dx once "$2"\necho "$DXKEY_LABEL|$DX_USER_CONF_DIR|$*"\nexit 7\n';
  writeFileSync(join(home, 'real', 'dx'), real, { mode: 0o755 });
});
afterEach(async () => {
  await agent.stop();
  rmSync(home, { recursive: true, force: true });
});

const path = (): string => `${join(home, 'shims')}:${join(home, 'bin')}:${join(home, 'real')}:/usr/bin:/bin`;
const run = (line: string, env: Record<string, string> = {}): Promise<Outcome> =>
  outcomeOf(
    spawn('sh', ['-c', line], {
      cwd: join(home, 'work'),
      env: { ...command.environment({ DXKEY_DATA_DIR: agent.dataDir, HOME: home, PATH: path() }), ...env },
      stdio: 'pipe',
    }),
  );
const shim = (what: string): Promise<Outcome> => run(`dxkey shim ${what} --dir ${quote(join(home, 'shims'))}`);
const begun = (): string[] => agent.world.calls.filter((call) => call.startsWith('begin'));

describe('the dx shim', () => {
  it("runs the next dx of the PATH with the directory's token, its words and its exit code, for any caller", async () => {
    expect(await shim('install')).toMatchObject({ code: 0, err: expect.stringContaining(join(home, 'real', 'dx')) as string });
    writeFileSync(join(home, 'work', '.dxkey'), 'token = dxkey laptop\n');
    await run('dxkey allow');
    const { code, out } = await run('dx ls "a b" \'$(id)\' ""');
    expect(code).toBe(7);
    expect(out).toMatch(/^dxkey laptop\|.+\|ls a b \$\(id\) \n$/);
    expect(begun()).toEqual(['begin exec dxkey laptop']);
  });

  it('takes a mapped folder, also with a token of another place at hand', async () => {
    publishFolders(agent.dataDir, [
      { folder: join(home, 'work'), accountId: ACCOUNT_ID, label: 'dxkey laptop', project: null, needs: null },
    ]);
    await shim('install');
    expect((await run('dx ls')).out).toMatch(/^dxkey laptop\|/);
    expect(begun()).toEqual(['begin exec dxkey laptop']);
  });

  it('goes round in no circle: a dx that calls dx has one token and one folder', async () => {
    await shim('install');
    writeFileSync(join(home, 'work', '.dxkey'), 'token = dxkey laptop\n');
    await run('dxkey deny');
    expect((await run('dx twice x')).out).toMatch(/\|once x\n$/);
    expect(begun()).toHaveLength(1);
  });

  it('in a shell that has a token of dxkey runs dx as it is, so that what was chosen there stays', async () => {
    await shim('install');
    const { out } = await run('eval "$(dxkey env)"; echo $DX_USER_CONF_DIR; dx ls; true');
    const [folder = '', answer] = out.split('\n');
    expect(answer).toContain(`|${folder}|ls`);
    expect(begun()).toHaveLength(1);
  });

  it('refuses a directory whose rule nobody allowed, and where dxkey is missing', async () => {
    await shim('install');
    expect((await run('dx ls', { PATH: `${join(home, 'shims')}:${join(home, 'real')}:/usr/bin:/bin` })).code).toBe(127);
    writeFileSync(join(home, 'work', '.dxkey'), 'token = dxkey laptop\n');
    expect(await run('dx ls')).toMatchObject({ code: 5, out: '' });
    expect((await run('dx ls', { PATH: `${join(home, 'shims')}:${join(home, 'bin')}:/usr/bin:/bin` })).err).toContain('no other dx');
    expect(begun()).toEqual([]);
  });

  it('is put in no place that is taken, nor through a link, and takes away nothing but itself', async () => {
    const place = join(home, 'shims', 'dx');
    writeFileSync(place, '#!/bin/sh\nmine\n');
    expect((await shim('install')).code).toBe(5);
    expect((await shim('remove')).code).toBe(5);
    expect(readFileSync(place, 'utf8')).toBe('#!/bin/sh\nmine\n');
    rmSync(place);
    symlinkSync(join(home, 'victim'), place);
    expect((await shim('install')).code).toBe(5);
    expect(existsSync(join(home, 'victim'))).toBe(false);
    rmSync(place);
    expect((await shim('install')).code).toBe(0);
    expect((await shim('install')).code).toBe(0);
    expect(await shim('status')).toMatchObject({ code: 0, out: expect.stringContaining('is the shim') as string });
    expect((await shim('remove')).code).toBe(0);
    expect(existsSync(place)).toBe(false);
  });
});
