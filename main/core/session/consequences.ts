import type { RunningExecutions } from '../../../preload/contract/contract';
import { isAppError } from '../errors';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import type { Live, LiveSession } from './liveSession';

/** What ends and what stays with a sign-out, for the person to know before it. */
export async function previewSignOut(
  ground: Ground,
  { account, record }: Live,
  queue: Pick<Revocations, 'has'>,
  live: LiveSession,
  parts: { leases: LeaseEnder; childCount(accountId: string, signature: string): number | null },
): ReturnType<Session['previewSignOut']> {
  const running = await runningOf(ground, live, account.id);
  const held = ground.index.value().tokens.filter((one) => one.accountId === account.id && one.isHeld);
  const staying = held.filter((one) => one.signature !== record.signature && !queue.has(one.signature));
  const leases = parts.leases.leases().filter((lease) => held.some((one) => one.signature === lease.signature));
  const childCount = parts.childCount(account.id, record.signature);
  return { openedBy: record.openedBy, running, leases, heldCount: staying.length, childCount };
}

/** What the platform cannot say must never look like "nothing runs". */
export async function runningOf(ground: Ground, live: LiveSession, accountId: string): Promise<RunningExecutions> {
  try {
    return await live.use(accountId, (platform, bearer, account) => ground.ports.platform.findRunning(platform, bearer, account.userId));
  } catch (error) {
    if (isAppError(error, 'NOT_SIGNED_IN', 'SESSION_ENDED')) throw error;
    return { isKnown: false, count: 0, isAtLeast: true, named: [] };
  }
}
