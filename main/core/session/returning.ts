import { isAppError } from '../errors';
import { isKeychainError, type Ground } from '../ground';
import type { Stop } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';
import type { LiveSession } from './liveSession';
import { createStoredSession } from './storedSession';

const PROBE_EVERY_MS = 60_000;

export interface Returning {
  restore(): Promise<void>;
  /** Tries a session again that the keychain kept from us; rejects with the keychain's trouble. */
  wake(): Promise<void>;
  /** Puts a session that still sleeps into the queue, before another one takes its place in the index. */
  retire(): Promise<void>;
  stop(): void;
}

/**
 * Brings back the session of the last run. A keychain that is locked or gone now is no reason to drop it: it sleeps until the
 * keychain answers, and the keychain's state, which the window shows, says why nobody is signed in.
 */
export function createReturning(ground: Ground, live: LiveSession, queue: Revocations): Returning {
  const { clock, log } = ground.ports;
  const stored = createStoredSession(ground, queue);
  let isAsleep = false;
  let stopProbe: Stop = () => undefined;

  function leave(): void {
    const state = live.state();
    // A sign-in that woke this is told by its own step.
    if (state.status === 'signedOut' || (state.status === 'working' && state.work === 'restore')) live.leave();
  }
  function probeLater(): void {
    stopProbe();
    stopProbe = clock.after(PROBE_EVERY_MS, () => {
      const probed = ground.secrets.probe().finally(() => {
        if (isAsleep) probeLater();
      });
      ground.background('session.probe', probed);
    });
  }
  function began(): void {
    const { last, session } = ground.index.value();
    if (last === null || session === null) return;
    live.tell({ kind: 'began', work: 'restore', platformName: last.platform.name, username: last.username });
  }

  async function wake(): Promise<void> {
    // The next session of an account must not come between an ending and its secret.
    await queue.settled();
    if (!isAsleep || live.live() !== null) return;
    isAsleep = false;
    stopProbe();
    try {
      const found = await stored.read();
      if (found.kind !== 'usable') {
        leave();
        return;
      }
      began();
      live.open(found.session, 'notYet');
    } catch (error) {
      leave();
      if (isKeychainError(error)) {
        isAsleep = true;
        probeLater();
      }
      throw error;
    }
  }

  ground.keychain.on((state) => {
    // A sign-in that is under way asks for itself; this is for the keychain that a person unlocked meanwhile.
    if (state === 'ready' && isAsleep && live.state().status === 'signedOut') ground.background('session.wake', wake());
  });

  return {
    wake,
    restore: async () => {
      isAsleep = true;
      began();
      await wake().catch((error: unknown) => {
        if (!isAppError(error)) throw error;
        log.warn('session.notRestored', { code: error.code });
      });
    },
    retire: () => stored.retire(),
    stop: () => {
      isAsleep = false;
      stopProbe();
    },
  };
}
