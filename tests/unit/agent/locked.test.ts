import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { operations as schemas } from '../../../main/agent/messages';
import type { OperationName } from '../../../main/agent/messages';
import { createOperations, type Caller } from '../../../main/agent/operations';
import { UNPROVEN } from '../../../main/core/consent/policy';
import { facts, scriptedServices, signedIn } from './scriptedServices';

const caller: Caller = {
  pid: process.pid,
  mayLeaseTo: () => Promise.resolve(true),
  asker: () => Promise.resolve(UNPROVEN.asker),
  whenGone: () => () => undefined,
  describe: () => Promise.resolve({ program: 'sh', folder: null }),
  isConnected: () => true,
  account: null,
  holdExecLease: () => true,
  releaseLease: () => undefined,
};
const OPEN = ['hello', 'status', 'beginLease', 'endLease', 'showWindow', 'panic', 'panicState'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dxkey-locked-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function behindLock() {
  const { services, world } = scriptedServices(folder);
  world.isLocked = true;
  const operations = createOperations({ services, facts, showWindow: () => world.calls.push('show') });
  const ask = async (op: string, input: unknown) => {
    const operate = operations[op as OperationName] as (input: unknown, caller: Caller) => unknown;
    return operate(input, caller);
  };
  return { world, ask };
}

describe('the command while the app is locked', () => {
  const shut = Object.keys(schemas).filter((op) => !OPEN.includes(op));

  it.each(shut)('%s is refused before anything is done', async (op) => {
    const { world, ask } = behindLock();
    await expect(ask(op, {})).rejects.toMatchObject({ code: 'APP_LOCKED' });
    expect(world.calls).toEqual([]);
  });

  it('status says that it is locked, and names no account, token or revocation', async () => {
    const { world, ask } = behindLock();
    world.session = signedIn;
    const state = await ask('status', {});
    expect(schemas.status.output.parse(state)).toMatchObject({ isLocked: true, session: null, heldCount: 0, queue: [] });
    expect(JSON.stringify(state)).not.toContain('amy');
  });

  it('a lease is asked of core, which knows the tokens that work while I am away', async () => {
    const { world, ask } = behindLock();
    await ask('beginLease', { name: null, kind: 'exec', pid: process.pid, projectId: null, mayAskInWindow: false });
    expect(world.calls).toEqual(['begin exec -']);
  });

  it('a panic is begun, and its counts are told; it is not taken back', async () => {
    const { world, ask } = behindLock();
    await ask('panic', { scope: 'listed' });
    expect(await ask('panicState', {})).toEqual({ isAsked: false, current: null, last: null });
    await expect(ask('undoPanic', {})).rejects.toMatchObject({ code: 'APP_LOCKED' });
    await expect(ask('previewPanic', {})).rejects.toMatchObject({ code: 'APP_LOCKED' });
    expect(world.calls).toEqual(['panic listed']);
  });

  it('the window can be brought up, and a lease ended', async () => {
    const { world, ask } = behindLock();
    await ask('showWindow', {});
    await ask('endLease', { id: 'lease-1' });
    expect(world.calls[0]).toBe('show');
  });
});
