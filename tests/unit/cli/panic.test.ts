import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { runAgent } from '../agent/runningAgent';
import type { RunningAgent } from '../agent/runningAgent';
import { tokenRow } from '../agent/scriptedServices';
import { buildCommand } from './builtCommand';
import type { BuiltCommand } from './builtCommand';

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

const report = {
  scope: 'held',
  atMs: 1,
  wasUndone: false,
  revoked: 5,
  waiting: 0,
  needsSignIn: 0,
  refused: 0,
  othersMayExist: false,
} as const;
const frozen = {
  scope: 'held',
  sinceMs: 1,
  canUndo: true,
  isUndoing: false,
  isWorking: false,
  total: 5,
  ended: 0,
  nextTryMs: 2_000,
  problem: 'OFFLINE',
} as const;

describe('dxkey panic', () => {
  it('counts what would end and does nothing without a yes', async () => {
    const { code, err } = await dxkey('panic', '--everything');
    expect(code).toBe(5);
    expect(err).toContain('5 tokens');
    expect(err).toContain('--yes');
    expect(agent.world.calls).toEqual([]);
  });

  it('--yes ends what this computer holds, --everything all that the platform lists', async () => {
    agent.world.panic = { isAsked: false, current: null, last: report };
    const { code, out } = await dxkey('panic', '--yes');
    expect([code, out]).toEqual([0, '5 tokens revoked, and signed out.\n']);
    await dxkey('panic', '--everything', '--yes');
    expect(agent.world.calls).toEqual(['panic held', 'panic listed']);
  });

  it('goes on while the app is locked, without counting', async () => {
    agent.world.isLocked = true;
    expect((await dxkey('panic')).err).toContain('locked');
    agent.world.panic = { isAsked: false, current: null, last: report };
    expect((await dxkey('panic', '--yes')).code).toBe(0);
  });

  it('says that others may exist where no list could be read, and where to look', async () => {
    agent.world.panic = { isAsked: false, current: null, last: { ...report, othersMayExist: true } };
    const { code, out } = await dxkey('panic', '--yes', '--everything');
    expect(code).toBe(8);
    expect(out).toContain('5 known tokens revoked; others may exist');
    expect(out).toContain('API Tokens page');
  });

  it('out of reach says that all is frozen, and how it is taken back', async () => {
    agent.world.panic = { isAsked: false, current: frozen, last: null };
    const { code, out } = await dxkey('panic', '--yes');
    expect(code).toBe(7);
    expect(out).toContain('dxkey is frozen');
    expect(out).toContain('dxkey panic --undo');
    agent.world.panic = { isAsked: false, current: null, last: { ...report, revoked: 0, wasUndone: true } };
    expect((await dxkey('panic', '--undo')).out).toContain('Taken back');
  });

  it('while it is frozen env and exec end with 12 and say so', async () => {
    agent.world.beginFails = new AppError('FROZEN');
    const ran = await dxkey('exec', '--', 'true');
    expect(ran.code).toBe(12);
    expect(ran.err).toContain('frozen');
    expect((await dxkey('env', '--shell', 'bash')).code).toBe(12);
  });
});

describe('dxkey revoke of several', () => {
  it('says how many and what breaks, and revokes none without a yes', async () => {
    agent.world.rows = [tokenRow(), tokenRow({ label: 'ci', signature: '12'.repeat(32), last4: 'CiCi' })];
    const asked = await dxkey('revoke', '--all');
    expect(asked.code).toBe(5);
    expect(asked.err).toContain('To revoke: 2 tokens');
    expect(agent.world.calls).toEqual([]);
    const done = await dxkey('revoke', '--all', '--yes');
    expect([done.code, done.out]).toEqual([0, '2 tokens revoked.\n']);
    expect(agent.world.calls).toEqual([expect.stringMatching(/^revokeMany \w+ 1212 now$/)]);
  });

  it('takes names or one way of choosing, not both', async () => {
    expect((await dxkey('revoke', 'ci', '--all')).code).toBe(2);
    expect((await dxkey('revoke', '--expiring', '--all')).code).toBe(2);
    expect((await dxkey('revoke')).code).toBe(2);
  });
});
