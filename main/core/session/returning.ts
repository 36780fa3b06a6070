import { isAppError } from '../errors';
import { isKeychainError, type Ground } from '../ground';
import type { Stop } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';
import type { LiveSession } from './liveSession';
import { createStoredSession } from './storedSession';

const PROBE_EVERY_MS = 60_000;

export interface Returning {
  restore(): Promise<void>;
  /** Tries the sessions again that the keychain kept from us, and answers whether there was one; rejects with the keychain's trouble. */
  wake(): Promise<boolean>;
  /** Closes an account's session, asleep or open, and puts it into the queue, before another one takes its place. */
  retire(accountId: string): Promise<void>;
  stop(): void;
}

/**
 * Brings back the sessions of the last run. A keychain that is locked or gone now is no reason to drop one: it sleeps until the
 * keychain answers, and the keychain's state, which the window shows, says why nobody is signed in.
 */
export function createReturning(ground: Ground, live: LiveSession, queue: Revocations): Returning {
  const { clock, log } = ground.ports;
  const stored = createStoredSession(ground, queue);
  const asleep = new Set<string>();
  let waking: Promise<void> | null = null;
  let stopProbe: Stop = () => undefined;

  function probeLater(): void {
    stopProbe();
    stopProbe = clock.after(PROBE_EVERY_MS, () => {
      const probed = ground.secrets.probe().finally(() => {
        if (asleep.size > 0) probeLater();
      });
      ground.background('session.probe', probed);
    });
  }

  async function wakeOne(accountId: string): Promise<void> {
    asleep.delete(accountId);
    try {
      const found = await stored.read(accountId);
      if (found.kind === 'usable' && live.liveOf(accountId) === null) live.open(found.session, 'notYet');
    } catch (error) {
      if (!isAppError(error)) throw error;
      log.warn('session.notRestored', { code: error.code });
      if (!isKeychainError(error)) return;
      asleep.add(accountId);
      throw error;
    }
  }

  /** One after the other; a keychain that refuses one would refuse the next. */
  async function wakeAll(): Promise<void> {
    // The next session of an account must not come between an ending and its secret.
    await queue.settled();
    stopProbe();
    const ids = [...asleep];
    try {
      for (const accountId of ids) await wakeOne(accountId);
    } finally {
      for (const accountId of ids) if (live.workOf(accountId) === 'restore') live.setWork(accountId, null);
      if (asleep.size > 0) probeLater();
    }
  }

  function wake(): Promise<boolean> {
    if (asleep.size === 0 && waking === null) return Promise.resolve(false);
    waking ??= wakeAll().finally(() => {
      waking = null;
    });
    return waking.then(() => true);
  }

  ground.keychain.on((state) => {
    // For the keychain that a person unlocked meanwhile.
    if (state === 'ready' && asleep.size > 0 && waking === null) ground.background('session.wake', wake());
  });

  return {
    wake,
    restore: async () => {
      const active = live.activeId();
      const ids = ground.index.value().sessions.map((one) => one.accountId);
      // The one that the window shows comes first.
      for (const accountId of [...ids].sort((a, b) => Number(b === active) - Number(a === active))) {
        asleep.add(accountId);
        live.setWork(accountId, 'restore');
      }
      await wake().catch((error: unknown) => {
        if (!isKeychainError(error)) throw error;
      });
    },
    retire: async (accountId) => {
      const former = live.liveOf(accountId);
      await stored.retire(accountId, former?.record.isInMemory === true ? former.bearer : null);
      asleep.delete(accountId);
      if (former !== null) live.detach(former);
    },
    stop: () => {
      asleep.clear();
      stopProbe();
    },
  };
}
