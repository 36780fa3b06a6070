import type { IndexDocument, ServerToken, TokenRecord, UncertainMint } from '../ports';
import { lostRecord } from './tokenRecords';

/** Rows with this label that nobody accounted for: not there before the mint, and not known since. */
export function newRows(
  list: readonly ServerToken[],
  mint: { label: string; before: readonly string[] },
  known: readonly TokenRecord[],
): ServerToken[] {
  const taken = new Set([...mint.before, ...known.map((one) => one.signature)]);
  return list.filter((row) => !row.isSession && row.label === mint.label && !taken.has(row.signature));
}

/**
 * A list that can be read again settles what a refused one, or a death of the app, left open: a new row is a lost token, and no
 * row is none. A mint that is under way settles itself.
 */
export function settleUncertain(
  index: IndexDocument,
  accountId: string,
  list: readonly ServerToken[],
  isUnderWay: (mint: UncertainMint) => boolean,
): IndexDocument {
  const open = index.uncertain.filter((one) => one.accountId === accountId && !isUnderWay(one));
  if (open.length === 0) return index;
  // Without a list from before, old and new cannot be told apart; every row is shown in any case.
  const lost = open.flatMap(({ label, before }) =>
    before === null ? [] : newRows(list, { label, before }, index.tokens).map((row) => lostRecord(row, accountId, null)),
  );
  const once = lost.filter((one, at) => lost.findIndex((other) => other.signature === one.signature) === at);
  return { ...index, tokens: [...index.tokens, ...once], uncertain: index.uncertain.filter((one) => !open.includes(one)) };
}

/** Same account, label and time: enough to tell mints apart, since one is made at a time. */
export function isSameMint(one: UncertainMint): (other: UncertainMint) => boolean {
  return (other) => one.accountId === other.accountId && one.label === other.label && one.askedMs === other.askedMs;
}
