import type { LeasesState } from '../../../preload/contract/contract';
import { platformKeyOf } from '../accounts/keys';
import { accountById, type Ground } from '../ground';
import type { LeaseRecord } from '../ports';
import type { Leases } from '../services';
import { shownLease, type LeaseKeeper } from './leaseKeeper';

/** The leases as a person looks at them, whosever they are; and how a person ends one. */
export function createLeases(ground: Ground, keeper: Pick<LeaseKeeper, 'endThese' | 'rename' | 'leases' | 'onChange'>): Leases {
  function told(record: LeaseRecord): LeasesState['leases'][number] {
    const { accountId, signature } = record;
    const index = ground.index.value();
    const token = index.tokens.find((one) => one.signature === signature);
    return {
      ...shownLease(record),
      accountId,
      username: accountById(index, accountId)?.username ?? null,
      platformName: ground.platforms.byKey(platformKeyOf(accountId))?.name ?? null,
      label: token?.label ?? null,
      last4: token?.last4 ?? null,
    };
  }
  const state = (): LeasesState => ({
    leases: [...ground.leases.value().leases].sort((a, b) => b.sinceMs - a.sinceMs).map(told),
  });

  return {
    state,
    onChange: (listener) =>
      keeper.onChange(() => {
        listener(state());
      }),
    async name({ id, pid }) {
      const found = await ground.ports.processes.identify(pid);
      if (found !== null) await keeper.rename(id, found.program);
    },
    async end({ ids }) {
      const before = keeper.leases().filter(({ id }) => ids.includes(id));
      await keeper.endThese(ids);
      return { endedCount: before.length };
    },
  };
}
