import type { PlatformInfo } from '../../../preload/contract/contract';
import { condemnedKey, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { AccountRecord, PanicTarget, QueueRecord } from '../ports';

/** A token that is to be destroyed, and where its secret is now. */
export interface Condemned {
  account: AccountRecord;
  platform: PlatformInfo;
  signature: string;
  label: string | null;
  last4: string | null;
  reason: 'revoke' | 'signOut';
  when: 'now' | 'whenJobsDone';
  expiresMs: number | null;
  /** The secret where main still has it in memory. */
  secret: string | null;
  /** The keychain entry that holds it. */
  from: 'session' | 'token' | null;
  /** `secret` goes into no keychain: once this run ends, only a session can end the token. */
  isInMemory?: boolean | undefined;
}

/** What a panic does with the queue's book: many at once, and the way back. */
export interface QueueMany {
  /** Many in one write; their secrets stay where they are, where the worker looks, until `gather`. Rejects with FILE_FAULT. */
  condemnAll(what: readonly Condemned[]): Promise<void>;
  /** Moves the secrets of those that are still waiting; answers the keychain's trouble. */
  gather(what: readonly Condemned[]): Promise<AppError | null>;
  /** Takes a revocation back: its secret is held again. Only while no try of it can have reached the platform. */
  pardon(signature: string, former: PanicTarget['former']): Promise<void>;
}

interface Book {
  find(signature: string): QueueRecord | null;
  setEntry(signature: string, patch: Partial<QueueRecord>): Promise<void>;
  moveSecret(what: Condemned): Promise<void>;
  secretOf(entry: QueueRecord): Promise<string | null>;
  /** What could not be written to the keychain. */
  unwritten: Map<string, string>;
}

export function createQueueMany({ queue, index, secrets, ports }: Ground, book: Book): QueueMany {
  async function gather(all: readonly Condemned[]): Promise<AppError | null> {
    for (const what of all) {
      if (book.find(what.signature)?.hasSecret !== true) continue;
      try {
        await book.moveSecret({ ...what, secret: book.unwritten.get(what.signature) ?? what.secret });
      } catch (error) {
        ports.log.warn('queue.secretNotMoved', {}, error);
        // A keychain that refuses one would refuse the next.
        return isAppError(error) ? error : new AppError('KEYCHAIN_FAULT', { cause: error });
      }
    }
    return null;
  }

  async function pardon(signature: string, former: PanicTarget['former']): Promise<void> {
    const entry = book.find(signature);
    if (entry === null || former === 'queued') return;
    if (former === 'whenJobsDone') return book.setEntry(signature, { when: former });
    const secret = entry.hasSecret ? await book.secretOf(entry) : null;
    if (secret !== null) {
      await secrets.set(tokenKey(entry.accountId, signature), secret);
      await index.change((document) => ({
        ...document,
        tokens: document.tokens.map((one) => (one.signature === signature ? { ...one, isHeld: true } : one)),
      }));
    }
    // The entry last: dead in between, the next start finds it and goes on.
    await secrets.remove(condemnedKey(signature));
    await queue.change((document) => ({ entries: document.entries.filter((one) => one.signature !== signature) }));
    book.unwritten.delete(signature);
  }

  return {
    gather,
    pardon,
    condemnAll: (all) =>
      queue.change(({ entries }) => {
        const bySignature = new Map(entries.map((entry) => [entry.signature, entry]));
        const nowMs = ports.clock.now();
        for (const what of all) bySignature.set(what.signature, toRecord(what, bySignature.get(what.signature) ?? null, nowMs));
        return { entries: [...bySignature.values()] };
      }),
  };
}

export function toRecord(what: Condemned, former: QueueRecord | null, nowMs: number): QueueRecord {
  return {
    accountId: what.account.id,
    platform: what.platform,
    username: what.account.username,
    userId: what.account.userId,
    signature: what.signature,
    label: what.label,
    last4: what.last4,
    reason: what.reason,
    // "Now" overrules an earlier "when jobs are done", never the other way round.
    when: former?.when === 'now' ? 'now' : what.when,
    hasSecret: (what.secret !== null && what.isInMemory !== true) || what.from !== null || former?.hasSecret === true,
    sinceMs: former?.sinceMs ?? nowMs,
    expiresMs: what.expiresMs ?? former?.expiresMs ?? null,
    isRefused: false,
  };
}
