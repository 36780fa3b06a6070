import type { EndNote, SessionState } from '../../../preload/contract/contract';
import { sessionKey, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import { letGo, type LetGoTrouble } from '../leftovers';
import type { Clock, EndingRecord, IndexDocument, TokenRecord } from '../ports';
import type { ClipboardCare, Session } from '../services';
import type { Condemned } from '../tokens/queueBook';
import type { Revocations } from '../tokens/revocationQueue';
import type { Attempted } from '../tokens/revocationAttempt';
import { previewSignOut } from './consequences';
import type { Live, LiveSession } from './liveSession';
import { dropSession } from './sessionFile';

export type Leaving = Pick<Session, 'signOut' | 'previewSignOut'> & {
  /** Nobody is asked, and nothing is waited for: what is shown is over at once. Never throws. */
  endByItself(session: Live, reason: 'idle' | 'away'): void;
  /** At the end of this run: what only its memory holds is ended on the platform, where that can be reached. */
  endInMemory(): Promise<void>;
};
type Edit = (index: IndexDocument) => IndexDocument;
type SignOutInput = Parameters<Session['signOut']>[0];
/** A session by API token that ends by itself is only closed: its token stays held, and lives on. */
type Kind = SignOutInput['kind'] | 'close';

/** How long a person waits for the platform before the queue takes over. */
const PATIENCE_MS = 20_000;

export function createLeaving(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: {
    clipboard: ClipboardCare;
    leases: LeaseEnder;
    isEntering(): boolean;
    childCount(accountId: string, signature: string): number | null;
  },
): Leaving {
  const { clock } = ground.ports;

  function mine(accountId = live.activeId() ?? undefined): Live {
    const isBusy = parts.isEntering() || (accountId !== undefined && live.workOf(accountId) !== null);
    if (isBusy) throw new AppError('SIGN_IN_BUSY');
    return live.need(accountId);
  }

  async function signOut({ kind, commands, accountId }: SignOutInput): Promise<SessionState> {
    const session = mine(accountId);
    if (kind === 'forget' && session.record.openedBy === 'password') throw new AppError('REFUSED');
    const { id } = session.account;
    live.setWork(id, 'signOut');
    // Nothing may use the session from here on, whatever the steps below come to.
    live.detach(session);
    if (commands === 'end') await parts.leases.endOfAccount(id);
    const ending = await end(session, kind, live.endingOf(session, 'signedOut'));
    live.setWork(id, null);
    live.setEnding(ending);
    return live.stateOf(id);
  }

  function endByItself(session: Live, reason: 'idle' | 'away'): void {
    if (!live.isOpen(session)) return;
    const ending = live.endingOf(session, reason);
    live.detach(session);
    // What the person would have seen is off the screen at once, whatever the platform and the keychain take.
    live.setEnding(ending);
    const ended = end(session, session.record.openedBy === 'token' ? 'close' : 'destroy', ending).then((told) => {
      // A person may have signed in to the account again meanwhile.
      if (live.liveOf(told.accountId) === null) live.setEnding(told);
    });
    ground.background('session.endByItself', ended);
  }

  /** Answers the ending with what could not be done of it. */
  async function end(session: Live, kind: Kind, ending: EndingRecord): Promise<EndingRecord> {
    const { signature } = session.record;
    const over: Edit = (index) => dropSession(index, signature, ending);
    const cleared = await clearClipboard(parts.clipboard);
    const notes = distinct([...cleared, ...(await rest(session, kind, over))]);
    if (notes.length > 0) await writeNotes(ground, signature, { ...ending, notes });
    return { ...ending, notes };
  }

  function rest(session: Live, kind: Kind, over: Edit): Promise<EndNote[]> {
    if (kind === 'forget' && session.record.isInMemory !== true) return forget(ground, session, over);
    return kind === 'close' || kind === 'forget' ? close(ground, over) : destroy(session, kind, over);
  }

  /** The queue first, then the index, then the platform: dead at any moment, the app comes back signed out and finishes. */
  async function destroy(session: Live, kind: 'destroy' | 'destroyWhenDone', over: Edit): Promise<EndNote[]> {
    const { signature } = session.record;
    let trouble: AppError | null;
    try {
      trouble = await queue.condemn(condemned(ground, session, kind === 'destroy' ? 'now' : 'whenJobsDone'));
    } catch (error) {
      return [note('index', error), ...(await destroyUnqueued(ground, session, over))];
    }
    const written = (await letGo(ground, [], over)).map(noteOf);
    if (kind === 'destroyWhenDone') {
      ground.background('session.destroyWhenDone', queue.attempt(signature));
      return [...written, ...(trouble === null ? [] : [note('keychain', trouble)])];
    }
    // What runs on a token that was condemned now ends now, as with a revoke; a platform out of reach is no reason to go on.
    if (session.record.openedBy === 'token') await parts.leases.endOf(signature);
    const tried = await within(clock, queue.attempt(signature));
    // Where it is dead and its entry is closed, its secret is gone, too.
    const kept = trouble !== null && queue.has(signature) ? [note('keychain', trouble)] : [];
    if (tried.kind === 'done') return [...written, ...kept];
    return [...written, ...kept, { step: 'destroy', code: tried.error?.code ?? 'NOT_SIGNED_IN', isQueued: true }];
  }

  return {
    signOut,
    endByItself,
    endInMemory: () => endInMemory(ground, live, end),
    previewSignOut: (input) => previewSignOut(ground, mine(input?.accountId), queue, live, parts),
  };
}

async function writeNotes(ground: Ground, signature: string, ending: EndingRecord): Promise<void> {
  await ground.index
    .change((index) => dropSession(index, signature, ending))
    .catch((error: unknown) => {
      ground.ports.log.warn('session.notes', {}, error);
    });
}

async function endInMemory(
  ground: Ground,
  live: LiveSession,
  end: (session: Live, kind: Kind, ending: EndingRecord) => Promise<EndingRecord>,
): Promise<void> {
  for (const { accountId } of ground.index.value().sessions.filter((one) => one.isInMemory === true)) {
    const session = live.liveOf(accountId);
    if (session === null) continue;
    const ending = live.endingOf(session, 'memoryGone');
    live.detach(session);
    await end(session, session.record.openedBy === 'token' ? 'close' : 'destroy', ending);
  }
}

/** The queue's file cannot be written: what can be done now is done now, and nothing will try again. */
async function destroyUnqueued(ground: Ground, { account, record, bearer }: Live, over: Edit): Promise<EndNote[]> {
  const destroyed = await noting('destroy', () =>
    ground.ports.platform.destroy(platformOfAccount(ground, account.id), bearer, record.signature),
  );
  // A token that opened the session and lives on stays held; the secret of a session is of no use to anybody.
  const isLeft = record.openedBy === 'token' && destroyed.length > 0;
  const key = record.openedBy === 'password' ? sessionKey(account.id) : tokenKey(account.id, record.signature);
  if (record.isInMemory === true) return [...destroyed, ...(await letGo(ground, [], over)).map(noteOf)];
  const drop: Edit = (index) => ({ ...over(index), tokens: index.tokens.filter((one) => one.signature !== record.signature) });
  const trouble = await (isLeft ? letGo(ground, [], over) : letGo(ground, [key], drop));
  return [...destroyed, ...trouble.map(noteOf)];
}

async function forget(ground: Ground, { account, record }: Live, over: Edit): Promise<EndNote[]> {
  const { signature } = record;
  const trouble = await letGo(ground, [tokenKey(account.id, signature)], (index) => ({
    ...over(index),
    tokens: index.tokens.filter((one) => one.signature !== signature),
  }));
  return trouble.map(noteOf);
}

async function close(ground: Ground, over: Edit): Promise<EndNote[]> {
  return (await letGo(ground, [], over)).map(noteOf);
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
    ...(record.isInMemory === true ? ofMemory(token) : { from: record.openedBy === 'password' ? 'session' : 'token' }),
  };
}

/** A keychain that is away may hold the very token all the same: then it is to be removed from there, too. */
function ofMemory(token: TokenRecord | undefined): Pick<Condemned, 'from' | 'isInMemory'> {
  return token?.isHeld === true ? { from: 'token' } : { from: null, isInMemory: true };
}

/** Long enough for a platform that answers; then the queue goes on with the same try. */
function within(clock: Clock, attempt: Promise<Attempted>): Promise<Attempted> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(PATIENCE_MS, () => {
      resolve({ kind: 'kept', state: 'waiting', error: new AppError('TIMED_OUT') });
    });
    attempt.finally(stop).then(resolve, reject);
  });
}

async function clearClipboard(clipboard: ClipboardCare): Promise<EndNote[]> {
  if (clipboard.state().holding === null) return [];
  const { lastOutcome } = await clipboard.clear();
  return lastOutcome === 'failed' ? [{ step: 'clipboard', code: 'CLIPBOARD_FAILED', isQueued: false }] : [];
}

const noteOf = ({ step, error }: LetGoTrouble): EndNote => note(step, error);

/** What could not be done of an end, and why. */
export function note(step: EndNote['step'], error: unknown): EndNote {
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
