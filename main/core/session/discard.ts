import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { AccountRecord, NewToken } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';

/** What became of a session that cannot be kept. `unheld`: only this run of the app could still end it, or nobody. */
export type Discarded = 'destroyed' | 'queued' | 'unheld';

/** Destroys a session that cannot be kept; where that is impossible now, the queue does it. */
export async function discard(
  ground: Ground,
  queue: Revocations,
  account: AccountRecord,
  made: NewToken,
  { expiresMs, isInMemory }: { expiresMs: number | null; isInMemory?: boolean | undefined },
): Promise<Discarded> {
  const { platform } = account;
  const { secret, signature } = made;
  try {
    await ground.ports.platform.destroy(platform, secret, signature);
    return 'destroyed';
  } catch (error) {
    if (isAppError(error, 'TOKEN_NOT_ACCEPTED', 'NOT_FOUND')) return 'destroyed';
  }
  try {
    const what = { account, platform, signature, expiresMs, secret, label: null, last4: null, from: null, isInMemory } as const;
    const trouble = await queue.condemn({ ...what, reason: 'signOut', when: 'now' });
    ground.background('session.discard', queue.run());
    return trouble === null && isInMemory !== true ? 'queued' : 'unheld';
  } catch (error) {
    ground.ports.log.warn('session.discardFailed', {}, error);
    return 'unheld';
  }
}

/** The failure with what it left behind on the platform: a session that may go on is always said. */
export function toldOf(error: unknown, discarded: Discarded): unknown {
  if (!isAppError(error) || discarded === 'destroyed') return error;
  const left = discarded === 'queued' ? { queued: true } : { sessionMayExist: true };
  return new AppError(error.code, { details: { ...error.details, ...left }, reached: error.reached, cause: error });
}
