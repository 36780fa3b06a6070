import { isAppError } from '../errors';
import type { ErrorCode } from '../../../preload/contract/errors';
import type { Ground } from '../ground';
import { createLane } from '../lane';
import type { PanicRecord, PanicReport, Stop } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import { isEnded, type PanicBook } from './panicBook';
import { createPass } from './panicPass';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;

export interface PanicRounds {
  /** One round now, after one that is under way; sets the clock for the next where it is not over. */
  run(): Promise<void>;
  /** What is not done yet is left to the queue. */
  leave(): Promise<void>;
  /** Between rounds, so that nothing is on its way. */
  between(work: () => Promise<void>): Promise<void>;
  /** Puts back what was held; at a start, what was cut off of that. */
  takeBack(record: PanicRecord): Promise<void>;
  stop(): void;
}

/** Rounds until it is over, less and less often, the way back included. */
export function createRounds(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  book: PanicBook,
  session: Pick<Session, 'signOut'>,
): PanicRounds {
  const { clock, log } = ground.ports;
  const inTurn = createLane();
  let isLeaving = false;
  let tries = 0;
  let stopTimer: Stop = () => undefined;

  const pass = createPass(ground, live, queue, {
    session,
    record: () => book.current() ?? NOTHING,
    change: book.change,
    contacted: async () => {
      if (book.current()?.wasContacted === false) await book.change((record) => ({ ...record, wasContacted: true }));
    },
    isLeaving: () => isLeaving,
  });

  async function passed(): Promise<ErrorCode | null> {
    try {
      return (await pass()).problem;
    } catch (error) {
      log.warn('panic.pass', {}, error);
      return isAppError(error) ? error.code : 'INTERNAL';
    }
  }

  async function round(): Promise<void> {
    const record = book.current();
    if (record === null) return;
    if (record.isUndoing) return takeBack(record);
    stopTimer();
    book.show({ isWorking: true, nextTryMs: null });
    const problem = await passed();
    book.show({ isWorking: false, problem });
    if (problem === null || isLeaving) await finish();
    else again();
  }

  function again(): void {
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
    tries = Math.min(tries + 1, 10);
    stopTimer = clock.after(waitMs, () => {
      ground.background('panic.round', inTurn(round));
    });
    book.show({ nextTryMs: clock.now() + waitMs });
  }

  async function finish(): Promise<void> {
    const record = book.current();
    if (record !== null) await over(reportOf(ground, queue, record, isLeaving));
    ground.background('queue.run', queue.run());
  }

  async function takeBack(record: PanicRecord): Promise<void> {
    stopTimer();
    for (const { signature, former } of record.targets) await queue.pardon(signature, former);
    const nothing = { revoked: 0, waiting: 0, needsSignIn: 0, refused: 0, othersMayExist: false };
    await over({ scope: record.scope, atMs: clock.now(), wasUndone: true, ...nothing });
  }

  async function over(report: PanicReport): Promise<void> {
    await book.write(null, report);
    isLeaving = false;
    tries = 0;
    ground.freeze.hold(false);
    book.show({ problem: null, nextTryMs: null });
  }

  return {
    run: () => inTurn(round),
    leave: () => {
      isLeaving = true;
      return inTurn(round);
    },
    between: inTurn,
    takeBack,
    stop: () => {
      stopTimer();
    },
  };
}

const NOTHING: PanicRecord = { scope: 'held', sinceMs: 0, wasContacted: false, isUndoing: false, accounts: [], targets: [] };

function reportOf(ground: Ground, queue: Revocations, record: PanicRecord, wasLeft: boolean): PanicReport {
  const left = queue.state().entries;
  const ids = new Set(record.accounts.map((one) => one.accountId));
  const { uncertain, unanswered } = ground.index.value();
  const nowMs = ground.ports.clock.now();
  const isOpen = (one: { accountId: string | null; untilMs: number }): boolean =>
    one.untilMs > nowMs && (one.accountId === null || ids.has(one.accountId));
  const isListed = record.scope === 'listed';
  const isUnread = record.accounts.some((one) => one.list === 'refused' || (wasLeft && one.list === 'toRead'));
  const count = (state: (typeof left)[number]['state']): number => left.filter((one) => one.state === state).length;
  return {
    scope: record.scope,
    atMs: nowMs,
    wasUndone: false,
    revoked: record.targets.filter((one) => isEnded(ground, queue, one)).length,
    waiting: count('waiting') + count('jobsRunning'),
    needsSignIn: count('needsSignIn'),
    refused: count('refused'),
    othersMayExist: (isListed && isUnread) || uncertain.some(isOpen) || unanswered.some(isOpen),
  };
}
