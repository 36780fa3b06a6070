import type { Ground } from '../../ground';
import type { ExpiryNotice, TokenRecord } from '../../ports';
import type { ExpiringToken } from '../../services';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { Journal } from './journal';
import { noticeDue } from './rotationRules';

/** Which held tokens are watched over, and what was said of each. */
export interface NearEnds {
  watched(): TokenRecord[];
  saidOf(signature: string): ExpiryNotice | null;
  /** It is so set, its account is signed in, and no rotation of it is under way. */
  mayRotate(token: TokenRecord): boolean;
  /** Those whose end is near and that nobody put away; the soonest first. */
  near(accountId: string): ExpiringToken[];
  note(token: TokenRecord, which: ExpiryNotice['which'], isRead: boolean): Promise<void>;
}

export function createNearEnds(ground: Ground, live: LiveSession, journal: Journal, queue: Pick<Revocations, 'has'>): NearEnds {
  const { clock } = ground.ports;
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
    near: (accountId) =>
      watched()
        .flatMap((one) => {
          const said = saidOf(one.signature);
          const which = noticeDue(one, clock.now());
          const isPutAway = said?.isRead === true && said.which === which;
          if (which === null || isPutAway || one.accountId !== accountId || journal.ofOld(one.signature) !== null) return [];
          // What dxkey is about to do by itself is no business of the person's before it failed for long.
          return mayRotate(one) && which === 'first' ? [] : [shown(one, which)];
        })
        .sort((a, b) => a.expiresMs - b.expiresMs),
    async note({ accountId, signature }, which, isRead) {
      const known = new Set(ground.index.value().tokens.map((one) => one.signature));
      await ground.rotation.change((document) => {
        const others = document.said.filter((one) => one.signature !== signature && known.has(one.signature));
        return { ...document, said: [...others, { accountId, signature, which, isRead }] };
      });
    },
  };
}

export function shown(
  { accountId, signature, label, last4, expiresMs, selfRotation }: TokenRecord,
  which: ExpiryNotice['which'],
): ExpiringToken {
  return { accountId, signature, label, last4, expiresMs: expiresMs ?? 0, isLast: which === 'last', selfRotation };
}
