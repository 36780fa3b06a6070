import { condemnedKey, sessionKey, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { upsert, type Ground } from '../ground';
import type { QueueRecord } from '../ports';
import { createQueueMany, toRecord, type Condemned, type QueueMany } from './queueMany';

export type { Condemned };

/** The durable half of the revocation queue: the file's entries and the condemned secrets in the keychain. */
export interface QueueBook extends QueueMany {
  entries(): readonly QueueRecord[];
  find(signature: string): QueueRecord | null;
  /** Rejects with FILE_FAULT; answers the keychain's trouble, with which the entry stands all the same. */
  condemn(what: Condemned): Promise<AppError | null>;
  /** Whether its own secret is there to bear its end: in the keychain, or in this run's memory. */
  canBear(entry: QueueRecord): boolean;
  /** Whether only this run's memory has its secret. */
  isInMemory(entry: QueueRecord): boolean;
  /** Null where the keychain answers that it has none. */
  secretOf(entry: QueueRecord): Promise<string | null>;
  /** The token is dead: secrets first, then the entry, so that nothing is left that no file knows. */
  close(entry: QueueRecord): Promise<void>;
  setRefused(signature: string, isRefused: boolean): Promise<void>;
}

export function createQueueBook(ground: Ground): QueueBook {
  const { secrets, queue, index } = ground;
  // What could not be written to the keychain, until it is destroyed or this run ends.
  const unwritten = new Map<string, string>();
  const find = (signature: string): QueueRecord | null => queue.value().entries.find((one) => one.signature === signature) ?? null;

  async function condemn(what: Condemned): Promise<AppError | null> {
    const entry = toRecord(what, find(what.signature), ground.ports.clock.now());
    await queue.change((document) => ({ entries: upsert(document.entries, entry, (one) => one.signature === entry.signature) }));
    if (what.secret !== null) unwritten.set(what.signature, what.secret);
    if (!entry.hasSecret) return null;
    try {
      await moveSecret(what);
      return null;
    } catch (error) {
      // The entry stands and the secret is where it was: the worker looks there, too.
      ground.ports.log.warn('queue.secretNotMoved', {}, error);
      return isAppError(error) ? error : new AppError('KEYCHAIN_FAULT', { cause: error });
    }
  }

  async function moveSecret({ account, from, signature, secret }: Condemned): Promise<void> {
    const source = from === null ? null : from === 'session' ? sessionKey(account.id) : tokenKey(account.id, signature);
    const found = secret ?? (source === null ? null : await secrets.get(source));
    if (found === null) {
      // A second condemning finds the secret moved already; otherwise nobody holds it.
      if ((await secrets.get(condemnedKey(signature))) === null) await setEntry(signature, { hasSecret: false });
    } else {
      await secrets.set(condemnedKey(signature), found);
      unwritten.delete(signature);
    }
    await index.change((document) => {
      if (!document.tokens.some((one) => one.signature === signature && one.isHeld)) return document;
      return { ...document, tokens: document.tokens.map((one) => (one.signature === signature ? { ...one, isHeld: false } : one)) };
    });
    if (source !== null) await secrets.remove(source);
  }

  async function setEntry(signature: string, patch: Partial<QueueRecord>): Promise<void> {
    await queue.change((document) => ({
      entries: document.entries.map((one) => (one.signature === signature ? { ...one, ...patch } : one)),
    }));
  }

  async function secretOf(entry: QueueRecord): Promise<string | null> {
    const inMemory = unwritten.get(entry.signature);
    if (inMemory !== undefined) return inMemory;
    const moved = await secrets.get(condemnedKey(entry.signature));
    if (moved !== null) return moved;
    // A crash, or a keychain that was locked, may have left it where it was before.
    const held = await secrets.get(tokenKey(entry.accountId, entry.signature));
    if (held !== null || entry.reason !== 'signOut') return held;
    return sessionSecretOf(entry);
  }

  async function sessionSecretOf(entry: QueueRecord): Promise<string | null> {
    const session = await secrets.get(sessionKey(entry.accountId));
    // SECURITY: the account may have signed in again since; only the very token that was condemned is used.
    return session !== null && ground.ports.digest.sha256Hex(session) === entry.signature ? session : null;
  }

  async function close(entry: QueueRecord): Promise<void> {
    const { accountId, signature } = entry;
    if (entry.hasSecret) await secrets.remove(condemnedKey(signature));
    const isKnown = index.value().tokens.some((one) => one.signature === signature);
    // Of an account that was removed the index knows nothing, and the keychain may still have it where it was.
    if (isKnown || entry.hasSecret) await secrets.remove(tokenKey(accountId, signature));
    if (isKnown) {
      await index.change((document) => ({ ...document, tokens: document.tokens.filter((one) => one.signature !== signature) }));
    } else if (entry.hasSecret && entry.reason === 'signOut' && (await sessionSecretOf(entry)) !== null) {
      await secrets.remove(sessionKey(accountId));
    }
    await queue.change((document) => ({ entries: document.entries.filter((one) => one.signature !== signature) }));
    unwritten.delete(signature);
  }

  const isInMemory = (entry: QueueRecord): boolean => !entry.hasSecret && unwritten.has(entry.signature);
  return {
    entries: () => queue.value().entries,
    find,
    isInMemory,
    canBear: (entry) => entry.hasSecret || isInMemory(entry),
    condemn,
    ...createQueueMany(ground, { find, setEntry, moveSecret, secretOf, unwritten }),
    secretOf,
    close,
    setRefused: async (signature, isRefused) => {
      if (find(signature)?.isRefused !== isRefused) await setEntry(signature, { isRefused });
    },
  };
}
