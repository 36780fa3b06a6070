import type { TokenRow } from '../../../../preload/contract/contract';
import { AppError, isAppError } from '../../errors';
import type { Ground } from '../../ground';
import type { RotationRecord, SelfRotation, TokenRecord } from '../../ports';
import type { RotateInput, Rotated } from '../../services';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { TokenBook } from '../tokenBook';
import type { Journal } from './journal';
import type { NewTokens } from './makeNew';
import type { Went } from './oldEnd';
import type { Progress } from './progress';
import { planOf } from './rotationRules';

/** A token of this account that is held here and can be replaced; one that has expired can, too. */
export function rotatable(book: TokenBook, accountId: string, signature: string): TokenRecord {
  const { state } = book.row(accountId, signature);
  const record = book.record(signature);
  if (record?.isHeld !== true) throw new AppError('TOKEN_NOT_HELD');
  if (state === 'revoking') throw new AppError('REFUSED', { details: { queued: true } });
  if (state === 'gone') throw new AppError('TOKEN_GONE');
  return record;
}

interface ActParts {
  journal: Journal;
  news: NewTokens;
  progress: Progress;
  queue: Revocations;
  book: TokenBook;
}

/** What a person, or a token's own setting, begins, goes on with or takes back. */
export function createActs(ground: Ground, live: LiveSession, { journal, news, progress, queue, book }: ActParts) {
  function known(id: string): RotationRecord {
    const entry = journal.find(id);
    if (entry === null) throw new AppError('INVALID_INPUT', { details: { field: 'id' } });
    return entry;
  }

  function answer({ id, accountId, oldSignature }: RotationRecord, went: Went): Rotated {
    const entry = journal.find(id);
    const isSwitched = entry === null || entry.step === 'wait' || entry.step === 'end';
    const newSignature = entry?.newSignature ?? book.record(oldSignature)?.replacedBy ?? replacementOf(oldSignature);
    const row = book.stateOf(accountId).rows.find((one) => one.signature === newSignature) ?? null;
    const left = queue.has(oldSignature) ? 'revoking' : book.record(oldSignature) === null ? 'gone' : 'kept';
    return { isSwitched, row, old: went === 'waits' || went === 'asks' ? went : left, problem: progress.problemOf(id) };
  }
  const replacementOf = (oldSignature: string): string | null =>
    ground.index.value().tokens.find((one) => one.replaces === oldSignature && !queue.has(one.signature))?.signature ?? null;

  /** A mint of which nothing came is over; one whose answer was lost stays, to be gone on with or undone. */
  async function advance(id: string): Promise<Rotated> {
    const entry = known(id);
    try {
      return answer(entry, await progress.goOn(id, true));
    } catch (error) {
      if (journal.find(id)?.step === 'mint' && !isAppError(error, 'MINT_UNCERTAIN')) await journal.close(id);
      throw error;
    }
  }

  async function beginNow(
    { accountId, signature, ...wish }: RotateInput & { accountId: string },
    by: RotationRecord['by'],
  ): Promise<Rotated> {
    const old = rotatable(book, accountId, signature);
    if (journal.ofOld(signature) !== null) throw new AppError('REFUSED', { details: { field: 'rotation' } });
    // SECURITY: copies may be in use that nobody here knows of: that is said first, and only a yes ends them.
    if (by === 'person' && wish.old === 'revoke' && old.wasExposed && !wish.mayRevokeExposed)
      throw new AppError('REFUSED', { details: { field: 'exposed' } });
    const plan = planOf(old, wish);
    live.need(accountId);
    if (news.makers(accountId, signature).length === 0) throw new AppError('CANNOT_MINT');
    const { randomId } = ground.ports.digest;
    const { last4 } = old;
    const { mayRevokeExposed } = wish;
    const entry: RotationRecord = {
      ...{ id: randomId(), accountId, oldSignature: signature, newSignature: null, ...plan, last4, by },
      ...{ old: wish.old, mayRevokeExposed, step: 'mint', sinceMs: ground.ports.clock.now() },
    };
    await journal.put(entry);
    return advance(entry.id);
  }

  async function undoNow(id: string): Promise<void> {
    const entry = known(id);
    const isSwitched = entry.step === 'wait' || entry.step === 'end';
    const made = isSwitched ? null : news.found(entry);
    // SECURITY: given up before the rotation is, so that no death in between leaves it to nobody.
    if (made !== null) await news.giveUp(entry.accountId, made.signature);
    await journal.close(id);
    progress.forget(id);
  }

  async function setSelf(accountId: string, { signature, choice }: { signature: string; choice: SelfRotation }): Promise<TokenRow> {
    const record = rotatable(book, accountId, signature);
    if (choice !== 'off' && record.scope.kind === 'unknown') throw new AppError('SCOPE_UNKNOWN');
    await book.edit(signature, { selfRotation: choice });
    return book.row(accountId, signature);
  }

  return {
    setSelf,
    begin: (input: RotateInput & { accountId: string }, by: RotationRecord['by']) =>
      progress.inTurn(input.signature, () => beginNow(input, by)),
    finish: ({ id, mayRevokeExposed }: { id: string; mayRevokeExposed: boolean }): Promise<Rotated> =>
      progress.inTurn(known(id).oldSignature, async () => {
        known(id);
        if (mayRevokeExposed) await journal.patch(id, { mayRevokeExposed });
        return advance(id);
      }),
    undo: (id: string): Promise<void> => progress.inTurn(known(id).oldSignature, () => undoNow(id)),
    /** A rotation by itself that made nothing, so far as anybody can tell: it begins anew when its time has come. */
    isVoid: (entry: RotationRecord): boolean => {
      const isOpenMint = ground.index.value().uncertain.some((one) => one.accountId === entry.accountId && one.label === entry.label);
      return entry.by === 'itself' && entry.step === 'mint' && news.found(entry) === null && !isOpenMint;
    },
  };
}
