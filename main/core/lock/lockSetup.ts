import type { LockState } from '../../../preload/contract/contract';
import { lockKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import { letGo } from '../leftovers';
import type { Lock } from '../services';
import { askTouch } from './touch';

const SHORTEST_PASSPHRASE = 8;

/** Setting the lock up, and what a set-up lock lets be changed: nothing without the passphrase or a touch. */
export function createLockSetup(
  ground: Ground,
  check: (passphrase: string) => Promise<void>,
  act: (work: () => Promise<void>) => Promise<LockState>,
): Pick<Lock, 'setUp' | 'change' | 'remove' | 'useTouchId'> {
  const { passphrases, touchId, log } = ground.ports;

  async function keep(passphrase: string): Promise<void> {
    if (Array.from(passphrase).length < SHORTEST_PASSPHRASE) throw new AppError('INVALID_INPUT', { details: { field: 'newPassphrase' } });
    await ground.secrets.set(lockKey, await passphrases.make(passphrase.normalize('NFC')));
  }

  return {
    setUp: ({ passphrase }) =>
      act(async () => {
        if (ground.lock.value().isSetUp) throw new AppError('REFUSED');
        // The keychain first: a lock that says it is set up and cannot be opened would be worse than none.
        await keep(passphrase);
        await ground.lock.change(() => ({ isSetUp: true, usesTouchId: false, failedCount: 0, lastFailedMs: 0 }));
      }),
    change: ({ passphrase, newPassphrase }) =>
      act(async () => {
        await check(passphrase);
        await keep(newPassphrase);
      }),
    remove: ({ passphrase }) =>
      act(async () => {
        await check(passphrase);
        await ground.lock.change((document) => ({ ...document, isSetUp: false, usesTouchId: false }));
        // What the keychain will not let go of now is removed by a later start.
        for (const { error } of await letGo(ground, [lockKey], (index) => index)) {
          log.warn('lock.verifierStays', isAppError(error) ? { code: error.code } : {}, error);
        }
      }),
    useTouchId: ({ isOn }) =>
      act(async () => {
        if (!ground.lock.value().isSetUp) throw new AppError('REFUSED');
        // SECURITY: only who can give the touch may let it open the lock.
        if (isOn) await askTouch(touchId);
        await ground.lock.change((document) => ({ ...document, usesTouchId: isOn }));
      }),
  };
}
