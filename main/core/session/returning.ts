import type { EndReason } from '../../../preload/contract/contract';
import { sessionKey, tokenKey, platformKeyOf } from '../accounts/keys';
import { isAppError } from '../errors';
import { accountById, isKeychainError, type Ground } from '../ground';
import type { AccountRecord, SessionRecord, Stop } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';
import type { LiveSession } from './liveSession';

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
  let isAsleep = false;
  let stopProbe: Stop = () => undefined;

  function leave(): void {
    const state = live.state();
    // A sign-in that woke this is told by its own action.
    if (state.status === 'working' && state.work !== 'restore') return;
    const { last, ended } = ground.index.value();
    live.tell({ kind: 'left', last, ended });
  }
  function sleep(): void {
    isAsleep = true;
    leave();
    stopProbe();
    stopProbe = clock.after(PROBE_EVERY_MS, () => {
      ground.background(
        'session.probe',
        ground.secrets.probe().then(() => {
          if (isAsleep) sleep();
        }),
      );
    });
  }

  async function endStored(record: SessionRecord, reason: EndReason, account: AccountRecord | null): Promise<void> {
    await endInFile(ground, record, reason, account);
    leave();
    await endSecret(ground, queue, record, reason, account);
  }

  async function bringBack(): Promise<void> {
    const { session: record, accounts } = ground.index.value();
    if (record === null) {
      leave();
      return;
    }
    const account = accounts.find((one) => one.id === record.accountId) ?? null;
    const platform = ground.platforms.byKey(platformKeyOf(record.accountId));
    if (queue.has(record.signature)) return endStored(record, 'signedOut', account);
    if (record.expiresMs !== null && record.expiresMs <= clock.now()) return endStored(record, 'expired', account);
    if (account === null) return endStored(record, 'secretLost', null);
    if (platform === null) {
      // Another runtime of dxkey may use it; this one must not (SECURITY.md row 25).
      leave();
      return;
    }
    const key = record.openedBy === 'password' ? sessionKey(record.accountId) : tokenKey(record.accountId, record.signature);
    const bearer = await ground.secrets.get(key);
    if (bearer === null) return endStored(record, 'secretLost', account);
    began();
    live.open({ account: { ...account, platform }, record, bearer }, 'notYet');
  }

  function began(): void {
    const { last, session } = ground.index.value();
    if (last !== null && session !== null)
      live.tell({ kind: 'began', work: 'restore', platformName: last.platform.name, username: last.username });
  }

  async function wake(): Promise<void> {
    if (!isAsleep || live.live() !== null) return;
    isAsleep = false;
    stopProbe();
    try {
      await bringBack();
    } catch (error) {
      if (isKeychainError(error)) sleep();
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
        if (!isKeychainError(error)) leave();
      });
    },
    retire: async () => {
      const { session: record } = ground.index.value();
      const account = record === null ? null : accountById(ground.index.value(), record.accountId);
      if (record?.openedBy === 'password' && account !== null) await condemnStored(queue, record, account, 'session');
    },
    stop: () => {
      stopProbe();
    },
  };
}

async function endInFile(ground: Ground, record: SessionRecord, reason: EndReason, account: AccountRecord | null): Promise<void> {
  const ended = { reason, atMs: ground.ports.clock.now(), username: account?.username ?? '', notes: [] };
  await ground.index.change((index) => ({
    ...index,
    session: null,
    ended,
    tokens: index.tokens.map((one) => (reason === 'secretLost' && one.signature === record.signature ? { ...one, isHeld: false } : one)),
  }));
}

async function endSecret(
  ground: Ground,
  queue: Revocations,
  record: SessionRecord,
  reason: EndReason,
  account: AccountRecord | null,
): Promise<void> {
  if (reason === 'expired' && record.openedBy === 'password') await ground.secrets.remove(sessionKey(record.accountId));
  // Nobody holds it any more, yet it lives: the next session of the account may still end it.
  if (reason === 'secretLost' && record.openedBy === 'password' && account !== null) await condemnStored(queue, record, account, null);
}

async function condemnStored(queue: Revocations, record: SessionRecord, account: AccountRecord, from: 'session' | null): Promise<void> {
  const what = { label: null, last4: null, reason: 'signOut', when: 'now', secret: null } as const;
  const { signature, expiresMs } = record;
  await queue.condemn({ ...what, account, platform: account.platform, signature, expiresMs, from });
}
