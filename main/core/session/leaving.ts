import type { EndNote, RunningExecutions, SessionState } from '../../../preload/contract/contract';
import { sessionKey, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { ClipboardCare, Grants, Session } from '../services';
import type { Condemned } from '../tokens/queueBook';
import type { Revocations } from '../tokens/revocationQueue';
import type { Attempted } from '../tokens/revocationAttempt';
import { lastOf, type Live, type LiveSession } from './liveSession';

export type Leaving = Pick<Session, 'signOut' | 'previewSignOut'>;
export type SignOutKind = Parameters<Session['signOut']>[0]['kind'];

/** How long a person waits for the platform before the queue takes over. */
const PATIENCE_MS = 20_000;

export function createLeaving(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: { clipboard: ClipboardCare; leases: Pick<Grants, 'leases'>; isEntering(): boolean; childCount(signature: string): number | null },
): Leaving {
  const { clock } = ground.ports;

  function mine(): Live {
    if (parts.isEntering()) throw new AppError('SIGN_IN_BUSY');
    const now = live.live();
    if (now === null) throw new AppError(live.state().status === 'working' ? 'SIGN_IN_BUSY' : 'NOT_SIGNED_IN');
    return now;
  }

  async function signOut({ kind }: { kind: SignOutKind }): Promise<SessionState> {
    const session = mine();
    if (kind === 'forget' && session.record.openedBy === 'password') throw new AppError('REFUSED');
    const { platform, username } = session.account;
    live.tell({ kind: 'began', work: 'signOut', platformName: platform.name, username });
    // Nothing may use the session from here on, whatever the steps below come to.
    live.detach();
    const notes = [
      ...(await clearClipboard(parts.clipboard)),
      ...(kind === 'forget' ? await forget(session) : await destroy(session, kind)),
    ];
    const ended = { reason: 'signedOut' as const, atMs: clock.now(), username, notes };
    const last = lastOf(ground, session.account);
    notes.push(...(await noting('index', () => ground.index.change((index) => ({ ...index, session: null, ended, last })))));
    if (session.record.openedBy === 'password')
      notes.push(...(await noting('keychain', () => ground.secrets.remove(sessionKey(session.account.id)))));
    ended.notes = distinct(notes);
    live.tell({ kind: 'left', last, ended });
    return live.state();
  }

  async function forget({ account, record }: Live): Promise<EndNote[]> {
    return noting('keychain', async () => {
      // The secret first: while the index knows the token, its entry in the keychain can still be found.
      await ground.secrets.remove(tokenKey(account.id, record.signature));
      await ground.index.change((index) => ({ ...index, tokens: index.tokens.filter((one) => one.signature !== record.signature) }));
    });
  }

  async function destroy(session: Live, kind: 'destroy' | 'destroyWhenDone'): Promise<EndNote[]> {
    let trouble: AppError | null;
    try {
      trouble = await queue.condemn(condemned(ground, session, kind === 'destroy' ? 'now' : 'whenJobsDone'));
    } catch (error) {
      return [note('index', error), ...(await destroyUnqueued(session))];
    }
    const { signature } = session.record;
    if (kind === 'destroyWhenDone') {
      ground.background('session.destroyWhenDone', queue.attempt(signature));
      return trouble === null ? [] : [note('keychain', trouble)];
    }
    const tried = await within(queue.attempt(signature));
    if (tried.kind === 'done') return [];
    const failed: EndNote = { step: 'destroy', code: tried.error?.code ?? 'NOT_SIGNED_IN', isQueued: true };
    return trouble === null ? [failed] : [note('keychain', trouble), failed];
  }

  /** The queue's file cannot be written: what can be done now is done now. */
  async function destroyUnqueued({ account, record, bearer }: Live): Promise<EndNote[]> {
    return noting('destroy', () => ground.ports.platform.destroy(platformOfAccount(ground, account.id), bearer, record.signature));
  }

  function within(attempt: Promise<Attempted>): Promise<Attempted> {
    return new Promise((resolve, reject) => {
      const stop = clock.after(PATIENCE_MS, () => {
        resolve({ kind: 'kept', state: 'waiting', error: new AppError('TIMED_OUT') });
      });
      attempt.finally(stop).then(resolve, reject);
    });
  }

  async function previewSignOut(): ReturnType<Session['previewSignOut']> {
    const { account, record } = mine();
    const running = await runningOf(ground, live);
    const held = ground.index.value().tokens.filter((one) => one.accountId === account.id && one.isHeld);
    const staying = held.filter((one) => one.signature !== record.signature && !queue.has(one.signature));
    const leases = parts.leases.leases().filter((lease) => held.some((one) => one.signature === lease.signature));
    const childCount = parts.childCount(record.signature);
    return { openedBy: record.openedBy, running, leases, heldCount: staying.length, childCount };
  }

  return { signOut, previewSignOut };
}

/** What the platform cannot say must never look like "nothing runs". */
export async function runningOf(ground: Ground, live: LiveSession): Promise<RunningExecutions> {
  try {
    return await live.use((platform, bearer, account) => ground.ports.platform.findRunning(platform, bearer, account.userId));
  } catch (error) {
    if (isAppError(error, 'NOT_SIGNED_IN', 'SESSION_ENDED')) throw error;
    return { isKnown: false, count: 0, isAtLeast: true, named: [] };
  }
}

function condemned(ground: Ground, { account, record, bearer }: Live, when: 'now' | 'whenJobsDone'): Condemned {
  const token = ground.index.value().tokens.find((one) => one.signature === record.signature);
  return {
    account,
    platform: account.platform,
    signature: record.signature,
    label: token?.label ?? null,
    last4: token?.last4 ?? null,
    reason: 'signOut',
    when,
    expiresMs: record.expiresMs,
    secret: bearer,
    from: record.openedBy === 'password' ? 'session' : 'token',
  };
}

async function clearClipboard(clipboard: ClipboardCare): Promise<EndNote[]> {
  if (clipboard.state().holding === null) return [];
  const { lastOutcome } = await clipboard.clear();
  return lastOutcome === 'failed' ? [{ step: 'clipboard', code: 'CLIPBOARD_FAILED', isQueued: false }] : [];
}

function note(step: EndNote['step'], error: unknown): EndNote {
  return { step, code: isAppError(error) ? error.code : 'INTERNAL', isQueued: false };
}

async function noting(step: EndNote['step'], work: () => Promise<unknown>): Promise<EndNote[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [note(step, error)];
  }
}

function distinct(notes: readonly EndNote[]): EndNote[] {
  return notes.filter((one, at) => notes.findIndex((other) => other.step === one.step && other.code === one.code) === at);
}
