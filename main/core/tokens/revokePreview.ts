import type { Lease, RunningExecutions, TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { AccountRecord } from '../ports';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { runningOf } from '../session/consequences';
import type { TokenBook } from './tokenBook';

const UNKNOWN: RunningExecutions = { isKnown: false, count: 0, isAtLeast: true, named: [] };

/** Whose tokens are meant, signed in or not. */
export function ownerOf(ground: Ground, live: LiveSession): (accountId?: string) => AccountRecord {
  return (accountId = live.activeId() ?? undefined) => {
    const mine = accountId === undefined ? null : live.liveOf(accountId);
    if (mine !== null) return mine.account;
    const account = ground.index.value().accounts.find((one) => one.id === accountId);
    if (account === undefined) throw new AppError('NOT_SIGNED_IN');
    return { ...account, platform: platformOfAccount(ground, account.id) };
  };
}

/** What breaks with a revocation, for the person to know before it. */
export function createRevokePreview(
  ground: Ground,
  live: LiveSession,
  book: TokenBook,
  leases: LeaseEnder,
): Pick<Tokens, 'previewRevoke' | 'previewRevokeMany'> {
  const owner = ownerOf(ground, live);

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
    previewRevoke: async ({ signature, accountId }) => {
      const account = owner(accountId);
      const row = book.row(account.id, signature);
      const own: Lease[] = leases.leases().filter((lease) => lease.signature === signature);
      return { row, running: await running(account, signature), leases: own, childCount: book.childCount(account.id, signature) };
    },
    previewRevokeMany: async ({ signatures, accountId }) => {
      const account = owner(accountId);
      const chosen = new Set(signatures);
      const rows = [...chosen].map((signature) => book.row(account.id, signature));
      const [first] = rows;
      if (first === undefined) throw new AppError('NO_SUCH_TOKEN');
      return {
        rows,
        running: await running(account, (rows.find((row) => row.held === 'here') ?? first).signature),
        leases: leases.leases().filter((lease) => chosen.has(lease.signature)),
        childCount: childrenLeft(book, account.id, rows),
      };
    },
  };
}

/** Tokens that one of these made and that are not among them; null where one of them may have made some and nobody can say. */
function childrenLeft(book: TokenBook, accountId: string, rows: readonly TokenRow[]): number | null {
  const chosen = new Set(rows.map((row) => row.signature));
  const isUnknown = rows.some((row) => row.scope.kind !== 'projects' && book.childCount(accountId, row.signature) === null);
  if (isUnknown) return null;
  return book
    .stateOf(accountId)
    .rows.filter((row) => row.parentSignature !== null && chosen.has(row.parentSignature) && !chosen.has(row.signature)).length;
}
