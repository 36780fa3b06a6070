import { tokenKey } from '../accounts/keys';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { TokenRecord } from '../ports';
import type { TokenRow } from '../../../preload/contract/contract';
import type { LiveSession } from '../session/liveSession';
import { isSame } from './tokenRecords';

export interface HandOut {
  /** The record of a token of this account that may be handed out now, else the reason why not. */
  checkUsable(accountId: string, signature: string): TokenRecord;
  /** As `checkUsable`, with its secret. */
  secretFor(accountId: string, signature: string): Promise<{ record: TokenRecord; secret: string }>;
  /** What a request without a name means; NEEDS_SHELL_TOKEN or NOT_SIGNED_IN where it means nothing. */
  unnamed(accountId: string): TokenRow;
}

/** The rules of who may have a held secret: the one way from the keychain to a person or a process. */
export function createHandOut(
  ground: Ground,
  live: LiveSession,
  list: { rows(accountId: string): readonly TokenRow[]; row(accountId: string, signature: string): TokenRow },
): HandOut {
  const tokens = (): readonly TokenRecord[] => ground.index.value().tokens;

  function checkUsable(accountId: string, signature: string): TokenRecord {
    const found = tokens().find(isSame(signature));
    // SECURITY: who names one account never gets another's token.
    if (found?.accountId !== accountId) throw new AppError('NO_SUCH_TOKEN');
    // SECURITY: a panic is under way: nothing at all leaves the keychain.
    ground.freeze.check();
    // SECURITY: locked, only what the person set to work while away leaves the keychain.
    if (ground.latch.isLocked() && !found.worksWhileAway) throw new AppError('APP_LOCKED');
    // SECURITY: signed out, only what the person set to work while away leaves the keychain.
    if (live.liveOf(accountId) === null && !found.worksWhileAway) throw new AppError('NOT_SIGNED_IN');
    const shown = list.row(accountId, signature);
    if (shown.state === 'revoking') throw new AppError('REFUSED', { details: { queued: true } });
    if (shown.state === 'expired') throw new AppError('TOKEN_EXPIRED');
    if (shown.state === 'gone') throw new AppError('TOKEN_GONE');
    // SECURITY: paused, it leaves the keychain for nobody.
    if (shown.isPaused) throw new AppError('TOKEN_PAUSED');
    return found;
  }

  /** A hundred callers at once are one use of the keychain: what stands under a signature never changes. */
  const reading = new Map<string, Promise<string | null>>();
  function read(key: string): Promise<string | null> {
    const underWay = reading.get(key);
    if (underWay !== undefined) return underWay;
    const mine = ground.secrets.get(key).finally(() => reading.delete(key));
    reading.set(key, mine);
    return mine;
  }

  async function secretFor(accountId: string, signature: string): Promise<{ record: TokenRecord; secret: string }> {
    const found = checkUsable(accountId, signature);
    if (!found.isHeld) throw new AppError('TOKEN_NOT_HELD');
    const secret = await read(tokenKey(accountId, signature));
    // SECURITY: a sign-out or a revoke meanwhile counts.
    const still = checkUsable(accountId, signature);
    if (secret === null) {
      await ground.index.change((index) => ({
        ...index,
        tokens: index.tokens.map((one) => (one.signature === signature ? { ...one, isHeld: false } : one)),
      }));
      throw new AppError('SECRET_LOST');
    }
    return { record: still, secret };
  }

  /** The token that opened the session, else the account's shell token of this computer. */
  function unnamed(accountId: string): TokenRow {
    const mine = live.liveOf(accountId);
    if (mine?.record.openedBy === 'token') return list.row(accountId, mine.record.signature);
    const shell = list.rows(accountId).find((row) => row.isShellToken && row.held === 'here' && row.state === 'live');
    if (shell === undefined) throw new AppError(mine === null ? 'NOT_SIGNED_IN' : 'NEEDS_SHELL_TOKEN');
    return shell;
  }

  return { checkUsable, secretFor, unnamed };
}
