import type { GivenLease, Lease } from '../../../preload/contract/contract';
import type { Services } from '../../../main/core/services';
import { ACCOUNT_ID } from './scriptedFacts';

const given = (lease: Lease): GivenLease => ({
  ...lease,
  accountId: ACCOUNT_ID,
  username: 'amy',
  platformName: 'Stand-in',
  label: 'dxkey laptop',
  last4: 'QRST',
});

interface LeaseWorld {
  leases: Lease[];
  calls: string[];
  endLease(id: string): void;
}

/** What a person sees of the world's leases, and ends. */
export function scriptedLeases(world: LeaseWorld): Services['leases'] {
  return {
    onChange: () => () => undefined,
    state: () => ({ leases: world.leases.map(given) }),
    name: ({ id, pid }) => {
      world.calls.push(`nameLease ${id} ${String(pid)}`);
      return Promise.resolve();
    },
    end: ({ ids }) => {
      const before = world.leases.length;
      world.calls.push(`endLeases ${ids.join(' ')}`);
      for (const id of ids) world.endLease(id);
      return Promise.resolve({ endedCount: before - world.leases.length });
    },
  };
}
