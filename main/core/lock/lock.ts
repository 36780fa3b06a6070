import type { LockReason, LockState } from '../../../preload/contract/contract';
import { lockKey } from '../accounts/keys';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import { createLane } from '../lane';
import type { Lock } from '../services';
import { createLockSetup } from './lockSetup';
import { createPassphraseCheck } from './passphraseCheck';
import { askTouch } from './touch';
import { waitLeftMs } from './waits';

/** The app lock; `start` closes it where one is set up. */
export function createLock(ground: Ground): Lock & { start(wasDamaged: boolean): Promise<void> } {
  const { clock, touchId, log } = ground.ports;
  const changed = createEmitter<LockState>();
  const inTurn = createLane();
  const check = createPassphraseCheck(ground);
  let lockedBy: LockReason | null = null;
  let asked = 0;

  function state(): LockState {
    const document = ground.lock.value();
    const leftMs = document.isSetUp ? waitLeftMs(document, clock.now()) : 0;
    return {
      isSetUp: document.isSetUp,
      isLocked: lockedBy !== null,
      lockedBy,
      touchId: touchId.isAvailable() ? (document.usesTouchId ? 'on' : 'off') : 'absent',
      waitUntilMs: leftMs === 0 ? null : clock.now() + leftMs,
    };
  }
  function become(next: LockReason | null): void {
    lockedBy = next;
    ground.latch.set(next !== null);
  }
  /** One act at a time; each tells where it led to, a wrong passphrase included. */
  const act = (work: () => Promise<void>): Promise<LockState> =>
    inTurn(async () => {
      try {
        await work();
      } finally {
        changed.emit(state());
      }
      return state();
    });

  function lock(reason: LockReason): LockState {
    asked += 1;
    if (lockedBy === null && ground.lock.value().isSetUp) {
      become(reason);
      log.info('lock.locked', { reason });
      changed.emit(state());
    }
    return state();
  }

  /** What locks again while the passphrase is looked at counts: a screen that locks at that moment must find the app locked. */
  function open(allowed: () => Promise<void>): Promise<LockState> {
    const askedBefore = asked;
    return act(async () => {
      await allowed();
      if (asked === askedBefore) become(null);
    });
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    isLocked: () => lockedBy !== null,
    lock,
    async start(wasDamaged) {
      // SECURITY: a damaged file must not open the lock; the keychain knows whether there was one, and no answer counts as yes.
      if (wasDamaged && (await ground.secrets.get(lockKey).catch(() => '')) !== null) {
        await ground.lock.change((document) => ({ ...document, isSetUp: true }));
      }
      lock('start');
    },
    unlock: ({ passphrase }) => open(() => check(passphrase)),
    check: async ({ passphrase }) => {
      await act(() => check(passphrase));
    },
    unlockByTouchId: () =>
      open(async () => {
        if (!ground.lock.value().usesTouchId) throw new AppError('REFUSED', { details: { field: 'touchId' } });
        await askTouch(touchId);
      }),
    ...createLockSetup(ground, check, act),
  };
}
