import type { TokenList } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { isAppError, toErrorAnswer } from '../errors';
import type { Ground } from '../ground';
import type { IndexDocument, ServerToken, Stop, TokenRecord, UncertainMint } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from './revocationQueue';
import { settleUncertain } from './uncertain';

/** What the platform last told of one account. */
interface Told {
  accountId: string;
  rows: ServerToken[] | null;
  problem: TokenList['problem'];
  checkedMs: number | null;
}

export interface PlatformList {
  /** What was told of the account that is signed in, without what has been destroyed since; null where nothing was. */
  current(): Told | null;
  isRefreshing(): boolean;
  /** Asks again; who asks meanwhile gets the same answer. Never rejects for the platform's sake. */
  refresh(): Promise<void>;
  /** Living tokens that the list says were made by this one; null without a list. */
  childCount(signature: string): number | null;
  onChange(listener: () => void): Stop;
}

/** The platform's own list of tokens, asked for the account that is signed in, and what it teaches the index. */
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
  let told: Told | null = null;
  let refreshing: { accountId: string; done: Promise<void> } | null = null;

  const accountId = (): string | null => live.live()?.account.id ?? null;
  const current = (): Told | null => (told !== null && told.accountId === accountId() ? told : null);
  function tell(next: Told): void {
    told = { ...next, rows: next.rows?.filter((one) => !destroyed.has(one.signature)) ?? null };
  }

  async function ask(owner: string): Promise<void> {
    // Only what was known before the question can be missing from its answer.
    const before = new Set(ground.index.value().tokens.map((one) => one.signature));
    const deadBefore = [...destroyed];
    try {
      const list = await live.use((platform, bearer) => wire.listTokens(platform, bearer));
      if (accountId() !== owner) return;
      tell({ accountId: owner, rows: list, problem: null, checkedMs: clock.now() });
      // What was dead before the question is not in its answer; what still is, is remembered.
      const listed = new Set(list.map((one) => one.signature));
      for (const signature of deadBefore) if (!listed.has(signature)) destroyed.delete(signature);
      await ground.index
        .change((index) => settleUncertain(learn(index, owner, list, before, clock.now()), owner, list, isUnderWay))
        .catch((error: unknown) => {
          log.warn('tokens.notRecorded', {}, error);
        });
      learnOfSession(live, list);
    } catch (error) {
      if (accountId() !== owner) return;
      // What was read before stays; where the route is refused, it never was, or no longer is, the truth.
      const isRefused = isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED');
      const former = current();
      const rows = isRefused ? null : (former?.rows ?? null);
      told = { accountId: owner, rows, problem: toErrorAnswer(error), checkedMs: former?.checkedMs ?? null };
    }
  }

  async function refresh(): Promise<void> {
    const owner = accountId();
    if (owner === null) return;
    if (refreshing?.accountId === owner) return refreshing.done;
    const done = ask(owner).finally(() => {
      if (refreshing?.done === done) refreshing = null;
      changed.emit(undefined);
    });
    refreshing = { accountId: owner, done };
    changed.emit(undefined);
    await done;
  }

  queue.onDestroyed((signature) => {
    destroyed.add(signature);
    if (told !== null) tell(told);
    changed.emit(undefined);
  });
  live.onOpened(() => {
    ground.background('tokens.refresh', refresh());
  });

  return {
    current,
    isRefreshing: () => refreshing !== null && refreshing.accountId === accountId(),
    refresh,
    childCount: (signature) => current()?.rows?.filter((one) => one.parentSignature === signature).length ?? null,
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
function learnOfSession(live: LiveSession, list: readonly ServerToken[]): void {
  const mine = live.live();
  const row = list.find((one) => one.signature === mine?.record.signature);
  if (mine === null || row === undefined) return;
  if (row.expiresMs !== null && row.expiresMs !== mine.record.expiresMs) live.setExpiry(row.expiresMs);
  if (mine.record.openedBy === 'token' && row.scope.kind !== 'unknown')
    live.tell({ kind: 'learned', facts: { canMint: row.scope.kind === 'full' ? 'yes' : 'no' } });
}
