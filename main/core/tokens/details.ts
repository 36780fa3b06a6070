import type { Output, RunningExecutions, TokenRow } from '../../../preload/contract/contract';
import { AppError, isAppError } from '../errors';
import type { Audit, TokenDetails, Tokens } from '../services';

const MOST_ENTRIES = 50;
const UNKNOWN: RunningExecutions = { isKnown: false, count: 0, isAtLeast: true, named: [] };

/** All that is known of one token: what it made, who was given it, what was done with it, and what stops with it. */
export function createTokenDetails(tokens: Pick<Tokens, 'stateOf' | 'previewRevoke'>, audit: Pick<Audit, 'read'>): TokenDetails {
  /** What the platform or the keychain cannot say now must not keep the rest from being shown. */
  async function previewOf(row: TokenRow, accountId: string): Promise<Pick<Output<'tokens.details'>, 'running' | 'leases' | 'childCount'>> {
    try {
      const { running, leases, childCount } = await tokens.previewRevoke({ signature: row.signature, accountId });
      return { running, leases, childCount };
    } catch (error) {
      if (!isAppError(error) || error.code === 'NO_SUCH_TOKEN') throw error;
      return { running: UNKNOWN, leases: [], childCount: null };
    }
  }

  /** Null where the activity record cannot be read. */
  async function historyOf(signature: string, accountId: string): Promise<Output<'tokens.details'>['history']> {
    try {
      // SECURITY: another account's entries are not told.
      return await audit.read({
        wanted: (entry) => entry.token?.signature === signature && entry.accountId === accountId,
        limit: MOST_ENTRIES,
        containing: signature,
      });
    } catch (error) {
      if (!isAppError(error)) throw error;
      return null;
    }
  }

  return {
    async of({ signature, accountId }) {
      const { rows } = tokens.stateOf(accountId);
      const row = rows.find((one) => one.signature === signature);
      if (row === undefined) throw new AppError('NO_SUCH_TOKEN');
      const [preview, history] = await Promise.all([previewOf(row, accountId), historyOf(signature, accountId)]);
      const children = rows.filter((one) => one.parentSignature === signature).slice(0, 200);
      return { row, parent: rows.find((one) => one.signature === row.parentSignature) ?? null, children, ...preview, history };
    },
  };
}
