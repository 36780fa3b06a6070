/** What a fake main gave out: the scenario's leases, named after its tokens. */
import type { GivenLease, LeasesState } from '../../preload/contract/contract';
import type { Emit, Part } from './fakeParts';
import { account, type Scenario } from './scenario';

export function leaseHandlers(scenario: Scenario, emit: Emit): Part<'leases'> {
  const given = (): LeasesState => ({ leases: scenario.leases.map(named) });
  const named = (lease: Scenario['leases'][number]): GivenLease => {
    const row = scenario.tokens.rows.find(({ signature }) => signature === lease.signature);
    const { id: accountId, username, platform } = account;
    return { ...lease, accountId, username, platformName: platform.name, label: row?.label ?? null, last4: row?.last4 ?? null };
  };
  return {
    'leases.load': () => given(),
    'leases.end': ({ ids }) => {
      const before = scenario.leases.length;
      scenario.leases = scenario.leases.filter(({ id }) => !ids.includes(id));
      emit('leases.changed', given());
      return { endedCount: before - scenario.leases.length };
    },
  };
}
