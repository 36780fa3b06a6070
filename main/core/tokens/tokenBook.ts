import type { TokenList, TokenRow } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import { upsert, type Ground } from '../ground';
import type { Stop, TokenRecord } from '../ports';
import type { Grants } from '../services';
import type { LiveSession } from '../session/liveSession';
import { createHandOut, type HandOut } from './handOut';
import { createLastUses } from './lastUses';
import { joinList } from './listJoin';
import { createOpenMints, type OpenMints } from './openMints';
import { createPlatformList, type PlatformList } from './platformList';
import { createProjectCatalogue, type ProjectCatalogue } from './projectCatalogue';
import type { Revocations } from './revocationQueue';
import { isSame } from './tokenRecords';

/** The list that is shown, with what stands under it: what every other part of tokens works on. */
export interface TokenBook extends HandOut {
  /** The active account's list. */
  state(): TokenList;
  stateOf(accountId: string | null): TokenList;
  onChange(listener: (list: TokenList) => void): Stop;
  refresh(accountId: string): Promise<TokenList>;
  row(accountId: string, signature: string): TokenRow;
  record(signature: string): TokenRecord | null;
  put(record: TokenRecord): Promise<void>;
  edit(signature: string, patch: Partial<TokenRecord>): Promise<void>;
  markUsed(signature: string): void;
  /** Refuses new leases of a token while its revocation is being arranged. */
  block(signature: string): Stop;
  childCount: PlatformList['childCount'];
  openMints: OpenMints;
  platformList: Pick<PlatformList, 'of' | 'refresh' | 'onChange'>;
  catalogue: ProjectCatalogue;
  flush(): Promise<void>;
}

export function createTokenBook(ground: Ground, live: LiveSession, queue: Revocations, leases: Pick<Grants, 'leases'>): TokenBook {
  const changed = createEmitter<TokenList>();
  const openMints = createOpenMints(ground);
  const platform = createPlatformList(ground, live, queue, openMints.isUnderWay);
  const catalogue = createProjectCatalogue(ground, live);
  const uses = createLastUses(ground);
  const blocked = new Set<string>();
  const shown = createShownRows(ground, live, { platform, catalogue, leases, blocked, lastUsed: uses.unwritten });

  function row(accountId: string, signature: string): TokenRow {
    const found = shown.rows(accountId).find(isSame(signature));
    if (found === undefined) throw new AppError('NO_SUCH_TOKEN');
    return found;
  }
  function stateOf(accountId: string | null): TokenList {
    const told = accountId === null ? null : platform.of(accountId);
    return {
      accountId,
      rows: accountId === null ? [] : [...shown.rows(accountId)],
      source: (told?.rows ?? null) === null ? 'thisComputer' : 'platform',
      problem: told?.problem ?? null,
      checkedMs: told?.checkedMs ?? null,
      isRefreshing: accountId !== null && platform.isRefreshing(accountId),
      mayExist: accountId === null || live.liveOf(accountId) === null ? [] : openMints.mayExist(accountId),
    };
  }
  const state = (): TokenList => stateOf(live.activeId());
  const tell = (): void => {
    shown.forget();
    changed.emit(state());
  };
  for (const source of [ground.index, ground.queue, ground.leases, platform, openMints, live]) source.onChange(tell);
  catalogue.onSettled(tell);

  return {
    ...createHandOut(ground, live, { rows: shown.rows, row }),
    state,
    stateOf,
    onChange: (listener) => changed.on(listener),
    refresh: async (accountId) => {
      await platform.refresh(accountId);
      return stateOf(accountId);
    },
    row,
    record: (signature) => ground.index.value().tokens.find(isSame(signature)) ?? null,
    put: (one) => ground.index.change((index) => ({ ...index, tokens: upsert(index.tokens, one, isSame(one.signature)) })),
    edit: (signature, patch) =>
      ground.index.change((index) => ({
        ...index,
        tokens: index.tokens.map((one) => (one.signature === signature ? { ...one, ...patch } : one)),
      })),
    markUsed(signature) {
      uses.mark(signature);
      tell();
    },
    block(signature) {
      blocked.add(signature);
      shown.forget();
      return () => {
        blocked.delete(signature);
        tell();
      };
    },
    childCount: (accountId, signature) => platform.childCount(accountId, signature),
    openMints,
    platformList: platform,
    catalogue,
    flush: () => uses.flush(),
  };
}

/** Each account's joined rows, kept until something of them changes or one of them expires: a command asks for them many times. */
function createShownRows(
  ground: Ground,
  live: LiveSession,
  from: {
    platform: PlatformList;
    catalogue: ProjectCatalogue;
    leases: Pick<Grants, 'leases'>;
    blocked: ReadonlySet<string>;
    lastUsed(): ReadonlyMap<string, number>;
  },
): { rows(accountId: string): readonly TokenRow[]; forget(): void } {
  const { clock } = ground.ports;
  const kept = new Map<string, { rows: TokenRow[]; of: readonly unknown[]; fromMs: number; untilMs: number }>();
  // SECURITY: what the rows follow from is compared itself: a session ends, a token is condemned, before anybody is told.
  const sources = (accountId: string): readonly unknown[] => [
    live.liveOf(accountId),
    ground.index.value(),
    ground.queue.value(),
    ground.leases.value(),
    from.platform.of(accountId)?.rows ?? null,
    from.catalogue.phi(accountId),
  ];

  function join(accountId: string, nowMs: number): TokenRow[] {
    const mine = live.liveOf(accountId);
    const { tokens } = ground.index.value();
    const { entries } = ground.queue.value();
    const leaseCounts = new Map<string, number>();
    for (const { signature } of from.leases.leases()) leaseCounts.set(signature, (leaseCounts.get(signature) ?? 0) + 1);
    return joinList({
      // Signed out, only what works while the person is away can be used, so nothing else is told.
      records: tokens.filter((one) => one.accountId === accountId && (mine !== null || (one.isHeld && one.worksWhileAway))),
      server: from.platform.of(accountId)?.rows ?? null,
      sessionSignatures: new Set([
        ...(mine?.record.openedBy === 'password' ? [mine.record.signature] : []),
        ...endingSessions(entries, tokens),
      ]),
      revoking: new Set([...from.blocked, ...entries.map((entry) => entry.signature)]),
      leaseCounts,
      lastUsed: from.lastUsed(),
      phi: from.catalogue.phi(accountId),
      nowMs,
    });
  }

  return {
    rows(accountId) {
      const nowMs = clock.now();
      const of = sources(accountId);
      const former = kept.get(accountId);
      const isCurrent = former?.of.every((one, at) => one === of[at]) === true;
      if (former !== undefined && isCurrent && nowMs >= former.fromMs && nowMs < former.untilMs) return former.rows;
      const rows = join(accountId, nowMs);
      const ends = rows.flatMap(({ expiresMs }) => (expiresMs !== null && expiresMs > nowMs ? [expiresMs] : []));
      kept.set(accountId, { rows, of, fromMs: nowMs, untilMs: ends.reduce((a, b) => Math.min(a, b), Infinity) });
      return rows;
    },
    forget: () => {
      kept.clear();
    },
  };
}

/** Sign-ins of this account that wait in the queue; an API token that opened a session has a record and stays a row. */
function endingSessions(entries: readonly { reason: string; signature: string }[], tokens: readonly TokenRecord[]): string[] {
  const known = new Set(tokens.map((one) => one.signature));
  return entries.filter((entry) => entry.reason === 'signOut' && !known.has(entry.signature)).map((entry) => entry.signature);
}
