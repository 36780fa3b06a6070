import { tokenKey } from '../accounts/keys';
import { AppError } from '../errors';
import { accountById, type Ground } from '../ground';
import type { TokenRecord } from '../ports';
import type { TokenRow } from '../../../preload/contract/contract';
import type { LiveSession } from '../session/liveSession';
import { isSame } from './tokenRecords';

export interface HandOut {
  /** The record of a token that may be handed out now, else the reason why not. */
  checkUsable(signature: string): TokenRecord;
  /** As `checkUsable`, with its secret. */
  secretFor(signature: string): Promise<{ record: TokenRecord; secret: string }>;
  /** What a request without a name means; NEEDS_SHELL_TOKEN or NOT_SIGNED_IN where it means nothing. */
  unnamed(): TokenRow;
}

/** The rules of who may have a held secret: the one way from the keychain to a person or a process. */
export function createHandOut(
  ground: Ground,
  live: LiveSession,
  list: { rows(): readonly TokenRow[]; row(signature: string): TokenRow },
): HandOut {
  const tokens = (): readonly TokenRecord[] => ground.index.value().tokens;

  function checkUsable(signature: string): TokenRecord {
    const found = tokens().find(isSame(signature));
    const owner = live.live()?.account.id ?? null;
    if (found === undefined || (owner !== null && found.accountId !== owner)) throw new AppError('NO_SUCH_TOKEN');
    // SECURITY: locked, only what the person set to work while away leaves the keychain.
    if (ground.latch.isLocked() && !found.worksWhileAway) throw new AppError('APP_LOCKED');
    // SECURITY: signed out, only what the person set to work while away leaves the keychain.
    if (owner === null && !found.worksWhileAway) throw new AppError('NOT_SIGNED_IN');
    const shown = list.row(signature);
    if (shown.state === 'revoking') throw new AppError('REFUSED', { details: { queued: true } });
    if (shown.state === 'expired') throw new AppError('TOKEN_EXPIRED');
    if (shown.state === 'gone') throw new AppError('TOKEN_GONE');
    return found;
  }

  async function secretFor(signature: string): Promise<{ record: TokenRecord; secret: string }> {
    const found = checkUsable(signature);
    if (!found.isHeld) throw new AppError('TOKEN_NOT_HELD');
    const secret = await ground.secrets.get(tokenKey(found.accountId, signature));
    // SECURITY: a sign-out or a revoke meanwhile counts.
    const still = checkUsable(signature);
    if (secret === null) {
      await ground.index.change((index) => ({
        ...index,
        tokens: index.tokens.map((one) => (one.signature === signature ? { ...one, isHeld: false } : one)),
      }));
      throw new AppError('SECRET_LOST');
    }
    return { record: still, secret };
  }

  /** The token that opened the session, else this computer's shell token; signed out, that of the account that was here last. */
  function unnamed(): TokenRow {
    const mine = live.live();
    if (mine?.record.openedBy === 'token') return list.row(mine.record.signature);
    const owner = mine?.account.id ?? null;
    const records = new Map(tokens().map((one) => [one.signature, one]));
    const isMeant = (row: TokenRow): boolean =>
      row.isShellToken && row.held === 'here' && row.state === 'live' && (owner !== null || isOfLast(records.get(row.signature)));
    const shell = list.rows().find(isMeant);
    if (shell === undefined) throw new AppError(mine === null ? 'NOT_SIGNED_IN' : 'NEEDS_SHELL_TOKEN');
    return shell;
  }

  function isOfLast(token: TokenRecord | undefined): boolean {
    const { last } = ground.index.value();
    const account = token === undefined ? null : accountById(ground.index.value(), token.accountId);
    return account !== null && last !== null && account.platform.key === last.platform.key && account.username === last.username;
  }

  return { checkUsable, secretFor, unnamed };
}
