import type { RotationState } from '../../../../preload/contract/contract';
import { createEmitter } from '../../emitter';
import { AppError } from '../../errors';
import type { Ground } from '../../ground';
import type { LeaseKeeper } from '../../grants/leaseKeeper';
import type { RotationRecord, Stop } from '../../ports';
import type { Minted, MintInput, Rotations, TokenOf } from '../../services';
import { runningOf } from '../../session/consequences';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { TokenBook } from '../tokenBook';
import { createActs, rotatable } from './acts';
import { createExpiryWatch } from './expiryWatch';
import { createJournal, orphans, type Journal } from './journal';
import { createNewTokens } from './makeNew';
import { createProgress, type Progress } from './progress';
import { lengthOf } from './rotationRules';
import { createSteps, type Steps } from './steps';

export interface RotationParts {
  queue: Revocations;
  book: TokenBook;
  leases: Pick<LeaseKeeper, 'leases' | 'onChange'>;
  mint(input: MintInput): Promise<Minted>;
}

export interface RunningRotations extends Rotations {
  /** The app was unlocked: what was not told behind the lock is told now. */
  look(): void;
  /** Takes up what the last run left. */
  start(): Promise<void>;
  stop(): void;
}

/** Rotation: a new token in an old one's place, safe against a death at any moment; and the watch over tokens whose end is near. */
export function createRotations(ground: Ground, live: LiveSession, parts: RotationParts): RunningRotations {
  const { queue, book, leases } = parts;
  const journal = createJournal(ground);
  const news = createNewTokens(ground, live, queue, book, parts.mint);
  const switched = createEmitter<RotationRecord>();
  const onSwitched = (entry: RotationRecord): void => {
    switched.emit(entry);
  };
  const steps = createSteps(ground, live, { journal, news, book, queue, leases, onSwitched });
  const progress = createProgress(ground, journal, steps);
  const acts = createActs(ground, live, { journal, news, progress, queue, book });
  const watch = createExpiryWatch(ground, live, {
    journal,
    queue,
    rotate: ({ accountId, signature, selfRotation }) => {
      const old = selfRotation === 'keep' ? 'keep' : 'revoke';
      return acts.begin({ accountId, signature, old, scope: null, lengthMs: null, mayRevokeExposed: false }, 'itself');
    },
  });
  const stops: Stop[] = [];
  const changed = createEmitter<RotationState>();
  const named = ({ accountId = live.activeId() ?? undefined }: { accountId?: string | undefined }): string => {
    if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
    return accountId;
  };

  const tell = (): void => {
    changed.emit(state());
  };
  const state = (): RotationState => stateOf(live, { journal, steps, progress, leases });

  async function preview(input: TokenOf): ReturnType<Rotations['preview']> {
    const accountId = named(input);
    const row = book.row(accountId, input.signature);
    const record = rotatable(book, accountId, input.signature);
    return {
      row,
      running: await runningOf(ground, live, accountId),
      leases: leases.leases().filter((lease) => lease.signature === input.signature),
      childCount: book.childCount(accountId, input.signature),
      lengthMs: lengthOf(row),
      isExposed: record.wasExposed,
      madeBy: news.makers(accountId, input.signature)[0]?.by ?? null,
    };
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    onSwitched: (listener) => switched.on(listener),
    onNotice: (listener) => watch.onNotice(listener),
    preview,
    rotate: (input) => acts.begin({ ...input, accountId: named(input) }, 'person'),
    finish: acts.finish,
    undo: async (input) => {
      await acts.undo(input.id);
      return state();
    },
    setSelf: (input) => acts.setSelf(named(input), input),
    look: watch.look,
    async start() {
      stops.push(...follow(ground, live, { leases, progress, tell }));
      const isGone = ({ accountId }: { accountId: string }): boolean => ground.index.value().accounts.every(({ id }) => id !== accountId);
      for (const entry of [...journal.open()]) if (isGone(entry) || acts.isVoid(entry)) await journal.close(entry.id);
      for (const entry of orphans(ground, queue.has)) await journal.put(entry);
      progress.goOnAll(() => true);
      watch.start();
    },
    stop() {
      for (const stop of stops) stop();
      progress.stop();
      watch.stop();
    },
  };
}

/** What lets a rotation go on that waited, and what is told anew. */
function follow(
  ground: Ground,
  live: LiveSession,
  { leases, progress, tell }: { leases: Pick<LeaseKeeper, 'onChange'>; progress: Progress; tell: () => void },
): Stop[] {
  const sources = [ground.rotation, ground.index, ground.queue, leases, live, progress];
  const isWaiting = ({ step }: RotationRecord): boolean => step === 'wait' || step === 'end';
  const goOnWaiting = (): void => {
    progress.goOnAll(isWaiting);
  };
  return [
    ...sources.map((source) => source.onChange(tell)),
    leases.onChange(goOnWaiting),
    live.onClosed(goOnWaiting),
    live.onOpened(({ account }) => {
      progress.goOnAll(({ accountId }) => accountId === account.id);
    }),
  ];
}

interface StateParts {
  journal: Journal;
  steps: Steps;
  progress: Progress;
  leases: Pick<LeaseKeeper, 'leases'>;
}

/** Signed out nothing of an account's tokens is told here. */
function stateOf(live: LiveSession, { journal, steps, progress, leases }: StateParts): RotationState {
  const accountId = live.activeId();
  if (accountId === null || live.liveOf(accountId) === null) return { accountId, open: [] };
  const open = journal.open().filter((one) => one.accountId === accountId);
  const leaseCountOf = (signature: string): number => leases.leases().filter((one) => one.signature === signature).length;
  return {
    accountId,
    open: open.map((entry) => ({
      ...shown(entry, steps),
      problem: progress.problemOf(entry.id),
      leaseCount: leaseCountOf(entry.oldSignature),
    })),
  };
}

/** unfinished: stopped on its way, to be gone on with or undone; waits: for processes that have the old token; asks: for a yes to revoke it. */
function shown(entry: RotationRecord, steps: Steps): Omit<RotationState['open'][number], 'problem' | 'leaseCount'> {
  const { id, oldSignature, newSignature, label, last4, step } = entry;
  const stage = step === 'wait' ? (steps.holds(entry) ?? 'unfinished') : 'unfinished';
  return { id, signature: oldSignature, newSignature, label, last4, stage, isSwitched: step === 'wait' || step === 'end' };
}
