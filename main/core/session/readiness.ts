import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { LiveSession } from './liveSession';
import type { Returning } from './returning';

/** A keychain that cannot be reached is said before a password or a code is spent. */
export async function readyToKeep(ground: Ground, live: LiveSession, returning: Returning): Promise<void> {
  await returning.wake();
  if (live.live() !== null) throw new AppError('ALREADY_SIGNED_IN');
  const state = await ground.secrets.probe();
  if (state === 'missing') throw new AppError('KEYCHAIN_MISSING');
  if (state === 'denied') throw new AppError('KEYCHAIN_DENIED');
}
