import { AppError } from '../../errors';
import type { ExpiryNotice, MintScope, OldTokenEnd, TokenRecord } from '../../ports';

/** The pure rules of rotation: what the new token is like, which tokens may make it, when its end is near. */

const DAY_MS = 86_400_000;
const NEAR = [
  { which: 'first', mostMs: 7 * DAY_MS, share: 0.2 },
  { which: 'last', mostMs: DAY_MS, share: 0.05 },
] as const;

export interface Wish {
  /** For a token whose scope is not known; null: the same as the old one's. */
  scope: MintScope | null;
  /** Null: as long as the old one. */
  lengthMs: number | null;
  old: OldTokenEnd;
  mayRevokeExposed: boolean;
}

export interface Plan {
  label: string;
  scope: MintScope;
  lengthMs: number | null;
}

/** SCOPE_UNKNOWN where nobody said it: it is never guessed. */
export function planOf(record: TokenRecord, wish: Pick<Wish, 'scope' | 'lengthMs'>): Plan {
  if (record.scope.kind === 'unknown') {
    if (wish.scope === null) throw new AppError('SCOPE_UNKNOWN');
  } else if (wish.scope !== null) throw new AppError('INVALID_INPUT', { details: { field: 'scope' } });
  const scope = record.scope.kind === 'unknown' ? wish.scope : record.scope;
  if (scope === null) throw new AppError('SCOPE_UNKNOWN');
  return { label: record.label ?? `rotated ${record.last4 ?? ''}`.trim(), scope, lengthMs: wish.lengthMs ?? lengthOf(record) };
}

/** How long a token lives from made to end; null where that is not known. */
export function lengthOf({ madeMs, expiresMs }: Pick<TokenRecord, 'madeMs' | 'expiresMs'>): number | null {
  return madeMs === null || expiresMs === null || expiresMs <= madeMs ? null : expiresMs - madeMs;
}

/** The times at which its end is near: min(7 days, 20 %) and min(1 day, 5 %) of its life before it. */
export function noticeTimes(token: Pick<TokenRecord, 'madeMs' | 'expiresMs'>): { which: ExpiryNotice['which']; atMs: number }[] {
  const { expiresMs } = token;
  if (expiresMs === null) return [];
  const lengthMs = lengthOf(token) ?? Infinity;
  return NEAR.map(({ which, mostMs, share }) => ({ which, atMs: expiresMs - Math.round(Math.min(mostMs, lengthMs * share)) }));
}

/** The latest of a token's notices whose time has come; null before the first and once it has ended. */
export function noticeDue(token: Pick<TokenRecord, 'madeMs' | 'expiresMs'>, nowMs: number): ExpiryNotice['which'] | null {
  if (token.expiresMs === null || token.expiresMs <= nowMs) return null;
  const due = noticeTimes(token).filter(({ atMs }) => atMs <= nowMs);
  return due[due.length - 1]?.which ?? null;
}

/** Whether a token stands below another one in the tree of who made whom: it may die with it. */
export function isMadeBelow(
  tokens: readonly { signature: string; parentSignature: string | null }[],
  signature: string,
  top: string,
): boolean {
  const parents = new Map(tokens.map((one) => [one.signature, one.parentSignature]));
  const seen = new Set<string>();
  for (let now = parents.get(signature) ?? null; now !== null && !seen.has(now); now = parents.get(now) ?? null) {
    if (now === top) return true;
    seen.add(now);
  }
  return false;
}
