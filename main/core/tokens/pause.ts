import type { Lease, TokenRow } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { TokenBook } from './tokenBook';

/** A paused token stays in the keychain and is given to nobody; what a process has already read only a revoke takes back. */
export function createPause(live: LiveSession, book: TokenBook, leases: LeaseEnder): Pick<Tokens, 'previewPause' | 'pause' | 'resume'> {
  type Of = Parameters<Tokens['pause']>[0];

  function held({ signature, accountId = live.activeId() ?? undefined }: Of): { accountId: string; row: TokenRow } {
    if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
    const row = book.row(accountId, signature);
    if (row.held !== 'here') throw new AppError('TOKEN_NOT_HELD');
    if (row.state === 'revoking') throw new AppError('REFUSED', { details: { queued: true } });
    if (row.state === 'expired') throw new AppError('TOKEN_EXPIRED');
    if (row.state === 'gone') throw new AppError('TOKEN_GONE');
    return { accountId, row };
  }

  const leasesOf = (signature: string): Lease[] => leases.leases().filter((one) => one.signature === signature);

  async function set(input: Of, isPaused: boolean): Promise<TokenRow> {
    const { accountId, row } = held(input);
    if (row.isPaused !== isPaused) await book.edit(row.signature, { isPaused });
    return book.row(accountId, row.signature);
  }

  return {
    previewPause: async (input) => {
      const { row } = held(input);
      return Promise.resolve({ row, leases: leasesOf(row.signature) });
    },
    async pause(input) {
      const { accountId, row } = held(input);
      // SECURITY: first nothing new is given out, then what was given ends, so that no lease slips in between.
      await set(input, true);
      const before = leasesOf(row.signature).length;
      await leases.endOf(row.signature);
      return { row: book.row(accountId, row.signature), endedCount: before - leasesOf(row.signature).length };
    },
    resume: (input) => set(input, false),
  };
}
