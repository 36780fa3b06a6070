import type { EndReason } from '../../../preload/contract/contract';
import { platformKeyOf, sessionKey, tokenKey } from '../accounts/keys';
import { accountById, type Ground } from '../ground';
import { letGo } from '../leftovers';
import type { AccountRecord, SessionRecord } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';
import { hasIdledOut } from './idle/kept';
import type { Live } from './liveSession';
import { dropSession } from './sessionFile';

/** What an account's session in the index turned out to be. `elsewhere`: on a platform that this runtime may not use. */
export type Stored = { kind: 'none' | 'elsewhere' } | { kind: 'ended' } | { kind: 'usable'; session: Live };

export interface StoredSession {
  /** Reads it and its secret; one that has ended is settled first. Rejects with the keychain's or the file's trouble. */
  read(accountId: string): Promise<Stored>;
  /** Puts it into the queue, before another session of the account takes its place in the index; with the bearer that no keychain has. */
  retire(accountId: string, bearer: string | null): Promise<void>;
}

/** The sessions of the last run, as the index and the keychain tell them. */
export function createStoredSession(ground: Ground, queue: Revocations): StoredSession {
  const { clock } = ground.ports;
  const recordOf = (accountId: string): SessionRecord | null =>
    ground.index.value().sessions.find((one) => one.accountId === accountId) ?? null;

  async function condemn(
    record: SessionRecord,
    account: AccountRecord,
    from: 'session' | null,
    secret: string | null = null,
  ): Promise<void> {
    const { signature, expiresMs, isInMemory } = record;
    const what = { label: null, last4: null, reason: 'signOut', when: 'now', secret, isInMemory } as const;
    await queue.condemn({ ...what, account, platform: account.platform, signature, expiresMs, from });
  }

  async function end(record: SessionRecord, reason: EndReason, account: AccountRecord | null): Promise<Stored> {
    const isPassword = record.openedBy === 'password';
    // Nobody holds it any more, yet it lives: the next session of the account may still end it. The queue first.
    if ((reason === 'secretLost' || reason === 'memoryGone') && isPassword && account !== null) await condemn(record, account, null);
    if (reason === 'idle' && account !== null) await condemn(record, account, 'session');
    const { accountId, openedBy } = record;
    const ending = { accountId, reason, atMs: clock.now(), username: account?.username ?? '', notes: [], openedBy, uncopied: [] };
    const keys = reason === 'expired' && isPassword && record.isInMemory !== true ? [sessionKey(record.accountId)] : [];
    const trouble = await letGo(ground, keys, (index) => ({
      ...dropSession(index, record.signature, ending),
      tokens: index.tokens.map((one) => (reason === 'secretLost' && one.signature === record.signature ? { ...one, isHeld: false } : one)),
    }));
    for (const { error } of trouble) ground.ports.log.warn('session.settle', {}, error);
    return { kind: 'ended' };
  }

  return {
    async read(accountId) {
      const record = recordOf(accountId);
      if (record === null) return { kind: 'none' };
      const account = accountById(ground.index.value(), accountId);
      if (queue.has(record.signature)) return end(record, 'signedOut', account);
      if (record.expiresMs !== null && record.expiresMs <= clock.now()) return end(record, 'expired', account);
      if (account === null) return end(record, 'secretLost', null);
      // No keychain has it: it was told so when it was opened, and only a new sign-in can end it on the platform.
      if (record.isInMemory === true) return end(record, 'memoryGone', account);
      // SECURITY: checked before the keychain is asked: a session that idled out while we were away is never opened again.
      if (hasIdledOut(ground, record)) return end(record, 'idle', account);
      const platform = ground.platforms.byKey(platformKeyOf(accountId));
      // SECURITY: another runtime of dxkey may use it; this one reads and sends nothing of it (row 25).
      if (platform === null) return { kind: 'elsewhere' };
      const key = record.openedBy === 'password' ? sessionKey(accountId) : tokenKey(accountId, record.signature);
      const bearer = await ground.secrets.get(key);
      if (bearer === null) return end(record, 'secretLost', account);
      return { kind: 'usable', session: { account: { ...account, platform }, record, bearer } };
    },
    async retire(accountId, bearer) {
      const record = recordOf(accountId);
      const account = accountById(ground.index.value(), accountId);
      if (record?.openedBy !== 'password' || account === null) return;
      await (record.isInMemory === true ? condemn(record, account, null, bearer) : condemn(record, account, 'session'));
    },
  };
}
