/** Erasing in the page: counts behind the lock, steps as main tells them, and what was left. */
import type { EraseState } from '../../preload/contract/contract';
import { accountsOf } from './fakeAccounts';
import type { Emit, Part } from './fakeParts';
import type { Scenario } from './scenario';

export function eraseHandlers(scenario: Scenario, emit: Emit): Part<'erase'> {
  const become = (state: EraseState): EraseState => {
    scenario.erase = state;
    emit('erase.changed', state);
    return state;
  };
  const held = () => scenario.tokens.rows.filter((one) => one.held === 'here').length;
  return {
    'erase.load': () => scenario.erase,
    'erase.preview': () => ({
      accountCount: accountsOf(scenario).list.length,
      sessionCount: scenario.session.status === 'signedIn' ? 1 : 0,
      heldCount: held(),
      leaseCount: scenario.leases.length,
      queueCount: scenario.queue.entries.length,
      keyCount: scenario.twoFactor.authenticator === null ? 0 : 1,
      codeSetCount: scenario.twoFactor.backupCodes === null ? 0 : 1,
      accounts: scenario.lock.isLocked
        ? []
        : accountsOf(scenario).list.map(({ account: { id, username, platform } }, at) => ({
            id,
            username,
            platformName: platform.name,
            heldCount: at === 0 ? held() : 0,
          })),
    }),
    'erase.run': () => become({ phase: 'running', step: 'platforms' }),
    'erase.quit': () => ({}),
  };
}
