import type { Ground } from '../../ground';
import type { ExpiryNotice, TokenRecord } from '../../ports';
import type { ExpiringToken } from '../../services';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { Journal } from './journal';

/** Which held tokens are watched over, and what was said of each. */
export interface NearEnds {
  watched(): TokenRecord[];
  saidOf(signature: string): ExpiryNotice | null;
  /** It is so set, its account is signed in, and no rotation of it is under way. */
  mayRotate(token: TokenRecord): boolean;
  note(token: TokenRecord, which: ExpiryNotice['which']): Promise<void>;
}

export function createNearEnds(ground: Ground, live: LiveSession, journal: Journal, queue: Pick<Revocations, 'has'>): NearEnds {
  const isWatched = (one: TokenRecord): boolean =>
    one.isHeld && one.expiresMs !== null && one.goneMs === null && one.replacedBy === null && !queue.has(one.signature);
  const watched = (): TokenRecord[] => ground.index.value().tokens.filter(isWatched);
  const saidOf = (signature: string): ExpiryNotice | null =>
    ground.rotation.value().said.find((one) => one.signature === signature) ?? null;
  const mayRotate = (one: TokenRecord): boolean =>
    one.selfRotation !== 'off' &&
    one.scope.kind !== 'unknown' &&
    live.liveOf(one.accountId) !== null &&
    journal.ofOld(one.signature) === null;

  return {
    watched,
    saidOf,
    mayRotate,
    async note({ accountId, signature }, which) {
      const known = new Set(ground.index.value().tokens.map((one) => one.signature));
      await ground.rotation.change((document) => {
        const others = document.said.filter((one) => one.signature !== signature && known.has(one.signature));
        return { ...document, said: [...others, { accountId, signature, which }] };
      });
    },
  };
}

export function shown({ accountId, signature, label, last4, expiresMs }: TokenRecord, which: ExpiryNotice['which']): ExpiringToken {
  return { accountId, signature, label, last4, expiresMs: expiresMs ?? 0, isLast: which === 'last' };
}
