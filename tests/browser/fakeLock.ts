import type { LockState } from '../../preload/contract/contract';
import { refuse, RIGHT_PASSPHRASE, type Emit, type Part } from './fakeParts';
import type { Scenario } from './scenario';

/** The passphrase is `right passphrase` until it is changed; each wrong one makes the wait one second longer. */
export function lockHandlers(scenario: Scenario, emit: Emit): Part<'lock'> {
  let right = RIGHT_PASSPHRASE;
  let wrong = 0;
  const become = (patch: Partial<LockState>) => {
    scenario.lock = { ...scenario.lock, ...patch };
    emit('lock.changed', scenario.lock);
    return scenario.lock;
  };
  const open: Partial<LockState> = { isLocked: false, lockedBy: null, waitUntilMs: null };
  const check = (passphrase: string) => {
    if (passphrase === right) return;
    wrong += 1;
    become({ waitUntilMs: Date.now() + wrong * 1000 });
    refuse({ code: 'WRONG_PASSPHRASE', details: { retryAfterMs: wrong * 1000 } });
  };
  return {
    'lock.load': () => scenario.lock,
    'lock.lock': () => become({ isLocked: true, lockedBy: 'person' }),
    'lock.unlock': ({ passphrase }) => {
      check(passphrase);
      return become(open);
    },
    'lock.unlockByTouchId': () => become(open),
    'lock.setUp': ({ passphrase }) => {
      right = passphrase;
      return become({ isSetUp: true });
    },
    'lock.change': ({ passphrase, newPassphrase }) => {
      check(passphrase);
      right = newPassphrase;
      return become({});
    },
    'lock.remove': ({ passphrase }) => {
      check(passphrase);
      return become({ isSetUp: false });
    },
    'lock.useTouchId': ({ isOn }) => become({ touchId: isOn ? 'on' : 'off' }),
  };
}
