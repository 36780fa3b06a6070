import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createOperations, type Caller } from '../../../main/agent/operations';
import { UNPROVEN } from '../../../main/core/consent/policy';
import { facts, scriptedServices } from './scriptedServices';

const ask = { name: null, kind: 'exec', pid: process.pid, projectId: null, mayAskInWindow: false } as const;

/** A caller that is there, descends from the process it names, and holds what it is given. */
function caller(rest: Partial<Caller> = {}): Caller & { held: Set<string> } {
  const held = new Set<string>();
  return {
    held,
    pid: process.pid,
    mayLeaseTo: () => Promise.resolve(true),
    asker: () => Promise.resolve(UNPROVEN.asker),
    whenGone: () => () => undefined,
    describe: () => Promise.resolve({ program: 'sh', folder: null }),
    account: null,
    isConnected: () => true,
    holdExecLease: (id) => held.add(id).has(id),
    releaseLease: (id) => held.delete(id),
    ...rest,
  };
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function lending() {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-lending-'));
  folders.push(folder);
  const { services, world } = scriptedServices(folder);
  const operations = createOperations({ services, facts, showWindow: () => undefined });
  return { services, world, begin: (who: Caller, kind: 'env' | 'exec' = 'exec') => operations.beginLease({ ...ask, kind }, who) };
}

describe('a lease whose caller changes while it is made', () => {
  it('is held by the connection that asked for it', async () => {
    const { begin, world } = lending();
    const who = caller();
    const { lease } = await begin(who);
    expect([...who.held]).toEqual([lease.id]);
    expect(world.leases.map((one) => one.id)).toEqual([lease.id]);
  });

  it('SECURITY: is ended where the process number went to a stranger meanwhile', async () => {
    const { begin, world } = lending();
    const answers = [true, false];
    const who = caller({ mayLeaseTo: () => Promise.resolve(answers.shift() ?? false) });
    await expect(begin(who)).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
    expect(world.leases).toEqual([]);
    expect(who.held.size).toBe(0);
  });

  it.each(['env', 'exec'] as const)('is ended where nobody is there any more to be given it by %s', async (kind) => {
    const { begin, world } = lending();
    const who = caller({ isConnected: () => false, holdExecLease: () => false });
    await expect(begin(who, kind)).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
    expect(world.leases).toEqual([]);
  });

  it('SECURITY: gives nothing where a revoke has ended it already', async () => {
    const { begin, services } = lending();
    services.grants.leases = () => [];
    await expect(begin(caller())).rejects.toMatchObject({ code: 'REFUSED', details: { queued: true } });
  });
});
