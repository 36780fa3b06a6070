import type { QueueEntry, QueueState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { isAppError, type AppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { PlatformInfo, QueueRecord, Stop } from '../ports';
import type { RevocationQueue } from '../services';
import type { LiveSession } from '../session/liveSession';
import { inOrder } from './bearers';
import { createOutlooks, type Outlooks } from './outlooks';
import { createQueueBook, type Condemned, type QueueBook } from './queueBook';
import { createQueueRuns } from './queueRuns';
import { createAttempt, type Attempted } from './revocationAttempt';

export interface Revocations extends RevocationQueue {
  has(signature: string): boolean;
  condemn(what: Condemned): Promise<AppError | null>;
  condemnAll: QueueBook['condemnAll'];
  gather: QueueBook['gather'];
  pardon: QueueBook['pardon'];
  entry(signature: string): QueueRecord | null;
  /** With the secrets of condemned tokens of an account, one after the other until one is accepted; null where none was. */
  withCondemned<T>(accountId: string, call: (platform: PlatformInfo, bearer: string) => Promise<T>): Promise<{ value: T } | null>;
  /** The queue leaves these alone by itself; who asks for one by `attempt` gets it tried. */
  holdBack(isHeldBack: (signature: string) => boolean): void;
  /** Once what is being condemned now has its place in the file and in the keychain. */
  settled(): Promise<void>;
  /** Tries one entry now; a try that is under way already is shared. */
  attempt(signature: string, prefer?: 'self' | 'session'): Promise<Attempted>;
  /** Told when a condemned token is dead. */
  onDestroyed(listener: (entry: QueueRecord) => void): Stop;
  start(): void;
}

/** The queue as the rest of core sees it: what waits, and the tries, each entry by itself and all in their time. */
export function createRevocations(ground: Ground, session: LiveSession): Revocations {
  const book = createQueueBook(ground);
  const outlooks = createOutlooks(ground.ports.clock);
  const changed = createEmitter<QueueState>();
  const destroyed = createEmitter<QueueRecord>();
  const state = (): QueueState => ({
    entries: book.entries().map((entry) => shown(ground, entry, outlooks, book.isInMemory(entry) || undefined)),
  });
  const tell = (): void => {
    changed.emit(state());
  };
  const attempt = createAttempts(ground, session, book, outlooks, {
    onDestroyed: (entry) => {
      destroyed.emit(entry);
    },
    onSettled: () => {
      tell();
      runs.schedule();
    },
  });
  let isHeldBack: (signature: string) => boolean = () => false;
  const tryAll = (isDue: (signature: string) => boolean, isStopped: () => boolean): Promise<void> =>
    tryInOrder(book, outlooks, attempt, (entry) => !isStopped() && !isHeldBack(entry.signature) && isDue(entry.signature));
  const runs = createQueueRuns(ground, outlooks, tryAll, tell);
  const runSoon = (): void => {
    ground.background('queue.run', runs.run());
  };

  let settling: Promise<unknown> = Promise.resolve();

  ground.queue.onChange(tell);
  session.onOpened(runSoon);
  return {
    state,
    onChange: (listener) => changed.on(listener),
    onDestroyed: (listener) => destroyed.on(listener),
    has: (signature) => book.find(signature) !== null,
    condemn: (what) => {
      const condemned = book.condemn(what);
      settling = Promise.allSettled([settling, condemned]);
      return condemned;
    },
    condemnAll: book.condemnAll,
    gather: book.gather,
    pardon: book.pardon,
    entry: book.find,
    withCondemned: (accountId, call) => withCondemned(ground, book, accountId, call),
    holdBack: (next) => void (isHeldBack = next),
    settled: async () => {
      await settling;
    },
    attempt: (signature, prefer = 'self') => attempt(signature, prefer),
    run: async () => {
      await runs.run();
      return state();
    },
    start: runSoon,
    stop: () => {
      runs.stop();
    },
  };
}

/** More would be a guess: a token that may not is no reason to think that the next one may. */
const MOST_BEARERS = 5;

async function withCondemned<T>(
  ground: Ground,
  book: QueueBook,
  accountId: string,
  call: (platform: PlatformInfo, bearer: string) => Promise<T>,
): Promise<{ value: T } | null> {
  const bearing = book.entries().filter((entry) => entry.accountId === accountId && book.canBear(entry));
  for (const entry of bearing.slice(0, MOST_BEARERS)) {
    const bearer = await book.secretOf(entry);
    if (bearer === null) continue;
    try {
      return { value: await call(platformOfAccount(ground, accountId), bearer) };
    } catch (error) {
      if (!isAppError(error, 'TOKEN_NOT_ACCEPTED', 'PERMISSION_DENIED', 'NOT_FOUND')) throw error;
    }
  }
  return null;
}

type Attempt = (signature: string, prefer: 'self' | 'session') => Promise<Attempted>;

/** One try an entry at a time: who asks for one that is under way gets its answer. */
function createAttempts(
  ground: Ground,
  session: LiveSession,
  book: QueueBook,
  outlooks: Outlooks,
  on: { onDestroyed(entry: QueueRecord): void; onSettled(): void },
): Attempt {
  const underWay = new Map<string, Promise<Attempted>>();
  const tryOnce = createAttempt(ground, session, book);

  async function attemptNow(entry: QueueRecord, prefer: 'self' | 'session'): Promise<Attempted> {
    const result = await tryOnce(entry, prefer);
    if (result.kind === 'kept') outlooks.putOff(entry.signature, result);
    else {
      outlooks.drop(entry.signature);
      // Dead, but its secret or its entry could not be cleared away: that is tried again, too.
      if (book.find(entry.signature) !== null)
        outlooks.putOff(entry.signature, { kind: 'kept', state: 'waiting', error: result.notClosed });
      on.onDestroyed(entry);
    }
    return result;
  }

  return async (signature, prefer) => {
    const running = underWay.get(signature);
    if (running !== undefined) return running;
    const entry = book.find(signature);
    if (entry === null) return { kind: 'done', was: 'gone', notClosed: null };
    const mine = attemptNow(entry, prefer).finally(() => {
      underWay.delete(signature);
      on.onSettled();
    });
    underWay.set(signature, mine);
    return mine;
  };
}

/** One after the other; where a platform is out of reach, its other entries wait for the next run. */
async function tryInOrder(book: QueueBook, outlooks: Outlooks, attempt: Attempt, isDue: (entry: QueueRecord) => boolean): Promise<void> {
  const unreachable = new Map<string, Extract<Attempted, { kind: 'kept' }>>();
  for (const { signature, platform } of inOrder(book.entries(), book.canBear)) {
    const entry = book.find(signature);
    if (entry === null || !isDue(entry)) continue;
    const without = unreachable.get(platform.key);
    if (without !== undefined) {
      // Put off like the one that was tried, else it would be due again at once.
      outlooks.putOff(signature, without);
      continue;
    }
    const result = await attempt(signature, 'self');
    if (result.kind === 'kept' && isAppError(result.error, 'OFFLINE', 'TIMED_OUT')) unreachable.set(platform.key, result);
  }
}

function shown(ground: Ground, entry: QueueRecord, outlooks: Outlooks, isInMemory: true | undefined): QueueEntry {
  const { state, problem, nextTryMs } = outlooks.of(entry);
  const { signature, label, last4, username, reason, when, sinceMs, expiresMs } = entry;
  const platformName = nameOf(ground, entry);
  return { signature, label, last4, username, platformName, reason, when, state, problem, sinceMs, nextTryMs, expiresMs, isInMemory };
}

function nameOf(ground: Ground, entry: QueueRecord): string {
  try {
    return platformOfAccount(ground, entry.accountId).name;
  } catch {
    return entry.platform.name;
  }
}
