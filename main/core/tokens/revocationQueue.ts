import type { QueueEntry, QueueState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { createEmitter } from '../emitter';
import { isAppError, toErrorAnswer, type AppError } from '../errors';
import { isKeychainError, platformOfAccount, type Ground } from '../ground';
import type { QueueRecord, Stop } from '../ports';
import type { RevocationQueue } from '../services';
import type { LiveSession } from '../session/liveSession';
import { inOrder } from './bearers';
import { createAttempt, type Attempted } from './revocationAttempt';
import { createQueueBook, type Condemned } from './queueBook';

const FIRST_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 3_600_000;
const JOBS_POLL_MS = 120_000;

/** What is known of an entry's next try; it lives as long as the app runs. */
interface Outlook {
  tries: number;
  state: QueueEntry['state'];
  problem: ErrorAnswer | null;
  nextTryMs: number | null;
}

export interface Revocations extends RevocationQueue {
  has(signature: string): boolean;
  condemn(what: Condemned): Promise<AppError | null>;
  /** Tries one entry now; a try that is under way already is shared. */
  attempt(signature: string, prefer?: 'self' | 'session'): Promise<Attempted>;
  /** Told when a condemned token is dead. */
  onDestroyed(listener: (signature: string) => void): Stop;
  start(): void;
}

export function createRevocations(ground: Ground, session: LiveSession): Revocations {
  const { clock } = ground.ports;
  const book = createQueueBook(ground);
  const changed = createEmitter<QueueState>();
  const destroyed = createEmitter<string>();
  const outlooks = new Map<string, Outlook>();
  const underWay = new Map<string, Promise<Attempted>>();
  const tryOnce = createAttempt(ground, session, book);
  let stopTimer: Stop = () => undefined;
  let isStopped = false;
  let runs: Promise<void> | null = null;

  const state = (): QueueState => ({ entries: book.entries().map((entry) => shown(ground, entry, outlooks.get(entry.signature))) });
  const tell = (): void => {
    changed.emit(state());
  };

  function putOff(signature: string, result: Extract<Attempted, { kind: 'kept' }>): void {
    outlooks.set(signature, outlookOf(result, outlooks.get(signature)?.tries ?? 0, clock.now()));
  }

  async function attemptNow(entry: QueueRecord, prefer: 'self' | 'session'): Promise<Attempted> {
    const result = await tryOnce(entry, prefer);
    if (result.kind === 'kept') putOff(entry.signature, result);
    else {
      outlooks.delete(entry.signature);
      destroyed.emit(entry.signature);
    }
    return result;
  }

  async function attempt(signature: string, prefer: 'self' | 'session' = 'self'): Promise<Attempted> {
    const running = underWay.get(signature);
    if (running !== undefined) return running;
    const entry = book.find(signature);
    if (entry === null) return { kind: 'done', was: 'gone' };
    const mine = attemptNow(entry, prefer).finally(() => {
      underWay.delete(signature);
      tell();
      schedule();
    });
    underWay.set(signature, mine);
    return mine;
  }

  /** One after the other; where a platform is out of reach, its other entries wait for the next run. */
  async function tryAll(isDue: (entry: QueueRecord) => boolean): Promise<void> {
    const unreachable = new Map<string, Extract<Attempted, { kind: 'kept' }>>();
    for (const { signature, platform } of inOrder(book.entries())) {
      const entry = book.find(signature);
      if (isStopped || entry === null || !isDue(entry)) continue;
      const without = unreachable.get(platform.key);
      if (without !== undefined) {
        // Put off like the one that was tried, else it would be due again at once.
        putOff(signature, without);
        continue;
      }
      const result = await attempt(signature);
      if (result.kind === 'kept' && isAppError(result.error, 'OFFLINE', 'TIMED_OUT')) unreachable.set(platform.key, result);
    }
  }

  async function run(isDue: (entry: QueueRecord) => boolean): Promise<void> {
    runs ??= tryAll(isDue).finally(() => {
      runs = null;
      tell();
      schedule();
    });
    await runs;
  }

  function schedule(): void {
    stopTimer();
    if (isStopped) return;
    const times = book.entries().flatMap((entry) => {
      const next = outlooks.get(entry.signature)?.nextTryMs;
      return typeof next === 'number' ? [next] : [];
    });
    if (times.length === 0) return;
    const isDue = (entry: QueueRecord): boolean => (outlooks.get(entry.signature)?.nextTryMs ?? Infinity) <= clock.now();
    stopTimer = clock.after(Math.max(1_000, Math.min(...times) - clock.now()), () => {
      ground.background('queue.run', run(isDue));
    });
  }

  ground.queue.onChange(tell);
  session.onOpened(() => {
    ground.background(
      'queue.run',
      run(() => true),
    );
  });
  return {
    state,
    onChange: (listener) => changed.on(listener),
    onDestroyed: (listener) => destroyed.on(listener),
    has: (signature) => book.find(signature) !== null,
    condemn: (what) => book.condemn(what),
    attempt,
    run: async () => {
      await run(() => true);
      return state();
    },
    start: () => {
      ground.background(
        'queue.run',
        run(() => true),
      );
    },
    stop: () => {
      isStopped = true;
      stopTimer();
    },
  };
}

function outlookOf(result: Extract<Attempted, { kind: 'kept' }>, triesBefore: number, nowMs: number): Outlook {
  const problem = result.error === null ? null : toErrorAnswer(result.error);
  if (result.state === 'needsSignIn' || result.state === 'refused') return { tries: 0, state: result.state, problem, nextTryMs: null };
  if (result.state === 'jobsRunning') return { tries: 0, state: 'jobsRunning', problem, nextTryMs: nowMs + JOBS_POLL_MS };
  const backOffMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** triesBefore);
  const askedMs = isAppError(result.error) ? (result.error.details?.retryAfterMs ?? 0) : 0;
  // A keychain that is locked now is asked again by its own state, not by the hour.
  const delayMs = isKeychainError(result.error) ? FIRST_DELAY_MS : Math.max(backOffMs, askedMs);
  return { tries: Math.min(triesBefore + 1, 10), state: 'waiting', problem, nextTryMs: nowMs + delayMs };
}

function shown(ground: Ground, entry: QueueRecord, outlook: Outlook | undefined): QueueEntry {
  return {
    signature: entry.signature,
    label: entry.label,
    last4: entry.last4,
    username: entry.username,
    platformName: nameOf(ground, entry),
    reason: entry.reason,
    when: entry.when,
    state: outlook?.state ?? (entry.isRefused ? 'refused' : entry.when === 'whenJobsDone' ? 'jobsRunning' : 'waiting'),
    problem: outlook?.problem ?? null,
    sinceMs: entry.sinceMs,
    nextTryMs: outlook?.nextTryMs ?? null,
    expiresMs: entry.expiresMs,
  };
}

function nameOf(ground: Ground, entry: QueueRecord): string {
  try {
    return platformOfAccount(ground, entry.accountId).name;
  } catch {
    return entry.platform.name;
  }
}
