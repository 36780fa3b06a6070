import { AppError } from '../errors';
import type { TokenRecord } from '../ports';
import type { ClipboardCare, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { FreshSecrets } from './freshSecrets';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';

/** Copies a held token, or a fresh one that is held nowhere else until its dialog closes. */
export function createCopy(
  live: LiveSession,
  queue: Pick<Revocations, 'has'>,
  book: TokenBook,
  fresh: FreshSecrets,
  clipboard: ClipboardCare,
): Tokens['copy'] {
  /** Null where the index could not take the new token, which can be copied all the same. */
  function usableFresh(accountId: string, signature: string): TokenRecord | null {
    if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
    if (book.record(signature) !== null) return book.checkUsable(accountId, signature);
    if (live.liveOf(accountId) === null) throw new AppError('NOT_SIGNED_IN');
    return null;
  }

  return async ({ signature, accountId = live.activeId() ?? undefined }) => {
    if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
    const ready = fresh.get(accountId, signature);
    const { record, secret } =
      ready === null ? await book.secretFor(accountId, signature) : { record: usableFresh(accountId, signature), secret: ready };
    const outcome = await clipboard.copy(secret, { label: record?.label ?? null, last4: secret.slice(-4) });
    try {
      // SECURITY: signed out or revoked while a press was waited for: it is taken off again.
      usableFresh(accountId, signature);
    } catch (error) {
      await clipboard.clear();
      throw error;
    }
    if (outcome.outcome !== 'needsPress') fresh.copied(signature);
    book.markUsed(signature);
    if (record?.wasExposed === false) await book.edit(signature, { wasExposed: true });
    return outcome;
  };
}
