/** Who may use a token, by the very rules of core; one state for all tokens. */
import { changedPolicy } from '../../main/core/consent/policy';
import type { ConsentOfToken } from '../../preload/contract/contract';
import type { Emit, Part } from './fakeParts';
import type { Scenario } from './scenario';

export function consentHandlers(scenario: Scenario, emit: Emit): Part<'consent'> {
  let changes = 0;
  const become = (next: Partial<ConsentOfToken>): ConsentOfToken => {
    scenario.consent = { ...scenario.consent, ...next };
    changes += 1;
    emit('consent.changed', { changes });
    return scenario.consent;
  };
  return {
    'consent.load': () => scenario.consent,
    'consent.change': ({ kind, allow, deny, forget }) =>
      become({ policy: changedPolicy(scenario.consent.policy, { kind, allow, deny, forget }) }),
    'consent.withdraw': ({ id }) => become({ approvals: scenario.consent.approvals.filter((one) => id !== null && one.id !== id) }),
  };
}
