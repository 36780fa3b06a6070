import type { PanicPreview, RunningExecutions } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { LiveSession } from '../session/liveSession';
import { runningOf } from '../session/consequences';
import type { Revocations } from '../tokens/revocationQueue';
import type { TokenBook } from '../tokens/tokenBook';

const UNKNOWN: RunningExecutions = { isKnown: false, count: 0, isAtLeast: true, named: [] };

/** What each choice would end, for all accounts together; what nobody can count is said to be unknown. */
export function createPanicPreview(
  ground: Ground,
  live: LiveSession,
  queue: Pick<Revocations, 'has'>,
  parts: { leases: LeaseEnder; book: Pick<TokenBook, 'platformList'> },
): () => Promise<PanicPreview> {
  return async () => {
    // SECURITY: locked, nobody is told how much there is.
    if (ground.latch.isLocked()) throw new AppError('APP_LOCKED');
    const { accounts, tokens, sessions } = ground.index.value();
    const open = accounts.filter(({ id }) => live.liveOf(id) !== null);
    const openers = new Set(sessions.filter((one) => one.openedBy === 'token').map((one) => one.signature));
    await Promise.all(open.map(({ id }) => parts.book.platformList.refresh(id)));
    const lists = open.map(({ id }) => parts.book.platformList.of(id)?.rows ?? null);
    const rows = lists.flatMap((list) => list ?? []);
    const runs = await Promise.all(open.map(({ id }) => runningOf(ground, live, id).catch(() => UNKNOWN)));
    return {
      accountCount: accounts.length,
      heldCount: tokens.filter((one) => one.isHeld && !openers.has(one.signature) && !queue.has(one.signature)).length,
      listedCount: lists.every((list) => list === null) ? null : rows.filter((row) => !row.isSession).length,
      sessionCount: Math.max(sessions.length, rows.filter((row) => row.isSession).length),
      leaseCount: parts.leases.leases().length,
      isListWhole: open.length === accounts.length && lists.every((list) => list !== null),
      running: {
        isKnown: runs.length > 0 && runs.every((one) => one.isKnown),
        count: runs.reduce((sum, one) => sum + one.count, 0),
        isAtLeast: runs.some((one) => one.isAtLeast || !one.isKnown) || open.length < accounts.length,
      },
    };
  };
}
