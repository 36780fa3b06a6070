import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Returning } from './returning';

/** A keychain that cannot be reached is said before a password or a code is spent, unless the person wants nothing kept. */
export async function readyToKeep(ground: Ground, returning: Returning, isInMemory: boolean): Promise<void> {
  // SECURITY: nothing new is opened while a panic ends all that is.
  ground.freeze.check();
  if (isInMemory) return;
  await returning.wake();
  const state = await ground.secrets.probe();
  if (state === 'missing') throw new AppError('KEYCHAIN_MISSING');
  if (state === 'denied') throw new AppError('KEYCHAIN_DENIED');
  if (state === 'hung') throw new AppError('KEYCHAIN_HUNG');
}
