import type { TokenList, TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { createEmitter } from '../emitter';
import { AppError, isAppError, toErrorAnswer } from '../errors';
import { upsert, type Ground } from '../ground';
import type { IndexDocument, ServerToken, Stop, TokenRecord } from '../ports';
import type { Grants } from '../services';
import type { LiveSession } from '../session/liveSession';
import { joinList } from './listJoin';
import type { Revocations } from './revocationQueue';
import { settleUncertain } from './uncertain';

const WRITE_LAST_USED_MS = 60_000;

/** The list that is shown, and the rules of who may have a held secret: what every other part of tokens stands on. */
export interface TokenBook {
  state(): TokenList;
  onChange(listener: (list: TokenList) => void): Stop;
  refresh(): Promise<TokenList>;
  row(signature: string): TokenRow;
  record(signature: string): TokenRecord | null;
  put(record: TokenRecord): Promise<void>;
  edit(signature: string, patch: Partial<TokenRecord>): Promise<void>;
  drop(signature: string): Promise<void>;
  /** The secret of a token that may be handed out now, else the reason why not. */
  secretFor(signature: string): Promise<{ record: TokenRecord; secret: string }>;
  /** As `secretFor`, without reading it. */
  checkUsable(signature: string): TokenRecord;
  markUsed(signature: string): void;
  /** Refuses new leases of a token while its revocation is being arranged. */
  block(signature: string): Stop;
  /** Living tokens that the platform's list says were made by this one; null without a list. */
  childCount(signature: string): number | null;
  flush(): Promise<void>;
}

/** What the platform last told of one account. */
interface Told {
  accountId: string;
  rows: ServerToken[] | null;
  problem: TokenList['problem'];
  checkedMs: number | null;
}

export function createTokenBook(ground: Ground, live: LiveSession, queue: Revocations, leases: Pick<Grants, 'leases'>): TokenBook {
  const { clock } = ground.ports;
  const changed = createEmitter<TokenList>();
  const lastUsed = new Map<string, number>();
  const blocked = new Set<string>();
  // An answer that was on its way while a token died must not bring its row back.
  const destroyed = new Set<string>();
  let told: Told | null = null;
  let refreshing: { accountId: string; done: Promise<TokenList> } | null = null;
  let stopWrite: Stop | null = null;

  const accountId = (): string | null => live.live()?.account.id ?? null;
  const current = (): Told | null => (told !== null && told.accountId === accountId() ? told : null);

  function rows(): TokenRow[] {
    const owner = accountId();
    const { tokens } = ground.index.value();
    const counts = new Map<string, number>();
    for (const lease of leases.leases()) counts.set(lease.signature, (counts.get(lease.signature) ?? 0) + 1);
    const record = live.live()?.record;
    return joinList({
      // Signed out, only what works while the person is away can be used, so nothing else is told.
      records: tokens.filter((one) => (owner === null ? one.isHeld && one.worksWhileAway : one.accountId === owner)),
      server: current()?.rows?.filter((one) => !destroyed.has(one.signature)) ?? null,
      sessionSignatures: new Set([
        ...(record?.openedBy === 'password' ? [record.signature] : []),
        ...endingSessions(ground.queue.value().entries, tokens),
      ]),
      revoking: new Set([...blocked, ...ground.queue.value().entries.map((entry) => entry.signature)]),
      leaseCounts: counts,
      lastUsed,
      nowMs: clock.now(),
    });
  }

  function state(): TokenList {
    const owner = accountId();
    const now = current();
    const uncertain = ground.index.value().uncertain.filter((one) => one.accountId === owner && one.untilMs > clock.now());
    return {
      rows: rows(),
      source: (now?.rows ?? null) === null ? 'thisComputer' : 'platform',
      problem: now?.problem ?? null,
      checkedMs: now?.checkedMs ?? null,
      isRefreshing: refreshing !== null && refreshing.accountId === owner,
      mayExist: uncertain.map(({ label, untilMs }) => ({ label, untilMs })),
    };
  }
  const tell = (): void => {
    changed.emit(state());
  };

  async function ask(owner: string): Promise<TokenList> {
    // Only what was known before the question can be missing from its answer.
    const before = new Set(ground.index.value().tokens.map((one) => one.signature));
    try {
      const list = await live.use((platform, bearer) => ground.ports.platform.listTokens(platform, bearer));
      if (accountId() !== owner) return state();
      told = { accountId: owner, rows: list, problem: null, checkedMs: clock.now() };
      await ground.index
        .change((index) => learn(index, owner, list, before, clock.now()))
        .catch((error: unknown) => {
          ground.ports.log.warn('tokens.notRecorded', {}, error);
        });
      learnOfSession(live, list);
    } catch (error) {
      if (accountId() !== owner) return state();
      // What was read before stays; where the route is refused, it never was, or no longer is, the truth.
      const isRefused = isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED');
      const former = current();
      told = {
        accountId: owner,
        rows: isRefused ? null : (former?.rows ?? null),
        problem: toErrorAnswer(error),
        checkedMs: former?.checkedMs ?? null,
      };
    }
    return state();
  }

  async function refresh(): Promise<TokenList> {
    const owner = accountId();
    if (owner === null) return state();
    if (refreshing?.accountId === owner) return refreshing.done;
    const done = ask(owner).finally(() => {
      if (refreshing?.done === done) refreshing = null;
      tell();
    });
    refreshing = { accountId: owner, done };
    tell();
    await done;
    return state();
  }

  function row(signature: string): TokenRow {
    const found = rows().find((one) => one.signature === signature);
    if (found === undefined) throw new AppError('NO_SUCH_TOKEN');
    return found;
  }
  const record = (signature: string): TokenRecord | null => ground.index.value().tokens.find((one) => one.signature === signature) ?? null;
  const put = (one: TokenRecord): Promise<void> =>
    ground.index.change((index) => ({ ...index, tokens: upsert(index.tokens, one, (other) => other.signature === one.signature) }));

  async function edit(signature: string, patch: Partial<TokenRecord>): Promise<void> {
    await ground.index.change((index) => ({
      ...index,
      tokens: index.tokens.map((one) => (one.signature === signature ? { ...one, ...patch } : one)),
    }));
  }

  function checkUsable(signature: string): TokenRecord {
    const found = record(signature);
    const owner = accountId();
    if (found === null || (owner !== null && found.accountId !== owner)) throw new AppError('NO_SUCH_TOKEN');
    // SECURITY: signed out, only what the person set to work while away leaves the keychain.
    if (owner === null && !found.worksWhileAway) throw new AppError('NOT_SIGNED_IN');
    const shown = row(signature);
    if (shown.state === 'revoking') throw new AppError('REFUSED', { details: { queued: true } });
    if (shown.state === 'expired') throw new AppError('TOKEN_EXPIRED');
    if (shown.state === 'gone') throw new AppError('TOKEN_GONE');
    return found;
  }

  async function secretFor(signature: string): Promise<{ record: TokenRecord; secret: string }> {
    const found = checkUsable(signature);
    if (!found.isHeld) throw new AppError('TOKEN_NOT_HELD');
    const secret = await ground.secrets.get(tokenKey(found.accountId, signature));
    // SECURITY: a sign-out or a revoke meanwhile counts.
    const still = checkUsable(signature);
    if (secret === null) {
      await edit(signature, { isHeld: false });
      throw new AppError('SECRET_LOST');
    }
    return { record: still, secret };
  }

  async function flush(): Promise<void> {
    stopWrite?.();
    stopWrite = null;
    if (lastUsed.size === 0) return;
    await ground.index.change((index) => ({
      ...index,
      tokens: index.tokens.map((one) => ({ ...one, lastUsedMs: lastUsed.get(one.signature) ?? one.lastUsedMs })),
    }));
  }

  function markUsed(signature: string): void {
    lastUsed.set(signature, clock.now());
    // One write for many uses: a loop of commands must not write the index each time.
    stopWrite ??= clock.after(WRITE_LAST_USED_MS, () => {
      ground.background('tokens.lastUsed', flush());
    });
    tell();
  }

  for (const source of [ground.index, ground.queue, ground.leases]) source.onChange(tell);
  live.onChange(tell);
  queue.onDestroyed((signature) => {
    destroyed.add(signature);
    tell();
  });
  live.onOpened(() => {
    ground.background('tokens.refresh', refresh());
  });

  return {
    state,
    onChange: (listener) => changed.on(listener),
    refresh,
    row,
    record,
    put,
    edit,
    drop: (signature) => ground.index.change((index) => ({ ...index, tokens: index.tokens.filter((one) => one.signature !== signature) })),
    secretFor,
    checkUsable,
    markUsed,
    block(signature) {
      blocked.add(signature);
      return () => {
        blocked.delete(signature);
        tell();
      };
    },
    childCount(signature) {
      const list = current()?.rows ?? null;
      return list === null ? null : list.filter((one) => one.parentSignature === signature && !destroyed.has(one.signature)).length;
    },
    flush,
  };
}

/** Sign-ins of this account that wait in the queue; an API token that opened a session has a record and stays a row. */
function endingSessions(entries: readonly { reason: string; signature: string }[], tokens: readonly TokenRecord[]): string[] {
  const known = new Set(tokens.map((one) => one.signature));
  return entries.filter((entry) => entry.reason === 'signOut' && !known.has(entry.signature)).map((entry) => entry.signature);
}

/** What a complete list says about what this computer knows. */
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
    return {
      ...one,
      goneMs: null,
      scope: row.scope.kind === 'unknown' ? one.scope : row.scope,
      madeMs: row.madeMs ?? one.madeMs,
      expiresMs: row.expiresMs ?? one.expiresMs,
      parentSignature: row.parentSignature ?? one.parentSignature,
    };
  });
  return settleUncertain({ ...index, tokens }, owner, list);
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
