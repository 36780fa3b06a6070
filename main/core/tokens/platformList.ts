import type { TokenList } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { isAppError, toErrorAnswer } from '../errors';
import type { Ground } from '../ground';
import type { IndexDocument, ServerToken, Stop, TokenRecord, UncertainMint } from '../ports';
import type { Live, LiveSession } from '../session/liveSession';
import type { Revocations } from './revocationQueue';
import { settleUncertain } from './uncertain';

/** What the platform last told of one account. */
interface Told {
  rows: ServerToken[] | null;
  problem: TokenList['problem'];
  checkedMs: number | null;
}

export interface PlatformList {
  /** What was told of an account while it is signed in, without what has been destroyed since; null where nothing was. */
  of(accountId: string): Told | null;
  isRefreshing(accountId: string): boolean;
  /** Asks again; who asks meanwhile gets the same answer. Never rejects for the platform's sake. */
  refresh(accountId: string): Promise<void>;
  /** Living tokens that the account's list says were made by this one; null without a list. */
  childCount(accountId: string, signature: string): number | null;
  onChange(listener: () => void): Stop;
}

/** The platform's own lists of tokens, one an account that is signed in, and what they teach the index. */
export function createPlatformList(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  isUnderWay: (mint: UncertainMint) => boolean,
): PlatformList {
  const { clock, log, platform: wire } = ground.ports;
  const changed = createEmitter<undefined>();
  // An answer that was on its way while a token died must not bring its row back.
  const destroyed = new Set<string>();
  const told = new Map<string, Told>();
  const refreshing = new Map<string, Promise<void>>();

  const of = (accountId: string): Told | null => told.get(accountId) ?? null;
  function tell(owner: string, next: Told): void {
    told.set(owner, { ...next, rows: next.rows?.filter((one) => !destroyed.has(one.signature)) ?? null });
  }

  async function ask(mine: Live): Promise<void> {
    const owner = mine.account.id;
    // Only what was known before the question can be missing from its answer.
    const before = new Set(ground.index.value().tokens.map((one) => one.signature));
    const deadBefore = [...destroyed];
    try {
      const list = await live.use(owner, (platform, bearer) => wire.listTokens(platform, bearer));
      if (!live.isOpen(mine)) return;
      tell(owner, { rows: list, problem: null, checkedMs: clock.now() });
      // What was dead before the question is not in its answer; what still is, is remembered.
      const listed = new Set(list.map((one) => one.signature));
      for (const signature of deadBefore) if (!listed.has(signature)) destroyed.delete(signature);
      await ground.index
        .change((index) => settleUncertain(learn(index, owner, list, before, clock.now()), owner, list, isUnderWay))
        .catch((error: unknown) => {
          log.warn('tokens.notRecorded', {}, error);
        });
      learnOfSession(live, mine, list);
    } catch (error) {
      if (!live.isOpen(mine)) return;
      // What was read before stays; where the route is refused, it never was, or no longer is, the truth.
      const isRefused = isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED');
      const former = of(owner);
      const rows = isRefused ? null : (former?.rows ?? null);
      told.set(owner, { rows, problem: toErrorAnswer(error), checkedMs: former?.checkedMs ?? null });
    }
  }

  async function refresh(owner: string): Promise<void> {
    const mine = live.liveOf(owner);
    if (mine === null) return;
    const running = refreshing.get(owner);
    if (running !== undefined) return running;
    const done = ask(mine).finally(() => {
      if (refreshing.get(owner) === done) refreshing.delete(owner);
      changed.emit(undefined);
    });
    refreshing.set(owner, done);
    changed.emit(undefined);
    await done;
  }

  queue.onDestroyed(({ signature }) => {
    destroyed.add(signature);
    for (const [owner, list] of told) tell(owner, list);
    changed.emit(undefined);
  });
  live.onOpened(({ account }) => {
    ground.background('tokens.refresh', refresh(account.id));
  });
  live.onClosed(({ account }) => {
    told.delete(account.id);
    refreshing.delete(account.id);
  });

  return {
    of,
    isRefreshing: (accountId) => refreshing.has(accountId),
    refresh,
    childCount: (accountId, signature) => of(accountId)?.rows?.filter((one) => one.parentSignature === signature).length ?? null,
    onChange: (listener) => changed.on(listener),
  };
}

/** What a complete list says about what this computer knows; the index itself where that is nothing new. */
function learn(
  index: IndexDocument,
  owner: string,
  list: readonly ServerToken[],
  before: ReadonlySet<string>,
  nowMs: number,
): IndexDocument {
  const told = new Map(list.map((row) => [row.signature, row]));
  const tokens = index.tokens.map((one) => {
    if (one.accountId !== owner) return one;
    const row = told.get(one.signature);
    if (row === undefined) return before.has(one.signature) && one.goneMs === null ? { ...one, goneMs: nowMs } : one;
    return learnOfToken(one, row);
  });
  return tokens.every((one, at) => one === index.tokens[at]) ? index : { ...index, tokens };
}

/** The record itself where the row tells nothing new: a list that is read often must not be written as often. */
function learnOfToken(record: TokenRecord, row: ServerToken): TokenRecord {
  const learnt: TokenRecord = {
    ...record,
    goneMs: null,
    scope: row.scope.kind === 'unknown' ? record.scope : row.scope,
    madeMs: row.madeMs ?? record.madeMs,
    expiresMs: row.expiresMs ?? record.expiresMs,
    parentSignature: row.parentSignature ?? record.parentSignature,
  };
  return JSON.stringify(learnt) === JSON.stringify(record) ? record : learnt;
}

/** The platform may have capped the session's end, and knows a token's scope better than we do. */
function learnOfSession(live: LiveSession, mine: Live, list: readonly ServerToken[]): void {
  const row = list.find((one) => one.signature === mine.record.signature);
  if (row === undefined) return;
  if (row.expiresMs !== null && row.expiresMs !== mine.record.expiresMs) live.setExpiry(mine, row.expiresMs);
  if (mine.record.openedBy === 'token' && row.scope.kind !== 'unknown')
    live.learn(mine, { canMint: row.scope.kind === 'full' ? 'yes' : 'no' });
}
