/** What `dx` left in files, and the shells that dxkey serves: a choice is carried over, a token never, and one that would win is said. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAgent } from '../unit/agent/runningAgent';
import type { RunningAgent } from '../unit/agent/runningAgent';
import { buildCommand } from '../unit/cli/builtCommand';
import type { BuiltCommand, Outcome } from '../unit/cli/builtCommand';
import { ALL_SHELLS, POSIX_SHELLS, runIn, unlessInstalled } from './shells';
import type { RealShell } from './shells';

vi.setConfig({ testTimeout: 60_000 });

const CANARY = 'CANARYtokenABCDEFGHIJKLMNOPQRSTU';
const PROJECT = `project-${'B'.repeat(24)}`;
const OTHER = `project-${'F'.repeat(24)}`;
const chosen = (project: string, folder = '/runs/"2"') => ({
  DX_SECURITY_CONTEXT: JSON.stringify({ auth_token: CANARY, auth_token_type: 'Bearer' }),
  DX_PROJECT_CONTEXT_ID: project,
  DX_PROJECT_CONTEXT_NAME: "Amy's",
  DX_CLI_WD: folder,
});
const carried = (project: string, folder = '/runs/"2"') => ({
  DX_PROJECT_CONTEXT_ID: project,
  DX_PROJECT_CONTEXT_NAME: "Amy's",
  DX_CLI_WD: folder,
});

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
  home = mkdtempSync(join(tmpdir(), 'dxkey-home-'));
  writeFileSync(join(home, 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
});
afterEach(async () => {
  await agent.stop();
  rmSync(home, { recursive: true, force: true });
});

function putConfig(content: unknown, ...folders: string[]): void {
  const folder = join(home, '.dnanexus_config', ...folders);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'environment.json'), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
}
function environment(change: Record<string, string> = {}): Record<string, string> {
  const path = `${home}:${process.env.PATH ?? ''}`;
  return command.environment({ DXKEY_DATA_DIR: agent.dataDir, HOME: home, XDG_RUNTIME_DIR: home, PATH: path, ...change });
}
const script = (shell: RealShell, text: string, change: Record<string, string> = {}): Promise<Outcome> =>
  runIn(shell, text, environment(change));

describe.each(ALL_SHELLS)('--keep-context in a real shell: $name', (shell) => {
  const on = shell.evaluate('dxkey env --keep-context');

  describe.skipIf(!shell.isInstalled)(unlessInstalled(shell), () => {
    it('carries project and folder over into the private folder, where dx select and dx cd change them, and no token', async () => {
      putConfig(chosen(PROJECT));
      const { code, out } = await script(shell, `${on}; cat "$DX_USER_CONF_DIR/environment.json"; exit 0`);
      expect({ code, file: JSON.parse(out) as unknown }).toEqual({ code: 0, file: carried(PROJECT) });
      expect(out).not.toContain(CANARY);
    });

    it('says that a file of the home folder would win, once, and lends all the same', async () => {
      putConfig(chosen(PROJECT));
      const { code, err } = await script(shell, `${on}; exit 0`);
      expect(code).toBe(0);
      expect(err).toBe(
        'dxkey env: ~/.dnanexus_config/environment.json holds a token, which dxda and dxfuse take in place of this one.\n' +
          'To take it out: dxkey scan ~/.dnanexus_config --scrub\n',
      );
      expect(agent.world.leases).toHaveLength(1);
    });
  });
});

const [bash] = POSIX_SHELLS;
describe.skipIf(bash?.isInstalled !== true)('in bash', () => {
  const run = (text: string, change: Record<string, string> = {}): Promise<Outcome> => {
    if (bash === undefined) throw new Error('no bash');
    return script(bash, text, change);
  };
  const keep = 'eval "$(dxkey env --keep-context)"';
  const show = 'cat "$DX_USER_CONF_DIR/environment.json" 2>/dev/null; echo "|$DX_PROJECT_CONTEXT_ID|$DX_CLI_WD"';

  it('the choice of the nearest session of dx counts before the user file', async () => {
    putConfig(chosen(OTHER, '/'));
    const put = `mkdir -p "$HOME/.dnanexus_config/sessions/$$"; cp "$HOME/choice" "$HOME/.dnanexus_config/sessions/$$/environment.json"`;
    writeFileSync(join(home, 'choice'), JSON.stringify(chosen(PROJECT)));
    const { out } = await run(`${put}; ${keep}; ${show}`);
    expect(out).toBe(`${JSON.stringify(carried(PROJECT))}||\n`);
  });

  it('a choice in the private folder goes over into the next one', async () => {
    const { out } = await run(
      `eval "$(dxkey env)"; printf '{"DX_PROJECT_CONTEXT_ID":"${PROJECT}","DX_CLI_WD":"/a"}' > "$DX_USER_CONF_DIR/environment.json"; unset DX_PROJECT_CONTEXT_ID; ${keep}; ${show}`,
    );
    expect(out).toBe(`{"DX_PROJECT_CONTEXT_ID":"${PROJECT}","DX_CLI_WD":"/a"}||\n`);
  });

  it('a project of the environment stays there, with its folder', async () => {
    const { out } = await run(`${keep}; ${show}`, { DX_PROJECT_CONTEXT_ID: PROJECT, DX_CLI_WD: '/x' });
    expect(out).toBe(`|${PROJECT}|/x\n`);
  });

  it.each([
    ['nothing', null],
    ['no project', { DX_CLI_WD: '/runs' }],
    ['what is no project', { ...chosen('container-1') }],
    ['a list', [1]],
    ['what is no JSON', '{'],
  ])('where the file has %s the token has its own default', async (_what, content) => {
    if (content !== null) putConfig(content);
    const plain = await run(`eval "$(dxkey env)"; ${show}`);
    expect((await run(`${keep}; ${show}`)).out).toBe(plain.out);
  });

  it('without it nothing is carried over', async () => {
    putConfig(chosen(PROJECT));
    const { out } = await run(`eval "$(dxkey env)"; ${show}`, { DX_CLI_WD: '/x' });
    expect(out).not.toContain(PROJECT);
    expect(out).toMatch(/\|\n$/);
  });

  it('exec carries it over for its command, says which file would win, and leaves nothing', async () => {
    putConfig(chosen(PROJECT));
    const { code, out, err } = await run(`dxkey exec --keep-context -- sh -c 'echo "$DX_USER_CONF_DIR"; ${show}'`);
    const [folder = '', rest] = out.split('\n');
    expect({ code, rest }).toEqual({ code: 0, rest: `${JSON.stringify(carried(PROJECT))}||` });
    expect(err).toContain('dxkey exec: ~/.dnanexus_config/environment.json holds a token');
    expect(existsSync(folder)).toBe(false);
  });

  it('--project and --keep-context together are refused, and nothing is lent', async () => {
    const { out } = await run(`${keep.replace('--keep-context', `--keep-context --project ${PROJECT}`)} || echo refused`);
    expect(out).toBe('refused\n');
    expect(agent.world.leases).toEqual([]);
  });

  it.each([
    ['is not there', null],
    ['has no token', { DX_PROJECT_CONTEXT_ID: PROJECT }],
    ['has an empty one', { DX_SECURITY_CONTEXT: '{"auth_token": ""}' }],
    ['was scrubbed', { DX_SECURITY_CONTEXT: '{"auth_token": "removed-by-dxkey-xxxxxxxxxxxxxxx"}' }],
  ])('nothing is said where the file %s', async (_what, content) => {
    if (content !== null) putConfig(content);
    expect((await run('eval "$(dxkey env)"')).err).toBe('');
  });

  it('what a killed shell left goes when the next one comes', async () => {
    const begin = `eval "$(printf %s ${CANARY} | dxkey env --token-stdin)"; echo "$DX_USER_CONF_DIR"`;
    const killed = await run(`${begin}; echo left > "$DX_USER_CONF_DIR/environment.json"; kill -9 $$`);
    const left = killed.out.trim();
    expect(readFileSync(join(left, 'environment.json'), 'utf8')).toBe('left\n');
    await run(begin);
    expect(existsSync(left)).toBe(false);
  });
});
