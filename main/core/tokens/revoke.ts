import type { Lease, RunningExecutions } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { AccountRecord } from '../ports';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { runningOf } from '../session/consequences';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';

const UNKNOWN: RunningExecutions = { isKnown: false, count: 0, isAtLeast: true, named: [] };

export function createRevoke(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  book: TokenBook,
  leases: LeaseEnder,
): Pick<Tokens, 'revoke' | 'previewRevoke'> {
  function owner(accountId = live.activeId() ?? undefined): AccountRecord {
    const mine = accountId === undefined ? null : live.liveOf(accountId);
    if (mine !== null) return mine.account;
    const account = ground.index.value().accounts.find((one) => one.id === accountId);
    if (account === undefined) throw new AppError('NOT_SIGNED_IN');
    return { ...account, platform: platformOfAccount(ground, account.id) };
  }

  async function revoke({ signature, when, accountId }: Parameters<Tokens['revoke']>[0]): ReturnType<Tokens['revoke']> {
    const account = owner(accountId);
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
    ground.background('tokens.refresh', book.refresh(account.id));
    return { outcome: tried.was === 'destroyed' ? 'revoked' : 'alreadyGone' };
  }

  /** The session counts; signed out, the token itself may. */
  async function running({ id, userId, platform }: AccountRecord, signature: string): Promise<RunningExecutions> {
    if (live.liveOf(id) !== null) return runningOf(ground, live, id);
    if (book.record(signature)?.isHeld !== true) return UNKNOWN;
    const secret = await ground.secrets.get(tokenKey(id, signature));
    if (secret === null) return UNKNOWN;
    try {
      return await ground.ports.platform.findRunning(platform, secret, userId);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return UNKNOWN;
    }
  }

  return {
    revoke,
    previewRevoke: async ({ signature, accountId }) => {
      const account = owner(accountId);
      const row = book.row(account.id, signature);
      const own: Lease[] = leases.leases().filter((lease) => lease.signature === signature);
      return { row, running: await running(account, signature), leases: own, childCount: book.childCount(account.id, signature) };
    },
  };
}
