import { AppError, isAppError } from '../errors';
import { isKeychainError, platformOfAccount, type Ground } from '../ground';
import type { PlatformInfo, QueueRecord } from '../ports';
import type { LiveSession } from '../session/liveSession';
import { chooseBearers, type BearerChoice } from './bearers';
import type { QueueBook } from './queueBook';

/** How one try of one entry ended; `gone`: the platform no longer knew the token; `notClosed`: why its entry stands all the same. */
export type Attempted =
  | { kind: 'done'; was: 'destroyed' | 'gone' | 'expired'; notClosed: AppError | null }
  | { kind: 'kept'; state: 'waiting' | 'jobsRunning' | 'needsSignIn' | 'refused'; error: AppError | null };

/** What one bearer came to: the token's end, a reason to try the next bearer, or a reason to stop trying for now. */
type Borne = { kind: 'dead'; was: 'destroyed' | 'gone' } | { kind: 'next'; isRefused: boolean; error: AppError | null };

export function createAttempt(
  ground: Ground,
  session: LiveSession,
  book: QueueBook,
): (entry: QueueRecord, prefer: 'self' | 'session') => Promise<Attempted> {
  const { clock, log, platform: wire } = ground.ports;

  const { secretOf, read, withSession } = createBearing(session, book);

  async function bear(choice: BearerChoice, entry: QueueRecord, platform: PlatformInfo): Promise<Borne> {
    const bearer = await read(choice, entry);
    if (bearer === null || isAppError(bearer)) return { kind: 'next', isRefused: false, error: bearer };
    try {
      if (choice.kind === 'session') await withSession(entry, (where, own) => wire.destroy(where, own, entry.signature));
      else await wire.destroy(platform, bearer, entry.signature);
      return { kind: 'dead', was: 'destroyed' };
    } catch (error) {
      if (isAppError(error, 'NOT_FOUND')) return { kind: 'dead', was: 'gone' };
      // A token whose own bearer is not accepted has ended; another bearer's end says nothing about it.
      if (isAppError(error, 'TOKEN_NOT_ACCEPTED') && choice.kind === 'self') return { kind: 'dead', was: 'gone' };
      if (isAppError(error, 'TOKEN_NOT_ACCEPTED', 'SESSION_ENDED', 'NOT_SIGNED_IN')) return { kind: 'next', isRefused: false, error: null };
      if (isAppError(error, 'PERMISSION_DENIED')) return { kind: 'next', isRefused: true, error };
      throw error;
    }
  }

  /**
   * Whether executions of the account still run; what cannot be known counts as running. A scoped token sees those of its own
   * projects only: the session is asked first, and that another condemned token sees none proves nothing.
   */
  async function mustWait(choices: BearerChoice[], entry: QueueRecord, platform: PlatformInfo): Promise<boolean> {
    for (const choice of [...choices].sort((a, b) => rank(a) - rank(b))) {
      const bearer = await secretOf(choice, entry);
      if (bearer === null) continue;
      try {
        const running =
          choice.kind === 'session'
            ? await withSession(entry, (where, own) => wire.findRunning(where, own, entry.userId))
            : await wire.findRunning(platform, bearer, entry.userId);
        if (running.isKnown && (running.count > 0 || choice.kind !== 'condemned')) return running.count > 0;
      } catch (error) {
        // The token that was to wait has ended by itself: nothing of it can still run.
        if (choice.kind === 'self' && isAppError(error, 'TOKEN_NOT_ACCEPTED')) return false;
        if (isAppError(error, 'PERMISSION_DENIED', 'TOKEN_NOT_ACCEPTED', 'SESSION_ENDED', 'NOT_SIGNED_IN', 'NOT_FOUND')) continue;
        throw error;
      }
    }
    return true;
  }

  async function close(entry: QueueRecord, was: 'destroyed' | 'gone' | 'expired'): Promise<Attempted> {
    // The token is dead whatever the keychain says; an entry that could not be closed is closed by a later try.
    let notClosed: AppError | null = null;
    await book.close(entry).catch((error: unknown) => {
      log.warn('queue.notClosed', {}, error);
      notClosed = isAppError(error) ? error : new AppError('INTERNAL', { cause: error });
    });
    return { kind: 'done', was, notClosed };
  }

  async function tryBearers(entry: QueueRecord, prefer: 'self' | 'session'): Promise<Attempted> {
    const platform = platformOfAccount(ground, entry.accountId);
    const signedInIds = new Set(session.liveOf(entry.accountId) === null ? [] : [entry.accountId]);
    const chosen = chooseBearers(entry, { entries: book.entries(), signedInIds, nowMs: clock.now(), canBear: book.canBear });
    const choices = prefer === 'session' ? [...chosen].sort((a, b) => rank(a) - rank(b)) : chosen;
    if (choices.length === 0) return { kind: 'kept', state: 'needsSignIn', error: null };
    if (entry.when === 'whenJobsDone' && (await mustWait(choices, entry, platform)))
      return { kind: 'kept', state: 'jobsRunning', error: null };
    let refusal: AppError | null = null;
    let unread: AppError | null = null;
    for (const choice of choices) {
      const borne = await bear(choice, entry, platform);
      if (borne.kind === 'dead') return close(entry, borne.was);
      if (borne.isRefused) refusal = borne.error;
      else unread ??= borne.error;
    }
    if (unread !== null) return { kind: 'kept', state: 'waiting', error: unread };
    if (refusal === null) return { kind: 'kept', state: 'needsSignIn', error: null };
    await book.setRefused(entry.signature, true);
    return { kind: 'kept', state: 'refused', error: refusal };
  }

  return async (entry, prefer) => {
    if (entry.expiresMs !== null && entry.expiresMs <= clock.now()) return close(entry, 'expired');
    try {
      return await tryBearers(entry, prefer);
    } catch (error) {
      log.warn('queue.tryFailed', { code: isAppError(error) ? error.code : 'INTERNAL' });
      return { kind: 'kept', state: 'waiting', error: isAppError(error) ? error : new AppError('INTERNAL', { cause: error }) };
    }
  };
}

const rank = (choice: BearerChoice): number => (choice.kind === 'session' ? 0 : 1);

/** The two ways to a bearer: a condemned secret, or the session of the very account. */
function createBearing(session: LiveSession, book: QueueBook) {
  /** Null where that bearer cannot be had. */
  async function secretOf(choice: BearerChoice, entry: QueueRecord): Promise<string | null> {
    if (choice.kind === 'session') return session.liveOf(entry.accountId)?.bearer ?? null;
    const bearing = choice.kind === 'self' ? entry : book.find(choice.signature);
    return bearing === null ? null : book.secretOf(bearing);
  }

  /** A keychain that does not answer is no reason not to ask the next bearer. */
  async function read(choice: BearerChoice, entry: QueueRecord): Promise<string | AppError | null> {
    try {
      return await secretOf(choice, entry);
    } catch (error) {
      if (isKeychainError(error)) return error;
      throw error;
    }
  }

  /** SECURITY: by the entry's own account: another account's session never bears this one's revocation. */
  function withSession<T>(entry: QueueRecord, call: (platform: PlatformInfo, bearer: string) => Promise<T>): Promise<T> {
    return session.use(entry.accountId, call);
  }

  return { secretOf, read, withSession };
}
