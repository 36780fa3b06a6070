import { lockKey } from '../accounts/keys';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import { waitLeftMs } from './waits';

/** Resolves where the passphrase is the one that was set; each wrong one makes the next wait longer, also after a restart. */
export function createPassphraseCheck(ground: Ground): (passphrase: string) => Promise<void> {
  const { clock, log, passphrases } = ground.ports;

  /** A wait that begins in the future, by a clock that was set back, begins now. */
  async function refuseWhileWaiting(): Promise<void> {
    const nowMs = clock.now();
    const document = ground.lock.value();
    const leftMs = waitLeftMs(document, nowMs);
    if (leftMs === 0) return;
    if (document.lastFailedMs > nowMs) await ground.lock.change((one) => ({ ...one, lastFailedMs: nowMs }));
    throw new AppError('PASSPHRASE_WAIT', { details: { retryAfterMs: leftMs } });
  }

  return async (passphrase) => {
    if (!ground.lock.value().isSetUp) throw new AppError('REFUSED');
    await refuseWhileWaiting();
    // A keychain that does not answer is no wrong passphrase.
    const verifier = await ground.secrets.get(lockKey);
    if (verifier === null) throw new AppError('LOCK_LOST');
    // SECURITY: counted before it is checked, so that ending the app in between is no free try.
    await ground.lock.change((document) => ({ ...document, failedCount: document.failedCount + 1, lastFailedMs: clock.now() }));
    if (!(await passphrases.check(passphrase.normalize('NFC'), verifier))) {
      throw new AppError('WRONG_PASSPHRASE', { details: { retryAfterMs: waitLeftMs(ground.lock.value(), clock.now()) } });
    }
    await ground.lock
      .change((document) => ({ ...document, failedCount: 0, lastFailedMs: 0 }))
      .catch((error: unknown) => {
        // The passphrase was right all the same; the count is set back with the next one.
        log.warn('lock.countStays', {}, error);
      });
  };
}
