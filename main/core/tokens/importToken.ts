import type { TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import { withLeftover } from '../leftovers';
import type { IndexDocument } from '../ports';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';
import { pastedRecord, putBack } from './tokenRecords';

/** Keeps a pasted token under the signed-in account, once the platform said that it is hers. */
export function createImport(ground: Ground, live: LiveSession, queue: Revocations, book: TokenBook): Tokens['import'] {
  const { digest, platform: wire } = ground.ports;
  return async function importToken({ accountId: asked, ...input }): Promise<TokenRow> {
    ground.freeze.check();
    const mine = live.need(asked);
    const accountId = mine.account.id;
    const platform = platformOfAccount(ground, accountId);
    // Not the session's bearer: a pasted token that is dead says nothing about the session.
    const { userId } = await wire.whoami(platform, input.token);
    if (userId !== mine.account.userId) throw new AppError('WRONG_ACCOUNT');
    if (!live.isOpen(mine)) throw new AppError('NOT_SIGNED_IN');
    const signature = digest.sha256Hex(input.token);
    // SECURITY: the password session's own token must not become a token that can be copied and handed out.
    if (mine.record.openedBy === 'password' && signature === mine.record.signature) throw new AppError('REFUSED');
    if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
    ground.freeze.check();
    const former = book.record(signature);
    const key = tokenKey(accountId, signature);
    await book.put(pastedRecord({ signature, accountId, ...input }, former));
    try {
      await ground.secrets.set(key, input.token);
    } catch (error) {
      // A keychain that was too slow may take it yet.
      const undo = (index: IndexDocument): IndexDocument => withLeftover(putBack(index, signature, former), key);
      await ground.index.change(undo);
      throw error;
    }
    ground.background('tokens.refresh', book.refresh(accountId));
    return book.row(accountId, signature);
  };
}
