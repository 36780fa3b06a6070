import type { EndNote } from '../../../preload/contract/contract';
import { AppError, isAppError } from '../errors';
import { accountById, isKeychainError, type Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import { removeLeftovers, withLeftover } from '../leftovers';
import type { AccountRecord, IndexDocument, SessionRecord, TokenRecord } from '../ports';
import type { Accounts, Session, TwoFactor } from '../services';
import { note } from '../session/leaving';
import type { LiveSession } from '../session/liveSession';
import type { Condemned } from '../tokens/queueBook';
import type { Revocations } from '../tokens/revocationQueue';
import { platformKeyOf, sessionKey, tokenKey } from './keys';

interface Parts {
  session: Pick<Session, 'signOut'> & { isBusy(): boolean };
  leases: LeaseEnder;
  twoFactor: Pick<TwoFactor, 'forgetAccount'>;
}

/**
 * Removes an account from this computer. What is to be revoked stands in the queue, which carries all that it needs, before anything
 * goes; kept two-factor secrets go next, and while the keychain keeps them the account stays. After that nothing stops it but a full disk.
 */
export function createRemoval(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: Parts,
): Pick<Accounts, 'previewRemove' | 'remove'> {
  const removing = new Set<string>();
  const { held, condemn } = createHoldings(ground, live, queue);

  function known(accountId: string): AccountRecord {
    const record = accountById(ground.index.value(), accountId);
    const platform = record === null ? null : ground.platforms.byKey(platformKeyOf(record.id));
    if (record === null || platform === null) throw new AppError('NO_SUCH_ACCOUNT');
    return { ...record, platform };
  }

  /** While the session can still bear them; a platform out of reach leaves the rest to the queue. */
  async function attempt(signatures: readonly string[]): Promise<void> {
    for (const signature of signatures) {
      const tried = await queue.attempt(signature, 'session');
      if (tried.kind === 'kept' && isAppError(tried.error, 'OFFLINE', 'TIMED_OUT')) return;
    }
  }

  async function signOut(accountId: string, isRevoked: boolean): Promise<EndNote[]> {
    const mine = live.liveOf(accountId);
    if (mine === null) return [];
    const kind = isRevoked || mine.record.openedBy === 'password' ? 'destroy' : 'forget';
    const state = await parts.session.signOut({ accountId, kind, commands: isRevoked ? 'end' : 'letFinish' });
    return state.status === 'signedOut' ? (state.ended?.notes ?? []) : [];
  }

  async function remove(account: AccountRecord, isRevoked: boolean): ReturnType<Accounts['remove']> {
    const { id } = account;
    const notes: EndNote[] = [];
    const openedWith = live.liveOf(id)?.record.signature;
    const condemned = await condemn(account, isRevoked, notes);
    await parts.twoFactor.forgetAccount(id);
    if (isRevoked) await parts.leases.endOfAccount(id);
    await attempt(condemned);
    notes.push(...(await signOut(id, isRevoked)));
    // SECURITY: what came meanwhile, or could neither die nor be queued, would live on with nobody to know of it: once more, or the account stays.
    condemned.push(...(await condemn(account, isRevoked, notes)));
    notes.push(...(await drop(ground, account)));
    if (live.activeId() === id) live.activate(null);
    const ended = [...condemned, ...(openedWith === undefined ? [] : [openedWith])];
    return { queuedCount: ended.filter((signature) => queue.has(signature)).length, notes };
  }

  return {
    previewRemove({ accountId }) {
      const account = known(accountId);
      const mine = live.liveOf(account.id);
      const tokens = ground.index.value().tokens.filter((one) => one.accountId === account.id);
      return {
        heldCount: held(account.id).length,
        leases: parts.leases.leases().filter((lease) => tokens.some((one) => one.signature === lease.signature)),
        isSignedIn: mine !== null,
        openedBy: mine?.record.openedBy ?? null,
        keepsTwoFactor: ground.twoFactor.value().kept.some((one) => one.accountId === account.id),
      };
    },
    async remove({ accountId, tokens }) {
      const account = known(accountId);
      const isBusy = parts.session.isBusy() || live.workOf(accountId) !== null || removing.has(accountId);
      if (isBusy) throw new AppError('SIGN_IN_BUSY');
      removing.add(accountId);
      try {
        return await remove(account, tokens === 'revoke');
      } finally {
        removing.delete(accountId);
      }
    },
  };
}

/** What this computer holds of an account and nobody has condemned yet, and how that gets into the queue. */
export function createHoldings(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
): { held(accountId: string): TokenRecord[]; condemn(account: AccountRecord, isRevoked: boolean, notes: EndNote[]): Promise<string[]> } {
  const held = (accountId: string): TokenRecord[] =>
    ground.index.value().tokens.filter((one) => one.accountId === accountId && one.isHeld && !queue.has(one.signature));
  /** A session that the queue has ended already still stands in the index: a second time nobody could bear its end. */
  const taken = new Set<string>();
  /** A password session that waits for the keychain: nobody can sign it out, so the queue gets it. */
  const asleep = (accountId: string): SessionRecord[] =>
    live.liveOf(accountId) !== null
      ? []
      : ground.index
          .value()
          .sessions.filter((one) => one.accountId === accountId && one.openedBy === 'password' && !queue.has(one.signature))
          .filter((one) => !taken.has(one.signature));

  /** Rejects with FILE_FAULT, and then nothing has gone. Answers what the queue is to try. */
  async function condemn(account: AccountRecord, isRevoked: boolean, notes: EndNote[]): Promise<string[]> {
    const openedWith = live.liveOf(account.id)?.record.signature;
    const rest = { account, platform: account.platform, when: 'now', secret: null } as const;
    const tokens = isRevoked ? held(account.id).filter((one) => one.signature !== openedWith) : [];
    const all: Condemned[] = [
      ...tokens.map(({ signature, label, last4, expiresMs }) => {
        return { ...rest, signature, label, last4, expiresMs, reason: 'revoke', from: 'token' } as const;
      }),
      ...asleep(account.id).map(({ signature, expiresMs, isInMemory }) => {
        const from = isInMemory === true ? null : 'session';
        return { ...rest, signature, label: null, last4: null, expiresMs, reason: 'signOut', from } as const;
      }),
    ];
    for (const one of all) {
      const trouble = await queue.condemn(one);
      taken.add(one.signature);
      if (trouble !== null) notes.push(note('keychain', trouble));
    }
    return all.map((one) => one.signature);
  }

  return { held, condemn };
}

/** The account's part of each book, and the keychain's entries with it; what the queue still needs stays until it is dead. */
async function drop(ground: Ground, { id, platform, username }: AccountRecord): Promise<EndNote[]> {
  const tokens = ground.index.value().tokens.filter((one) => one.accountId === id);
  const keys = [sessionKey(id), ...tokens.map((one) => tokenKey(id, one.signature))];
  // SECURITY: where it cannot be written the account stays, and no secret goes that the queue may still have to look for.
  await ground.index.change((index) => keys.reduce(withLeftover, withoutAccount(index, id, platform.key, username)));
  const notes: EndNote[] = [];
  const isOther = (one: { accountId: string }): boolean => one.accountId !== id;
  const steps = [
    () => removeLeftovers(ground),
    () => ground.idle.change((all) => ({ sessions: all.sessions.filter(isOther), policies: all.policies.filter(isOther) })),
    () => ground.rotation.change((all) => ({ open: all.open.filter(isOther), said: all.said.filter(isOther) })),
    () => ground.twoFactor.change((all) => ({ ...all, unsettled: all.unsettled.filter((one) => one !== id) })),
  ];
  for (const step of steps) {
    await step().catch((error: unknown) => notes.push(note(isKeychainError(error) ? 'keychain' : 'index', error)));
  }
  return notes;
}

function withoutAccount(index: IndexDocument, id: string, platformKey: string, username: string): IndexDocument {
  const isOther = (one: { accountId: string | null }): boolean => one.accountId !== id;
  return {
    ...index,
    accounts: index.accounts.filter((one) => one.id !== id),
    tokens: index.tokens.filter(isOther),
    sessions: index.sessions.filter(isOther),
    uncertain: index.uncertain.filter(isOther),
    endings: index.endings.filter(isOther),
    unanswered: index.unanswered.filter((one) => isOther(one) && (one.platform.key !== platformKey || one.username !== username)),
    activeAccountId: index.activeAccountId === id ? null : index.activeAccountId,
  };
}
