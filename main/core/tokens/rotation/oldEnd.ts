import { platformOfAccount, type Ground } from '../../ground';
import type { LeaseEnder } from '../../grants/leaseKeeper';
import type { RotationRecord } from '../../ports';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { TokenBook } from '../tokenBook';
import type { Journal } from './journal';
import { isMadeBelow } from './rotationRules';

/** onward: the journal names the next step, or the rotation is over; waits: for processes to end; asks: for a yes; offered: for a person to go on. */
export type Went = 'onward' | 'waits' | 'asks' | 'offered';

export interface OldEnd {
  /** Why the old token may not go yet; null where it may. */
  holds(entry: RotationRecord): 'waits' | 'asks' | null;
  wait(entry: RotationRecord): Promise<Went>;
  end(entry: RotationRecord): Promise<Went>;
}

export interface OldEndParts {
  journal: Journal;
  book: TokenBook;
  queue: Revocations;
  leases: Pick<LeaseEnder, 'leases'>;
}

/** What becomes of the old token once new leases get the new one. */
export function createOldEnd(ground: Ground, live: LiveSession, { journal, book, queue, leases }: OldEndParts): OldEnd {
  /** Whether the old token is left to itself: as chosen, or because its end would do harm or is there already. */
  function isLeft({ accountId, oldSignature, newSignature, old }: RotationRecord): boolean {
    if (old === 'keep' || queue.has(oldSignature)) return true;
    const { rows } = book.stateOf(accountId);
    const record = book.record(oldSignature);
    if (record?.goneMs !== null || (record.expiresMs ?? Infinity) <= ground.ports.clock.now()) return true;
    // SECURITY: never the last usable one: the new token must be there, and must not die with the old one.
    // What took its place may have been rotated itself and be gone.
    const inPlace = record.replacedBy ?? newSignature;
    const made = inPlace === null ? null : book.record(inPlace);
    if (made?.isHeld !== true || made.goneMs !== null || queue.has(made.signature)) return true;
    return isMadeBelow([...rows, made], made.signature, oldSignature);
  }

  function holds({ accountId, oldSignature, mayRevokeExposed }: RotationRecord): 'waits' | 'asks' | null {
    // The token that opened the session ends with it.
    const isOpener = live.liveOf(accountId)?.record.signature === oldSignature;
    if (isOpener || leases.leases().some((lease) => lease.signature === oldSignature)) return 'waits';
    // SECURITY: copies of it may be in use that nobody here knows of: only a yes ends them.
    if (book.record(oldSignature)?.wasExposed === true && !mayRevokeExposed) return 'asks';
    return null;
  }

  async function wait(entry: RotationRecord): Promise<Went> {
    if (isLeft(entry)) {
      await journal.close(entry.id);
      return 'onward';
    }
    const held = holds(entry);
    if (held !== null) return held;
    await journal.patch(entry.id, { step: 'end' });
    return 'onward';
  }

  /** Executions that were launched with it are waited for by the queue. */
  async function end(entry: RotationRecord): Promise<Went> {
    const { id, accountId, oldSignature } = entry;
    const account = ground.index.value().accounts.find((one) => one.id === accountId);
    const record = book.record(oldSignature);
    if (account !== undefined && record !== null && !queue.has(oldSignature)) {
      const unblock = book.block(oldSignature);
      try {
        // A process that took it in the last moment is waited for, too.
        if (holds(entry) !== null) {
          await journal.patch(id, { step: 'wait' });
          return 'onward';
        }
        const { label, last4, expiresMs } = record;
        const what = { account, platform: platformOfAccount(ground, accountId), signature: oldSignature, label, last4, expiresMs } as const;
        await queue.condemn({ ...what, from: record.isHeld ? 'token' : null, secret: null, reason: 'revoke', when: 'whenJobsDone' });
      } finally {
        unblock();
      }
    }
    await journal.close(id);
    if (queue.has(oldSignature)) ground.background('rotation.end', queue.attempt(oldSignature));
    return 'onward';
  }

  return { holds, wait, end };
}
