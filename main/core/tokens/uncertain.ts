import type { IndexDocument, MintScope, ServerToken, TokenRecord } from '../ports';

/** A token whose mint's reply was lost: it stands in the platform's list, and nobody holds its secret. */
export function lostRecord(row: ServerToken, accountId: string, scope: MintScope | null): TokenRecord {
  return {
    signature: row.signature,
    accountId,
    label: row.label,
    last4: null,
    scope: row.scope.kind === 'unknown' && scope !== null ? scope : row.scope,
    origin: 'minted',
    isHeld: false,
    worksWhileAway: false,
    isShellToken: false,
    madeMs: row.madeMs,
    expiresMs: row.expiresMs,
    lastUsedMs: null,
    parentSignature: row.parentSignature,
    defaultProject: null,
    goneMs: null,
    isLost: true,
    wasExposed: false,
  };
}

/** Rows with this label that nobody accounted for: not there before the mint, and not known since. */
export function newRows(
  list: readonly ServerToken[],
  mint: { label: string; before: readonly string[] },
  known: readonly TokenRecord[],
): ServerToken[] {
  const taken = new Set([...mint.before, ...known.map((one) => one.signature)]);
  return list.filter((row) => !row.isSession && row.label === mint.label && !taken.has(row.signature));
}

/** A list that can be read again settles what a refused one left open: a new row is a lost token, and no row is none. */
export function settleUncertain(index: IndexDocument, accountId: string, list: readonly ServerToken[]): IndexDocument {
  const open = index.uncertain.filter((one) => one.accountId === accountId);
  if (open.length === 0) return index;
  // Without a list from before, old and new cannot be told apart; every row is shown in any case.
  const lost = open.flatMap(({ label, before }) =>
    before === null ? [] : newRows(list, { label, before }, index.tokens).map((row) => lostRecord(row, accountId, null)),
  );
  const once = lost.filter((one, at) => lost.findIndex((other) => other.signature === one.signature) === at);
  return { ...index, tokens: [...index.tokens, ...once], uncertain: index.uncertain.filter((one) => one.accountId !== accountId) };
}
