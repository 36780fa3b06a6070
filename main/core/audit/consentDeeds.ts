import type { Services } from '../services';
import type { Deed, DeedDone } from './entries';

type Of = Pick<DeedDone, 'accountId' | 'token'>;

/** Who may be given a token, as a person sets it; what is decided by it is recorded as it is decided. */
export function consentDeeds(
  of: Services['consent'],
  note: (deed: Deed, of: Of, detail?: string | null) => void,
  tokenOf: (signature: string, accountId?: string) => Of,
): Services['consent'] {
  return {
    ...of,
    async change(input) {
      const answer = await of.change(input);
      note('consent.policySet', tokenOf(input.signature, input.accountId), answer.policy.kind);
      return answer;
    },
    withdraw(input) {
      const answer = of.withdraw(input);
      note('consent.withdrawn', tokenOf(input.signature, input.accountId));
      return answer;
    },
  };
}
