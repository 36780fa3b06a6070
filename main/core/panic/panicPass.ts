import type { ErrorCode } from '../../../preload/contract/errors';
import { isAppError } from '../errors';
import { isKeychainError, type Ground } from '../ground';
import { inPool } from '../pool';
import type { PanicTarget } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { Attempted } from '../tokens/revocationAttempt';
import type { Revocations } from '../tokens/revocationQueue';
import { createLists, wasReached } from './panicLists';
import { condemnAsleep, createTargets, type PassParts } from './panicTargets';

/** How many revocations are sent at a time: what one person holds goes in one breath, and no platform meets more than this. */
const AT_ONCE = 50;
/** What comes meanwhile (a sign-in or a mint that was under way) is looked for so often. */
const MOST_ROUNDS = 4;

export interface PassEnd {
  /** Why it is not over; null where it is. */
  problem: ErrorCode | null;
}

/** One walk over all accounts: condemn, read the lists, revoke side by side, and last the sessions that bear it. */
export function createPass(ground: Ground, live: LiveSession, queue: Revocations, parts: PassParts): () => Promise<PassEnd> {
  const targets = createTargets(ground, live, queue, parts);

  const list = createLists(ground, live, queue, targets, parts);

  /** A revocation that is refused, or that only a sign-in can go on with, is settled: it waits in the queue and is told. */
  async function revoke({ signature }: PanicTarget): Promise<ErrorCode | null> {
    if (!queue.has(signature)) return null;
    const tried: Attempted = await queue.attempt(signature, 'session');
    if (tried.kind === 'done') {
      if (tried.was !== 'expired') await parts.contacted();
      return null;
    }
    if (tried.state === 'refused' || wasReached(tried.error)) await parts.contacted();
    const code = tried.error?.code ?? null;
    return tried.state === 'waiting' && !isKeychainError(tried.error) ? code : null;
  }

  /** Nothing else may have touched the platform: an account with a session alone is asked, before the session goes. */
  async function reach(accountId: string): Promise<ErrorCode | null> {
    if (live.liveOf(accountId) === null) return null;
    try {
      await live.use(accountId, (platform, bearer) => ground.ports.platform.whoami(platform, bearer));
      await parts.contacted();
      return null;
    } catch (error) {
      if (isAppError(error, 'SESSION_ENDED')) await parts.contacted();
      if (isAppError(error, 'SESSION_ENDED', 'NOT_SIGNED_IN')) return null;
      return isAppError(error) ? error.code : 'INTERNAL';
    }
  }

  async function signOut(accountId: string): Promise<void> {
    if (live.liveOf(accountId) === null) await condemnAsleep(ground, queue, accountId);
    else await parts.session.signOut({ accountId, kind: 'destroy', commands: 'end' });
  }

  /** One account; answers why it is not over. */
  async function end(accountId: string): Promise<ErrorCode | null> {
    const problems: (ErrorCode | null)[] = [await list(accountId)];
    const mine = parts.record().targets.filter((one) => one.accountId === accountId);
    const isBorneByOthers = ({ signature }: PanicTarget): boolean => queue.entry(signature)?.hasSecret === false;
    // What cannot destroy itself goes first: with a session gone, a condemned token has to bear it.
    problems.push(...(await inPool(mine.filter(isBorneByOthers), AT_ONCE, revoke)));
    const rest = mine.filter((one) => !isBorneByOthers(one));
    problems.push(...(await inPool(rest, AT_ONCE, revoke)));
    if (mine.length === 0 && problems[0] === null) problems.push(await reach(accountId));
    const problem = problems.find((one) => one !== null) ?? null;
    if (problem !== null && !parts.isLeaving()) return problem;
    await signOut(accountId);
    return null;
  }

  return async () => {
    let problem: ErrorCode | null = null;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await targets.collect();
      const ids = targets.accountIds();
      const ends = await Promise.all(
        ids.map((accountId) =>
          end(accountId).catch((error: unknown): ErrorCode => {
            ground.ports.log.warn('panic.account', {}, error);
            return isAppError(error) ? error.code : 'INTERNAL';
          }),
        ),
      );
      await targets.gather();
      problem = ends.find((one) => one !== null) ?? null;
      const isMore = targets.hasNew() || ids.some((accountId) => live.liveOf(accountId) !== null);
      if (problem !== null || !isMore) break;
    }
    return { problem };
  };
}
