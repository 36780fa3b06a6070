import { tokenKey } from '../../accounts/keys';
import { AppError, isAppError } from '../../errors';
import { platformOfAccount, type Ground } from '../../ground';
import type { RotationRecord } from '../../ports';
import type { LiveSession } from '../../session/liveSession';
import type { NewTokens } from './makeNew';
import { createOldEnd, type OldEnd, type OldEndParts, type Went } from './oldEnd';

export interface Steps {
  /** Does the step that the journal names; a rejection leaves it there, unless the rotation had to be given up. */
  run(entry: RotationRecord, how: { mayMint: boolean }): Promise<Went>;
  holds: OldEnd['holds'];
}

interface StepParts extends OldEndParts {
  news: NewTokens;
  onSwitched(entry: RotationRecord): void;
}

export function createSteps(ground: Ground, live: LiveSession, parts: StepParts): Steps {
  const { journal, news, book, queue } = parts;
  const isUsable = (accountId: string, signature: string): boolean =>
    book.record(signature)?.accountId === accountId && book.record(signature)?.isHeld === true && !queue.has(signature);

  async function mint(entry: RotationRecord, mayMint: boolean): Promise<Went> {
    let made = news.found(entry);
    if (made === null) {
      if (!mayMint) return 'offered';
      made = await news.make(entry);
    }
    await journal.patch(entry.id, { step: 'prove', newSignature: made.signature });
    return 'onward';
  }

  /** What the keychain has is what is proved; it bears this one call itself, so no session is needed. */
  async function prove(entry: RotationRecord): Promise<Went> {
    const { id, accountId, newSignature } = entry;
    if (newSignature === null || !isUsable(accountId, newSignature)) return abandon(entry, new AppError('TOKEN_GONE'));
    const secret = await ground.secrets.get(tokenKey(accountId, newSignature));
    if (secret === null) return abandon(entry, new AppError('SECRET_LOST'));
    const account = ground.index.value().accounts.find((one) => one.id === accountId);
    try {
      const { userId } = await ground.ports.platform.whoami(platformOfAccount(ground, accountId), secret);
      if (userId !== account?.userId) return await abandon(entry, new AppError('WRONG_ACCOUNT'));
    } catch (error) {
      if (isAppError(error, 'TOKEN_NOT_ACCEPTED')) return abandon(entry, error);
      throw error;
    }
    await journal.patch(id, { step: 'switch' });
    return 'onward';
  }

  /** The new token is of no use: it is given up before the rotation is, so that no death in between leaves it to nobody. */
  async function abandon({ id, accountId, newSignature }: RotationRecord, error: AppError): Promise<never> {
    if (newSignature !== null && !queue.has(newSignature) && book.record(newSignature) !== null) await news.giveUp(accountId, newSignature);
    await journal.close(id);
    throw error;
  }

  /** New leases get the new token from here on, in one write; what takes it live is told after it. */
  async function switchOver(entry: RotationRecord): Promise<Went> {
    const { id, accountId, oldSignature, newSignature } = entry;
    if (newSignature === null || !isUsable(accountId, newSignature)) return abandon(entry, new AppError('TOKEN_GONE'));
    await ground.index.change((index) => {
      const old = index.tokens.find((one) => one.signature === oldSignature);
      return {
        ...index,
        tokens: index.tokens.map((one) => {
          if (one.signature === oldSignature) return { ...one, isShellToken: false, replacedBy: newSignature };
          // One that the old token had replaced: the old one may be gone before it.
          if (one.replacedBy === oldSignature) return { ...one, replacedBy: newSignature };
          if (one.signature !== newSignature || old === undefined || old.replacedBy === newSignature) return one;
          const { isShellToken, worksWhileAway, isPaused, defaultProject, selfRotation, policy } = old;
          return { ...one, isShellToken, worksWhileAway, isPaused, defaultProject, selfRotation, policy };
        }),
      };
    });
    await journal.patch(id, { step: 'wait' });
    parts.onSwitched(entry);
    return 'onward';
  }

  const { holds, wait, end } = createOldEnd(ground, live, parts);
  return {
    holds,
    run: (entry, { mayMint }) => {
      if (entry.step === 'mint') return mint(entry, mayMint);
      if (entry.step === 'prove') return prove(entry);
      if (entry.step === 'switch') return switchOver(entry);
      return entry.step === 'wait' ? wait(entry) : end(entry);
    },
  };
}
