import type { TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { TokenRecord } from '../ports';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';

/** Keeps a pasted token under the signed-in account, once the platform said that it is hers. */
export function createImport(ground: Ground, live: LiveSession, queue: Revocations, book: TokenBook): Tokens['import'] {
  const { digest, platform: wire } = ground.ports;
  return async function importToken(input: { token: string; label: string; worksWhileAway: boolean }): Promise<TokenRow> {
    const mine = live.live();
    if (mine === null) throw new AppError('NOT_SIGNED_IN');
    const platform = platformOfAccount(ground, mine.account.id);
    // Not the session's bearer: a pasted token that is dead says nothing about the session.
    const { userId } = await wire.whoami(platform, input.token);
    if (userId !== mine.account.userId) throw new AppError('WRONG_ACCOUNT');
    if (live.live() !== mine) throw new AppError('NOT_SIGNED_IN');
    const signature = digest.sha256Hex(input.token);
    // SECURITY: the password session's own token must not become a token that can be copied and handed out.
    if (mine.record.openedBy === 'password' && signature === mine.record.signature) throw new AppError('REFUSED');
    if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
    const former = book.record(signature);
    await book.put(imported(mine.account.id, signature, input, former));
    try {
      await ground.secrets.set(tokenKey(mine.account.id, signature), input.token);
    } catch (error) {
      await (former === null ? book.drop(signature) : book.put(former));
      throw error;
    }
    ground.background('tokens.refresh', book.refresh());
    return book.row(signature);
  };
}

function imported(
  accountId: string,
  signature: string,
  input: { token: string; label: string; worksWhileAway: boolean },
  former: TokenRecord | null,
): TokenRecord {
  const unknown = {
    scope: { kind: 'unknown' },
    origin: 'imported',
    isShellToken: false,
    madeMs: null,
    expiresMs: null,
    lastUsedMs: null,
    parentSignature: null,
    defaultProject: null,
  } as const;
  const { token, label, worksWhileAway } = input;
  const now = { signature, accountId, label, worksWhileAway, last4: token.slice(-4) };
  return { ...unknown, ...former, ...now, isHeld: true, goneMs: null, isLost: false, wasExposed: true };
}
