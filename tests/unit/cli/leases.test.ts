import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lease } from '../../../preload/contract/contract';
import { runAgent } from '../agent/runningAgent';
import type { RunningAgent } from '../agent/runningAgent';
import { startAgentOnCore } from './agentOnCore';
import type { AgentOnCore } from './agentOnCore';
import { buildCommand } from './builtCommand';
import type { BuiltCommand } from './builtCommand';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});

describe('leases', () => {
  let agent: RunningAgent;
  beforeEach(async () => {
    agent = await runAgent();
    agent.world.leases = [lease('l1', 4411, 'exec'), lease('l2', 812, 'env'), lease('l3', 812, 'env')];
  });
  afterEach(async () => {
    await agent.stop();
  });
  const dxkey = (...args: string[]) => command.run(args, { env: { DXKEY_DATA_DIR: agent.dataDir } });

  function lease(id: string, pid: number, kind: Lease['kind']): Lease {
    const sinceMs = Date.now() - 3_700_000;
    const where = kind === 'exec' ? { folder: '/home/amy/runs', terminal: 'pts/4' } : { folder: null, terminal: null };
    return { id, signature: 'ab'.repeat(32), kind, pid, program: kind === 'exec' ? 'next\u001b[2Jflow' : 'zsh', ...where, sinceMs };
  }

  it('are listed with their token, process, place and age, without an escape sequence; --json the same', async () => {
    expect((await dxkey('leases')).out).toBe(`\
TOKEN                 ACCOUNT       PROGRAM       PID   BY    SINCE       TERMINAL  FOLDER          ID
dxkey laptop (…QRST)  amy@Stand-in  next?[2Jflow  4411  exec  1 hour ago  pts/4     /home/amy/runs  l1
dxkey laptop (…QRST)  amy@Stand-in  zsh           812   env   1 hour ago  -         -               l2
dxkey laptop (…QRST)  amy@Stand-in  zsh           812   env   1 hour ago  -         -               l3
`);
    const { leases } = JSON.parse((await dxkey('leases', '--json')).out) as { leases: unknown };
    expect(leases).toMatchObject(agent.world.leases);
    agent.world.leases = [];
    expect((await dxkey('leases')).out).toBe('No process on this computer has a token from dxkey.\n');
  });

  it('are ended by process or id, named first, and only on a yes', async () => {
    const asked = await dxkey('leases', 'end', '4411');
    expect(asked).toMatchObject({ code: 5, out: '' });
    expect(asked.err).toContain('next?[2Jflow (4411) is stopped.\n');
    expect(asked.err).toContain('Say --yes to end it.');
    expect(agent.world.calls).toEqual([]);
    expect(await dxkey('leases', 'end', '812', '--yes')).toMatchObject({
      code: 0,
      out: '2 leases ended. What was read already only a revoke takes back.\n',
    });
    expect(JSON.parse((await dxkey('leases', 'end', 'l1', '-y', '--json')).out)).toEqual({ endedCount: 1 });
    expect(agent.world.calls).toEqual(['endLeases l2 l3', 'endLeases l1']);
  });

  it('that nobody has end with 4, and a word that is none with 2', async () => {
    expect(await dxkey('leases', 'end', '999', '--yes')).toMatchObject({ code: 4, out: '' });
    expect((await dxkey('leases', 'end')).code).toBe(2);
    expect((await dxkey('leases', 'stop', '812')).code).toBe(2);
  });

  it('are told to nobody while the app is locked', async () => {
    agent.world.isLocked = true;
    expect(await dxkey('leases')).toMatchObject({ code: 5, out: '' });
    expect(await dxkey('leases', 'end', 'l1', '--yes')).toMatchObject({ code: 5, out: '' });
    expect(agent.world.calls).toEqual([]);
  });
});

describe('leases on the real core', () => {
  let app: AgentOnCore;
  beforeEach(async () => {
    app = await startAgentOnCore();
  });
  afterEach(async () => {
    await app.stop();
  });

  it('a command that runs is found, and stopped by its own dxkey exec; the record says from where', async () => {
    const { core, folder } = app;
    const dxkey = (...args: string[]) => command.run(args, { env: { DXKEY_DATA_DIR: folder } });
    await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
    await dxkey('create', 'lent', '--all-projects', 'VIEW', '--expires', 'month');
    const running = dxkey('exec', 'lent', '--', 'sleep', '60');
    await vi.waitFor(() => {
      expect(core.services.grants.leases()).toHaveLength(1);
    }, 20_000);
    await vi.waitFor(() => {
      expect(core.services.grants.leases()).toMatchObject([{ program: 'sleep' }]);
    }, 20_000);
    const { leases } = JSON.parse((await dxkey('leases', '--json', '--account', 'amy')).out) as {
      leases: { pid: number; signature: string }[];
    };
    expect(leases).toMatchObject([{ label: 'lent', username: 'amy', kind: 'exec', accountId: 'dnanexus/user-amy' }]);
    const [one] = leases;
    expect((await dxkey('leases', 'end', String(one?.pid), '--yes')).code).toBe(0);
    expect((await running).code).toBe(143);
    expect(core.services.grants.leases()).toEqual([]);
    await vi.waitFor(async () => {
      const { entries } = await core.services.activity.ofToken({ accountId: 'dnanexus/user-amy', signature: one?.signature ?? '' });
      expect(entries[0]).toMatchObject({ deed: 'token.leaseEnded', detail: 'execStopped', source: { by: 'command' } });
    });
  });
});
