import type { Services } from '../services';
import type { Deed, DeedDone } from './entries';

/** A lease that a person ended; one that ends with its process is no deed. */
export function leaseDeeds(
  of: Services['leases'],
  note: (deed: Deed, of: Pick<DeedDone, 'accountId' | 'token'>, detail?: string | null) => void,
): Services['leases'] {
  return {
    ...of,
    async end(input) {
      const meant = of.state().leases.filter(({ id }) => input.ids.includes(id));
      const answer = await of.end(input);
      for (const { accountId, signature, label, last4, kind } of meant)
        note('token.leaseEnded', { accountId, token: { signature, label, last4 } }, kind === 'exec' ? 'execStopped' : 'envEmptied');
      return answer;
    },
  };
}
