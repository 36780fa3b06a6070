import type { FactorTruth, KeptFactor, TwoFactorDocument } from '../ports';

/** What is kept, held against what the platform says: which of it counts, which is dead, and nothing is unsettled any more. */
export function settled(
  document: TwoFactorDocument,
  accountId: string,
  truth: FactorTruth,
  platformTimes: PlatformTimes,
): TwoFactorDocument {
  const kept = document.kept.flatMap((one): KeptFactor[] => {
    if (one.accountId !== accountId) return [one];
    const counts = doesCount(one, truth, platformTimes);
    if (one.standing === 'pending') {
      // A step that never took effect leaves nothing; one that is still open keeps what it kept.
      if (counts) return [{ ...one, standing: 'live' }];
      return platformTimes.openSet === one.set ? [one] : [];
    }
    return [one.standing === 'live' && !counts ? { ...one, standing: 'dead' } : one];
  });
  return { kept, unsettled: document.unsettled.filter((id) => id !== accountId) };
}

export interface PlatformTimes {
  /** The step that is begun and not finished; null for none. */
  openSet: string | null;
  clockOffsetMs: number;
}

function doesCount(one: KeptFactor, truth: FactorTruth, { clockOffsetMs }: PlatformTimes): boolean {
  if (!truth.isOn) return false;
  const set = one.kind === 'key' ? truth.keySet : truth.codeSet;
  if (one.set !== null) return one.set === set;
  // Taken in by hand: it counts unless the platform made another after that.
  const madeMs = one.kind === 'key' ? truth.enabledMs : truth.codesMadeMs;
  return madeMs === null || madeMs <= one.keptMs + clockOffsetMs;
}

/** What is live for an account, and what is known to be dead; a dead one that is older than another dead one is left out. */
export function ofAccount(document: TwoFactorDocument, accountId: string | null) {
  const mine = document.kept.filter((one) => one.accountId === accountId);
  const last = (kind: KeptFactor['kind'], standing: KeptFactor['standing']): KeptFactor | null =>
    mine.filter((one) => one.kind === kind && one.standing === standing).at(-1) ?? null;
  return {
    key: last('key', 'live'),
    codes: last('codes', 'live'),
    deadKey: last('key', 'dead'),
    deadCodes: last('codes', 'dead'),
    isUnsettled: accountId !== null && document.unsettled.includes(accountId),
  };
}

export function withSpent(
  document: TwoFactorDocument,
  id: string,
  at: number,
  how: 'used' | 'maybe' | null,
  nowMs: number,
): TwoFactorDocument {
  const edit = (one: KeptFactor): KeptFactor => {
    const others = one.spent.filter((each) => each.at !== at);
    return { ...one, spent: how === null ? others : [...others, { at, how, atMs: nowMs }] };
  };
  return { ...document, kept: document.kept.map((one) => (one.id === id ? edit(one) : one)) };
}
