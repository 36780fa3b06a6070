/** Open notices of a fake main: those of the scenario, until they are put aside. */
import type { Emit, Part } from './fakeParts';
import type { Scenario } from './scenario';

export function noticeHandlers(scenario: Scenario, emit: Emit): Part<'notices'> {
  return {
    'notices.load': () => scenario.notices,
    'notices.dismiss': ({ id }) => {
      scenario.notices = { open: scenario.notices.open.filter((one) => one.id !== id), pressedId: null };
      emit('notices.changed', scenario.notices);
      return scenario.notices;
    },
  };
}
