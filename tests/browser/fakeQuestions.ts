/** What a fake main asks the window: a shell for this computer's token, a proxy for its login. */
import type { Emit, Part } from './fakeParts';
import type { Scenario } from './scenario';

export function questionHandlers(scenario: Scenario, emit: Emit): Part<'shellToken' | 'proxy'> {
  return {
    'shellToken.load': () => scenario.shellToken,
    'shellToken.answer': () => {
      scenario.shellToken = { asking: null };
      emit('shellToken.changed', scenario.shellToken);
      return scenario.shellToken;
    },
    'proxy.load': () => scenario.proxy,
    'proxy.answer': () => {
      scenario.proxy = { asking: null };
      emit('proxy.changed', scenario.proxy);
      return scenario.proxy;
    },
  };
}
