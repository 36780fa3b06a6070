import type { QueueEntry } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { isAppError, toErrorAnswer } from '../errors';
import { isKeychainError } from '../ground';
import type { Clock, QueueRecord } from '../ports';
import type { Attempted } from './revocationAttempt';

const FIRST_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 3_600_000;
const JOBS_POLL_MS = 120_000;

type Kept = Extract<Attempted, { kind: 'kept' }>;

/** What is known of an entry's next try; it lives as long as the app runs. */
interface Outlook {
  tries: number;
  state: QueueEntry['state'];
  problem: ErrorAnswer | null;
  nextTryMs: number | null;
}

export interface Outlooks {
  of(entry: QueueRecord): Pick<Outlook, 'state' | 'problem' | 'nextTryMs'>;
  putOff(signature: string, result: Kept): void;
  drop(signature: string): void;
  isDue(signature: string): boolean;
  /** When the next of these falls due; null where all wait for something else than time. */
  nextMs(entries: readonly QueueRecord[]): number | null;
}

/** When each entry of the queue is tried again: less and less often, sooner only where the platform or the keychain says so. */
export function createOutlooks(clock: Clock): Outlooks {
  const outlooks = new Map<string, Outlook>();
  return {
    of(entry) {
      const known = outlooks.get(entry.signature);
      if (known !== undefined) return known;
      return {
        state: entry.isRefused ? 'refused' : entry.when === 'whenJobsDone' ? 'jobsRunning' : 'waiting',
        problem: null,
        nextTryMs: null,
      };
    },
    putOff(signature, result) {
      outlooks.set(signature, outlookOf(result, outlooks.get(signature)?.tries ?? 0, clock.now()));
    },
    drop: (signature) => void outlooks.delete(signature),
    isDue: (signature) => (outlooks.get(signature)?.nextTryMs ?? Infinity) <= clock.now(),
    nextMs(entries) {
      const times = entries.flatMap((entry) => outlooks.get(entry.signature)?.nextTryMs ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}

function outlookOf(result: Kept, triesBefore: number, nowMs: number): Outlook {
  const problem = result.error === null ? null : toErrorAnswer(result.error);
  if (result.state === 'needsSignIn' || result.state === 'refused') return { tries: 0, state: result.state, problem, nextTryMs: null };
  if (result.state === 'jobsRunning') return { tries: 0, state: 'jobsRunning', problem, nextTryMs: nowMs + JOBS_POLL_MS };
  const backOffMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** triesBefore);
  const askedMs = isAppError(result.error) ? (result.error.details?.retryAfterMs ?? 0) : 0;
  // A keychain that is locked now is asked again by its own state, not by the hour.
  const delayMs = isKeychainError(result.error) ? FIRST_DELAY_MS : Math.max(backOffMs, askedMs);
  return { tries: Math.min(triesBefore + 1, 10), state: 'waiting', problem, nextTryMs: nowMs + delayMs };
}
