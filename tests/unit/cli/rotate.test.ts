import { spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { OFFLINE } from '../../fakes/fakePlatform';
import type { TestServices } from '../../fakes/createTestServices';
import { startAgentOnCore, type AgentOnCore } from './agentOnCore';
import { buildCommand } from './builtCommand';
import type { BuiltCommand, Outcome } from './builtCommand';

const SCOPE = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
const DNANEXUS = { kind: 'dnanexus' } as const;
const PASSWORD = 'CANARY-password-amy';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let agent: AgentOnCore;
let core: TestServices;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  agent = await startAgentOnCore();
  core = agent.core;
  await core.services.session.signIn({ platform: DNANEXUS, username: 'amy', password: PASSWORD });
});
afterEach(() => agent.stop());

const here = () => ({ env: { DXKEY_DATA_DIR: agent.folder } });
const dxkey = (...args: string[]): Promise<Outcome> => command.run(args, here());
const talk = (args: string[], answers: [string, string][]): Promise<Outcome> => command.converse(args, answers, here());

async function made(label: string, isPrinted = false): Promise<string> {
  const token = { label, scope: SCOPE, expiresMs: null, isKept: true, worksWhileAway: false, isPrinted };
  return (await core.services.tokens.mint(token)).row.signature;
}
/** A token of whose access the platform tells nothing. */
async function pasted(label: string): Promise<string> {
  core.platform.tellsDetails = false;
  const { secret } = core.platform.issue('user-amy', { label });
  return (await core.services.tokens.import({ token: secret, label, worksWhileAway: false })).signature;
}
/** The token in its place, and what it reaches. */
const inPlaceOf = (signature: string) => core.documents.index.saved()?.tokens.find((one) => one.replaces === signature);
const mintCount = (): number => core.platform.count('mint');

describe('dxkey rotate', () => {
  it('puts a new token in the place of one, and revokes the old one', async () => {
    const old = await made('laptop');
    const { code, out, err } = await dxkey('rotate', 'laptop');
    expect(code).toBe(0);
    expect(out).toMatch(/^Rotated: laptop \S+, expires .*\. The old one is being revoked, once no execution of the account runs\.\n$/);
    expect(err).toBe('');
    await vi.waitFor(() => {
      expect(core.platform.isAlive(old)).toBe(false);
    }, 10_000);
    const next = await dxkey('exec', 'laptop', '--', 'sh', '-c', 'echo "$DXKEY_SIGNATURE"');
    expect(next.out).toBe(`${inPlaceOf(old)?.signature ?? ''}\n`);
  });

  it('leaves the old one where that is said, and prints data without a secret for --json', async () => {
    const old = await made('laptop');
    const { code, out } = await dxkey('rotate', 'laptop', '--keep-old', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ isSwitched: true, old: 'kept', problem: null, row: { label: 'laptop' } });
    for (const secret of core.secrets.entries.values()) expect(out).not.toContain(secret);
    expect(core.platform.isAlive(old)).toBe(true);
  });

  it('lets a process that has the old one go on with it, and says so', async () => {
    const old = await made('laptop');
    const holder = spawn('sleep', ['60'], { stdio: 'ignore' });
    await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: holder.pid ?? 0, projectId: null });
    const { code, out, err } = await dxkey('rotate', 'laptop');
    expect(code).toBe(0);
    expect(err).toBe('1 process here has the old token, which lives until it has ended.\n');
    expect(out).toContain('The old one lives until every process here that has it has ended, and is revoked then.');
    expect(core.platform.isAlive(old)).toBe(true);
    expect(await dxkey('rotate', old, '--keep-old')).toMatchObject({ code: 5, out: '' });
    holder.kill('SIGKILL');
    await vi.waitFor(() => {
      expect(core.platform.isAlive(old)).toBe(false);
    }, 20_000);
  });

  it('takes --expires for the new one', async () => {
    const old = await made('laptop');
    expect((await dxkey('rotate', 'laptop', '--expires', '12h')).code).toBe(0);
    const lifeMs = (inPlaceOf(old)?.expiresMs ?? 0) - core.clock.now();
    expect(Math.round(lifeMs / 60_000)).toBe(12 * 60);
  });
});

describe('an old token of which copies may be in use', () => {
  it('is left unless its end is asked for', async () => {
    const old = await made('shown', true);
    const { code, out, err } = await dxkey('rotate', 'shown', '--yes');
    expect(code).toBe(0);
    expect(err).toContain('so it is left until it expires; --revoke-old revokes it.');
    expect(out).toContain('The old one is left until it expires.');
    expect(core.platform.isAlive(old)).toBe(true);
  });

  it('is revoked only on a yes: by --yes, or at the terminal', async () => {
    const old = await made('shown', true);
    const refused = await dxkey('rotate', 'shown', '--revoke-old');
    expect(refused).toMatchObject({ code: 5, out: '' });
    expect(refused.err).toContain('Say --yes with --revoke-old, or --keep-old.');
    const declined = await talk(['rotate', 'shown', '--revoke-old'], [['Revoke it all the same?', 'n\r']]);
    expect(declined.code).toBe(5);
    expect([mintCount(), core.platform.isAlive(old)]).toEqual([1, true]);
    expect((await talk(['rotate', 'shown', '--revoke-old'], [['Revoke it all the same?', 'y\r']])).code).toBe(0);
    await vi.waitFor(() => {
      expect(core.platform.isAlive(old)).toBe(false);
    }, 10_000);
    const second = await made('printed', true);
    expect((await dxkey('rotate', 'printed', '--revoke-old', '--yes')).code).toBe(0);
    await vi.waitFor(() => {
      expect(core.platform.isAlive(second)).toBe(false);
    }, 10_000);
  });
});

describe('a token whose scope is not known', () => {
  it('is not rotated by a guess: where nobody can be asked it ends with 5 and names the options', async () => {
    await pasted('unclear');
    const { code, out, err } = await dxkey('rotate', 'unclear', '--keep-old');
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toContain('--project NAME|ID[:LEVEL], --all-projects LEVEL or --full');
    expect(mintCount()).toBe(0);
  });

  it('is asked for at the terminal', async () => {
    const old = await pasted('unclear');
    const { code } = await talk(
      ['rotate', 'unclear', '--keep-old'],
      [
        ['Choose [1]', '2\r'],
        ['At which level', 'UPLOAD\r'],
      ],
    );
    expect(code).toBe(0);
    expect(inPlaceOf(old)?.scope).toEqual({ kind: 'projects', projects: { '*': 'UPLOAD' } });
    await pasted('again');
    expect((await talk(['rotate', 'again', '--keep-old'], [['Choose [1]', 'q\r']])).code).toBe(5);
    expect(mintCount()).toBe(1);
  });

  it('is said with projects by name, as for dxkey create', async () => {
    const old = await pasted('unclear');
    const id = 'project-0123456789BFGJKPQVXYZbfg';
    core.platform.projects = [{ id, name: 'Riverside', level: 'ADMINISTER', region: null, billTo: null, containsPhi: null }];
    expect((await dxkey('rotate', 'unclear', '--keep-old', '--project', 'Riverside:CONTRIBUTE')).code).toBe(0);
    expect(inPlaceOf(old)?.scope).toEqual({ kind: 'projects', projects: { [id]: 'CONTRIBUTE' } });
    await pasted('again');
    expect((await dxkey('rotate', 'again', '--keep-old', '--project', 'no such project')).code).toBe(8);
    expect(mintCount()).toBe(1);
  });

  it('takes no access for a token whose scope is known', async () => {
    await made('laptop');
    const { code, err } = await dxkey('rotate', 'laptop', '--full');
    expect(code).toBe(2);
    expect(err).toContain('the new token reaches what the old one did');
    expect(mintCount()).toBe(1);
  });
});

describe('what is not rotated', () => {
  it.each([[['rotate']], [['rotate', 'a', 'b']], [['rotate', 'a', '--keep-old', '--revoke-old']], [['rotate', 'a', '--expires', 'soon']]])(
    '%j ends with 2',
    async (args) => {
      expect((await dxkey(...args)).code).toBe(2);
    },
  );

  it('a name that nobody has, and one that two have: 4, with what was meant', async () => {
    await made('twin');
    await made('twin');
    const minted = mintCount();
    expect(await dxkey('rotate', 'nobody')).toMatchObject({ code: 4, out: '' });
    const { code, out, err } = await dxkey('rotate', 'twin');
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err.match(/twin/g)?.length).toBeGreaterThanOrEqual(2);
    expect(mintCount()).toBe(minted);
  });

  it('anything while nobody is signed in: 3', async () => {
    await made('laptop');
    await core.services.session.signOut({ kind: 'destroy' });
    expect(await dxkey('rotate', 'laptop')).toMatchObject({ code: 3, out: '' });
  });

  it('a token of which the platform is out of reach: 7, and the old one goes on', async () => {
    const old = await made('laptop');
    core.platform.fail('all', OFFLINE());
    expect(await dxkey('rotate', 'laptop')).toMatchObject({ code: 7, out: '' });
    core.platform.heal();
    expect(core.platform.isAlive(old)).toBe(true);
  });
});
