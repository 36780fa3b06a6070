import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { runAgent } from '../agent/runningAgent';
import type { RunningAgent } from '../agent/runningAgent';
import { PROJECT, SECRET } from '../agent/scriptedServices';
import { buildCommand, outcomeOf } from './builtCommand';
import type { BuiltCommand } from './builtCommand';

const PASTED = 'PASTEDtokenABCDEFGHIJKLMNOPQRSTU';

// Each test starts the command itself, several times: slow where the processors are shared.
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

const here = () => ({ env: { DXKEY_DATA_DIR: agent.dataDir } });
const dxkey = (...args: string[]) => command.run(args, here());
const talk = (args: string[], answers: [string, string][]) => command.converse(args, answers, here());

describe("a directory's rule", () => {
  const rule = (text: string): string => {
    const folder = join(agent.dataDir, 'work');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.dxkey'), text);
    return folder;
  };
  const within = (folder: string, ...args: string[]) =>
    outcomeOf(spawn(process.execPath, [command.file, ...args], { cwd: folder, env: command.environment(here().env), stdio: 'pipe' }));
  const begun = (): string[] => agent.world.calls.filter((call) => call.startsWith('begin'));
  const exec = (folder: string, ...options: string[]) => within(folder, 'exec', ...options, '--', 'sh', '-c', 'echo $DXKEY_LABEL');

  it('is refused before somebody allowed it, and after it changed', async () => {
    const folder = rule('token = dxkey laptop\n');
    expect(await exec(folder)).toMatchObject({ code: 5, out: '', err: expect.stringContaining('is not allowed') as string });
    expect(await exec(folder, '--no-rule')).toMatchObject({ code: 0 });
    expect(await within(folder, 'allow')).toMatchObject({ code: 0, err: expect.stringContaining('token = dxkey laptop') as string });
    expect(await exec(folder)).toMatchObject({ code: 0, err: '' });
    rule('token = other\n');
    expect((await exec(folder)).code).toBe(5);
    expect((await within(folder, 'deny')).code).toBe(0);
    expect(await exec(folder)).toMatchObject({ code: 0, err: '' });
    expect(begun()).toEqual(['begin exec -', 'begin exec dxkey laptop', 'begin exec -']);
  });

  it('says how long jobs run where the line does not, and what is said on the line counts', async () => {
    const folder = rule('needs = 12h\n');
    await within(folder, 'allow');
    await exec(folder);
    await exec(folder, '--needs', '1h');
    expect(begun()).toEqual(['begin exec - for 43200000 ms', 'begin exec - for 3600000 ms']);
  });

  it('that is none is said, and nothing is allowed or run', async () => {
    const folder = rule('hook = evil\n');
    expect(await within(folder, 'allow')).toMatchObject({ code: 2, err: expect.stringContaining('does not know') as string });
    expect((await exec(folder)).code).toBe(5);
    expect(agent.world.calls).toEqual([]);
  });

  it('takes the project that was chosen in the shell along, where nothing else is said', async () => {
    const env = { ...here().env, DX_PROJECT_CONTEXT_ID: PROJECT };
    const { out } = await command.run(['exec', '--', 'sh', '-c', 'echo $DX_PROJECT_CONTEXT_ID'], { env });
    expect(out).toBe(`${PROJECT}\n`);
  });
});

describe('exec', () => {
  const sh = (script: string, ...options: string[]) => dxkey('exec', ...options, '--', 'sh', '-c', script);

  it('gives the child a token and a private folder that is gone afterwards', async () => {
    const script =
      'test -d "$DX_USER_CONF_DIR" && echo x > "$DX_USER_CONF_DIR/environment.json"; echo "$DX_USER_CONF_DIR $DX_USERNAME $DX_PROJECT_CONTEXT_ID $DX_SECURITY_CONTEXT"';
    const { code, out } = await sh(script, '--project', PROJECT);
    const [folder = '', username, project, context] = out.split(' ');
    expect({ code, username, project }).toEqual({ code: 0, username: 'amy', project: PROJECT });
    expect(JSON.parse(context ?? '')).toEqual({ auth_token: SECRET, auth_token_type: 'Bearer' });
    expect(existsSync(folder)).toBe(false);
    expect(agent.world.leases).toEqual([]);
  });

  it('takes from the child what would fight, and leaves the rest', async () => {
    const env = { ...here().env, DX_CLI_WD: '/old', DX_API_TOKEN: 'old', HTTPS_PROXY: 'http://p', DX_CA_CERT: '/c' };
    const { out } = await command.run(['exec', '--', 'sh', '-c', 'echo "$DX_CLI_WD-$DX_API_TOKEN-$HTTPS_PROXY-$DX_CA_CERT"'], { env });
    expect(out).toBe('--http://p-/c\n');
    expect((await sh('echo $DX_API_TOKEN', '--also-api-token')).out).toBe(`${SECRET}\n`);
  });

  it.each([
    ['exit 9', 9],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('passes on how the child ended: %s', async (script, expected) => {
    expect((await sh(script)).code).toBe(expected);
  });

  it('starts nothing on a token that ends before the job would, and names those that last', async () => {
    const candidates = [{ label: 'long', last4: 'lOng', signaturePrefix: 'cdcdcdcdcdcd' }];
    agent.world.beginFails = new AppError('TOKEN_ENDS_FIRST', { details: { field: 'others', candidates } });
    const { code, out, err } = await sh('echo started', '--needs', '12h');
    expect({ code, out }).toEqual({ code: 9, out: '' });
    expect(err).toContain('long  …lOng  cdcdcdcdcdcd');
    expect(agent.world.calls).toEqual(['begin exec - for 43200000 ms']);
  });

  it('says so where nobody knows when the token ends', async () => {
    agent.world.rows = agent.world.rows.map((row) => ({ ...row, expiresMs: null }));
    const { code, err } = await sh('exit 3', '--needs', '30m');
    expect(code).toBe(3);
    expect(err).toContain('nobody knows when this token ends');
  });

  it.each([
    [['--needs', 'soon'], '30m, 12h, 7d'],
    [['--needs', '0h'], '30m, 12h, 7d'],
    [['--needs', '1h', '--token-stdin'], 'kept token'],
  ])('refuses %j', async (options, words) => {
    const { code, err } = await sh('echo started', ...options);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  it('says 127 and 126 as a shell does', async () => {
    expect((await dxkey('exec', '--', 'no-such-command')).code).toBe(127);
    expect((await dxkey('exec', '--', '/etc/passwd')).code).toBe(126);
    expect(agent.world.leases).toEqual([]);
  });

  it.each(['INT', 'TERM', 'HUP', 'QUIT', 'USR1'] as const)('passes SIG%s on', async (name) => {
    const child = command.start(
      ['exec', '--', 'sh', '-c', `trap 'echo got; exit 40' ${name}; echo ready; while :; do sleep 0.05; done`],
      here(),
    );
    const ended = outcomeOf(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    child.kill(`SIG${name}`);
    expect(await ended).toMatchObject({ code: 40, out: 'ready\ngot\n' });
    expect(agent.world.leases).toEqual([]);
  });

  it('in a terminal lets Ctrl-C reach the child once, and tells its code', async () => {
    const script = "n=0; trap 'n=$((n+1)); echo INT$n' INT; echo ready; read x; sleep 0.2; echo end; exit 7";
    const { code, out } = await talk(
      ['exec', '--', 'sh', '-c', script],
      [
        ['ready', '\u0003'],
        ['INT1', '\r'],
      ],
    );
    expect(code).toBe(7);
    expect(out).toContain('INT1');
    expect(out).not.toContain('INT2');
  });

  it('ends the child when the app ends the lease', async () => {
    const child = command.start(['exec', '--', 'sh', '-c', "trap 'exit 41' TERM; echo ready; while :; do sleep 0.05; done"], here());
    const ended = outcomeOf(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    const lease = agent.world.leases[0];
    agent.world.endLease(lease?.id ?? '');
    expect((await ended).code).toBe(41);
  });

  it('ends the child when the app was gone meanwhile and its lease ends: its private folder is taken away', async () => {
    const child = command.start(['exec', '--', 'sh', '-c', "trap 'exit 41' TERM; echo ready; while :; do sleep 0.05; done"], here());
    const ended = outcomeOf(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    // With the agent's folder goes what it gave.
    await agent.stop();
    expect((await ended).code).toBe(41);
    agent = await runAgent();
  });

  it('lets the child go on when the app quits, and removes the folder itself', async () => {
    const child = command.start(['exec', '--', 'sh', '-c', 'echo "$DX_USER_CONF_DIR"; read x; echo bye'], here());
    const ended = outcomeOf(child);
    if (child.stdout !== null) await once(child.stdout, 'data');
    const { world } = agent;
    const folder = join(world.folder, 'dxkey-lease-1');
    mkdirSync(join(folder, 'sessions'));
    const { stop, dataDir } = agent;
    await stop();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    child.stdin?.end('\n');
    expect(await ended).toMatchObject({ code: 0, out: `${folder}\nbye\n` });
    expect(existsSync(folder)).toBe(false);
    rmSync(dataDir, { recursive: true });
    agent = await runAgent();
  });
});

describe('the first use of a shell', () => {
  beforeEach(() => {
    agent.world.beginFails = new AppError('NEEDS_SHELL_TOKEN');
  });

  it('is asked about on the terminal', async () => {
    const { code, out } = await talk(
      ['exec', '--', 'echo', 'ran'],
      [
        ['Choose [1]', '2\r'],
        ['At which level', 'view\r'],
        ['For how long', '\r'],
      ],
    );
    expect(code).toBe(0);
    expect(out).toContain('ran');
    expect(agent.world.calls.find((call) => call.startsWith('mint'))).toContain('{"*":"VIEW"}');
    expect(agent.world.calls).not.toContain('askInWindow');
  });

  it('is asked about in the window without a terminal, and else ends with 5 and the line to run', async () => {
    const { code, err } = await dxkey('exec', '--', 'true');
    expect(agent.world.calls).toContain('askInWindow');
    expect(code).toBe(5);
    expect(err).toContain('dxkey create --shell-token');
  });
});

describe('env', () => {
  it('refuses a terminal without --show, and prints there with it', async () => {
    const refused = await talk(['env'], []);
    expect(refused.code).toBe(5);
    expect(refused.out).not.toContain(SECRET);
    expect((await talk(['env', '--show'], [])).out).toContain(SECRET);
  });

  it('names the token and what it is, in json', async () => {
    expect(JSON.parse((await dxkey('env', '--shell', 'json')).out)).toMatchObject({
      ok: true,
      set: { DXKEY_LABEL: 'dxkey laptop', DXKEY_SIGNATURE: 'ab'.repeat(32) },
    });
    expect(agent.world.leases[0]).toMatchObject({ kind: 'env', pid: process.pid });
  });

  it.each([
    ['an option that does not exist', ['--bogus'], 2],
    ['no such token', ['nonesuch'], 4],
    ['a shell that does not exist', ['--shell', 'elvish'], 2],
    ['a stranger', ['--for-pid', '4194303'], 5],
  ])('prints a failure that its shell understands: %s', async (_, args, expected) => {
    const { code, out } = await dxkey('env', ...args);
    expect(code).toBe(expected);
    expect(out).toMatch(/^unset -v DX_SECURITY_CONTEXT .*\nfalse\n$/);
    expect((await dxkey('env', '--shell=fish', ...args.filter((one) => !/shell|elvish/.test(one)), '--bogus')).out).toMatch(/\nfalse\n$/);
  });

  it('takes nothing in part: a value that cmd cannot hold ends the lease', async () => {
    agent.world.username = '100%';
    const { code, out } = await dxkey('env', '--shell', 'cmd');
    expect(code).toBe(2);
    expect(out).not.toContain(SECRET);
    expect(agent.world.leases).toEqual([]);
  });

  it('--off takes the lease back, and needs no app', async () => {
    await dxkey('env');
    expect(agent.world.leases).toHaveLength(1);
    const { code, out } = await dxkey('env', '--off');
    expect(code).toBe(0);
    expect(out).toContain('unset -v DX_SECURITY_CONTEXT');
    expect(agent.world.leases).toEqual([]);
    expect((await command.run(['env', '--off'])).code).toBe(0);
  });

  it('fails its shell also when it is stopped in the middle', async () => {
    const child = command.start(['env', '--token-stdin'], here());
    const ended = outcomeOf(child);
    child.kill('SIGTERM');
    expect((await ended).out === '' || (await ended).out.endsWith('false\n')).toBe(true);
  });
});

describe('without a desktop', () => {
  it.each(['status', 'tokens', 'whoami', 'logout'])('%s says what is missing, within 5 s', async (name) => {
    const startedMs = Date.now();
    const { code, err } = await command.run([name]);
    expect(code).toBe(10);
    expect(err).toContain('no desktop session');
    expect(Date.now() - startedMs).toBeLessThan(5000);
  });

  it('exec --token-stdin works, leaves the rest of stdin to the child, and stores nothing', async () => {
    const script = 'echo "$DX_APISERVER_HOST"; cat; echo "$DX_USER_CONF_DIR"; ls -d "$DX_USER_CONF_DIR"';
    const { code, out } = await command.run(['exec', '--token-stdin', '--platform', 'staging', '--', 'sh', '-c', script], {
      input: `${PASTED}\nfor the child\n`,
    });
    const [host, rest, folder = '', listed] = out.split('\n');
    expect({ code, host, rest }).toEqual({ code: 0, host: 'stagingapi.dnanexus.com', rest: 'for the child' });
    expect(listed).toBe(folder);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(command.environment().DXKEY_DATA_DIR ?? '')).toBe(false);
  });

  it('env --token-stdin prints the variables and the folder’s removal at the exit', async () => {
    const { code, out } = await command.run(['env', '--token-stdin', '--platform', 'http://127.0.0.1:4100', '--project', PROJECT], {
      input: PASTED,
    });
    expect(code).toBe(0);
    expect(out).toContain(PASTED);
    expect(out).toContain('EXIT');
    expect(out).toContain("DX_AUTHSERVER_PORT='4100'");
  });

  it.each([
    ['an unknown platform', ['--platform', 'mars'], 2],
    ['a platform in clear', ['--platform', 'http://example.org'], 2],
  ])('refuses %s', async (_, args, expected) => {
    expect((await command.run(['exec', '--token-stdin', ...args, '--', 'true'], { input: PASTED })).code).toBe(expected);
  });
});

describe('starting the app', () => {
  const desktop = { DISPLAY: ':99', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };

  /** Stands in for Electron where the command looks for it: beside its own tree. */
  function placeApp(script: string): void {
    const root = join(command.file, '..', '..', '..');
    mkdirSync(join(root, 'dist', 'main'), { recursive: true });
    mkdirSync(join(root, 'node_modules', 'electron', 'dist'), { recursive: true });
    writeFileSync(join(root, 'dist', 'main', 'index.js'), '');
    writeFileSync(join(root, 'node_modules', 'electron', 'dist', 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  it('says that the app is not there', async () => {
    const { code, err } = await command.run(['status'], { env: desktop });
    expect(code).toBe(10);
    expect(err).toContain('not found');
  });

  it('says at once that the app ended, and kept from it what the shell holds', async () => {
    const seen = join(command.environment().HOME ?? '', 'seen');
    placeApp(`echo "$DX_API_TOKEN-$DX_SECURITY_CONTEXT-$2" > '${seen}'; exit 3`);
    const startedMs = Date.now();
    const { code, err } = await command.run(['status'], { env: { ...desktop, DX_API_TOKEN: SECRET, DX_SECURITY_CONTEXT: SECRET } });
    expect(code).toBe(10);
    expect(err).toContain('ended at once');
    expect(Date.now() - startedMs).toBeLessThan(4000);
    expect(readFileSync(seen, 'utf8')).toBe('----hidden\n');
  });
});
