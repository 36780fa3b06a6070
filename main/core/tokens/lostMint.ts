import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Lane } from '../lane';
import type { ServerToken, UncertainMint } from '../ports';
import type { MintInput } from '../services';
import type { Live, LiveSession } from '../session/liveSession';
import type { TokenBook } from './tokenBook';
import { lostRecord } from './tokenRecords';
import { newRows } from './uncertain';

/** A request on its way may still be carried out after its connection is gone; later lists look again. */
const LOOK_AGAIN_MS = [20_000, 120_000] as const;

type SettleLost = (mine: Live, input: MintInput, asked: UncertainMint, failure: AppError) => Promise<never>;

/** What can be said of a mint whose reply was lost: lost, not made, or not to be known. */
export function createLostMint(ground: Ground, live: LiveSession, book: TokenBook, laneOf: (accountId: string) => Lane): SettleLost {
  const { clock, log, platform: wire } = ground.ports;
  const list = (mine: Live): Promise<ServerToken[]> => live.use(mine.account.id, (platform, bearer) => wire.listTokens(platform, bearer));

  /** The reply was lost. Finds out what can be found out, records it, and throws what is true. */
  async function settleLost(mine: Live, input: MintInput, asked: UncertainMint, failure: AppError): Promise<never> {
    const after = await list(mine).catch(() => null);
    const uncertain = (): AppError => new AppError('MINT_UNCERTAIN', { ...withDetails(failure), reached: 'maybe' });
    if (after === null || asked.before === null) {
      await book.openMints.leaveOpen(asked);
      throw uncertain();
    }
    const found = newRows(after, { label: asked.label, before: asked.before }, ground.index.value().tokens);
    const lost = found.map((row) => lostRecord(row, mine.account.id, input.scope));
    await book.openMints
      .settle(asked, (index) => (lost.length === 0 ? index : { ...index, tokens: [...index.tokens, ...lost] }))
      .catch(warn);
    if (found.length === 0) {
      lookAgain(mine, input, { label: asked.label, before: asked.before });
      throw failure;
    }
    ground.background('tokens.refresh', book.refresh(mine.account.id));
    throw uncertain();
  }

  /** A new row may appear late: then it is shown as lost, as it would have been at once. */
  function lookAgain(mine: Live, input: MintInput, asked: { label: string; before: string[] }): void {
    for (const delayMs of LOOK_AGAIN_MS) {
      clock.after(delayMs, () => {
        if (!live.isOpen(mine)) return;
        const look = async (): Promise<void> => {
          const rows = newRows(await list(mine), asked, ground.index.value().tokens);
          for (const row of rows) await book.put(lostRecord(row, mine.account.id, input.scope));
          if (rows.length > 0) await book.refresh(mine.account.id);
        };
        ground.background('tokens.lookAgain', laneOf(mine.account.id)(look));
      });
    }
  }

  function warn(error: unknown): void {
    log.warn('tokens.notRecorded', {}, error);
  }

  return settleLost;
}

function withDetails(error: AppError): { details?: NonNullable<AppError['details']> } {
  return error.details === undefined ? {} : { details: error.details };
}
