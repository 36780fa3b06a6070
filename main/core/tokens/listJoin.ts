import type { TokenRow, TokenState } from '../../../preload/contract/contract';
import type { ServerToken, TokenRecord } from '../ports';
import { reachesPhi, type PhiIndex } from './reach';

export interface JoinFacts {
  /** What this computer knows of the account's tokens. */
  records: readonly TokenRecord[];
  /** The platform's list; null where it was not asked, refused it, or is out of reach. */
  server: readonly ServerToken[] | null;
  /** Tokens of sign-ins, which are not API tokens: never a row. */
  sessionSignatures: ReadonlySet<string>;
  /** Signatures in the revocation queue. */
  revoking: ReadonlySet<string>;
  leaseCounts: ReadonlyMap<string, number>;
  lastUsed: ReadonlyMap<string, number>;
  /** Null where nothing is known of the account's projects. */
  phi: PhiIndex | null;
  nowMs: number;
}

/** The platform's rows joined by signature with what this computer holds; each token is exactly one row. */
export function joinList(facts: JoinFacts): TokenRow[] {
  const bySignature = new Map((facts.server ?? []).map((row) => [row.signature, row]));
  const known = new Set(facts.records.map((record) => record.signature));
  const own = facts.records.map((record) => rowOfRecord(record, bySignature.get(record.signature) ?? null, facts));
  const others = [...bySignature.values()]
    .filter((row) => !row.isSession && !known.has(row.signature))
    .map((row) => rowOfServer(row, facts));
  // SECURITY: a sign-in's own token is never listed, so nothing can copy it or hand it out.
  return [...own, ...others].filter((row) => !facts.sessionSignatures.has(row.signature));
}

function rowOfRecord(record: TokenRecord, told: ServerToken | null, facts: JoinFacts): TokenRow {
  const expiresMs = told?.expiresMs ?? record.expiresMs;
  const scope = told !== null && told.scope.kind !== 'unknown' ? told.scope : record.scope;
  return {
    signature: record.signature,
    label: record.label ?? told?.label ?? null,
    last4: record.last4,
    scope,
    state: stateOf({ ...record, expiresMs }, facts),
    held: record.isHeld ? 'here' : 'elsewhere',
    origin: record.origin,
    madeMs: told?.madeMs ?? record.madeMs,
    expiresMs,
    lastUsedMs: latest(record.lastUsedMs, facts.lastUsed.get(record.signature) ?? null),
    parentSignature: told?.parentSignature ?? record.parentSignature,
    worksWhileAway: record.worksWhileAway,
    defaultProject: record.defaultProject,
    isShellToken: record.isShellToken,
    isPaused: record.isPaused,
    leaseCount: facts.leaseCounts.get(record.signature) ?? 0,
    reachesPhi: reachesPhi(scope, facts.phi),
    replacedBy: record.replacedBy,
    selfRotation: record.selfRotation,
  };
}

function rowOfServer(told: ServerToken, facts: JoinFacts): TokenRow {
  return {
    signature: told.signature,
    label: told.label,
    last4: null,
    scope: told.scope,
    state: stateOf({ signature: told.signature, expiresMs: told.expiresMs, isLost: false, goneMs: null }, facts),
    held: 'elsewhere',
    origin: 'server',
    madeMs: told.madeMs,
    expiresMs: told.expiresMs,
    lastUsedMs: null,
    parentSignature: told.parentSignature,
    worksWhileAway: false,
    defaultProject: null,
    isShellToken: false,
    isPaused: false,
    leaseCount: facts.leaseCounts.get(told.signature) ?? 0,
    reachesPhi: reachesPhi(told.scope, facts.phi),
    replacedBy: null,
    selfRotation: 'off',
  };
}

/** What has ended comes before what is under way, and that before what is merely known. */
export function stateOf(
  token: Pick<TokenRecord, 'signature' | 'expiresMs' | 'isLost' | 'goneMs'>,
  facts: Pick<JoinFacts, 'revoking' | 'nowMs'>,
): TokenState {
  if (token.expiresMs !== null && token.expiresMs <= facts.nowMs) return 'expired';
  if (facts.revoking.has(token.signature)) return 'revoking';
  if (token.goneMs !== null) return 'gone';
  return token.isLost ? 'lost' : 'live';
}

const latest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.max(one, other);
