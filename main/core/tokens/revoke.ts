import type { RevokedOne } from '../../../preload/contract/contract';
import { AppError, isAppError, toErrorAnswer } from '../errors';
import type { Ground } from '../ground';
import { inPool } from '../pool';
import type { AccountRecord } from '../ports';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from './revocationQueue';
import { ownerOf } from './revokePreview';
import type { TokenBook } from './tokenBook';

/** How many revocations are sent at a time. */
const AT_ONCE = 8;

export function createRevoke(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  book: TokenBook,
  leases: LeaseEnder,
): Pick<Tokens, 'revoke' | 'revokeMany'> {
  const owner = ownerOf(ground, live);
  async function revokeOne(account: AccountRecord, signature: string, when: 'now' | 'whenJobsDone'): ReturnType<Tokens['revoke']> {
    const row = book.row(account.id, signature);
    const isOwnSession = live.liveOf(account.id)?.record.signature === signature;
    // The token that opened the session is ended by signing out, which says what stops.
    if (isOwnSession) throw new AppError('REFUSED');
    const unblock = book.block(signature);
    try {
      const { label, last4, expiresMs } = row;
      const from = row.held === 'here' ? 'token' : null;
      const what = { account, platform: account.platform, signature, label, last4, expiresMs, from, secret: null } as const;
      await queue.condemn({ ...what, reason: 'revoke', when });
    } finally {
      unblock();
    }
    if (when === 'whenJobsDone') {
      ground.background('tokens.revokeLater', queue.attempt(signature));
      return { outcome: 'queued' };
    }
    await leases.endOf(signature);
    const tried = await queue.attempt(signature, 'session');
    if (tried.kind === 'kept') {
      if (tried.state === 'refused')
        throw new AppError('PERMISSION_DENIED', { details: { ...tried.error?.details, queued: true }, reached: 'yes' });
      return { outcome: 'queued' };
    }
    return { outcome: tried.was === 'destroyed' ? 'revoked' : 'alreadyGone' };
  }

  async function revoke({ signature, when, accountId }: Parameters<Tokens['revoke']>[0]): ReturnType<Tokens['revoke']> {
    const account = owner(accountId);
    const answer = await revokeOne(account, signature, when);
    if (answer.outcome !== 'queued') ground.background('tokens.refresh', book.refresh(account.id));
    return answer;
  }

  /** One that fails stops none of the others. */
  async function revokeMany({ signatures, when, accountId }: Parameters<Tokens['revokeMany']>[0]): ReturnType<Tokens['revokeMany']> {
    const account = owner(accountId);
    const results = await inPool([...new Set(signatures)], AT_ONCE, async (signature): Promise<RevokedOne> => {
      try {
        return { signature, ...(await revokeOne(account, signature, when)), error: null };
      } catch (error) {
        if (!isAppError(error)) throw error;
        const answer = toErrorAnswer(error);
        return { signature, outcome: answer.details?.queued === true ? 'queued' : 'failed', error: answer };
      }
    });
    ground.background('tokens.refresh', book.refresh(account.id));
    return { results };
  }

  return { revoke, revokeMany };
}
