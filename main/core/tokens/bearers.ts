import type { QueueRecord } from '../ports';

/** Whose token is to bear one revocation. `self` is the condemned token itself, `condemned` another one of its account. */
export type BearerChoice = { kind: 'self' } | { kind: 'session' } | { kind: 'condemned'; signature: string };

export interface BearerFacts {
  entries: readonly QueueRecord[];
  /** The accounts whose sessions are open. */
  signedInIds: ReadonlySet<string>;
  nowMs: number;
  /** Whether an entry's own secret can be had. */
  canBear(entry: QueueRecord): boolean;
}

/**
 * In the order in which they are tried: a held token destroys itself, since its refusal tells that it is dead; a token that
 * we do not hold needs the session of its account, failing that a condemned token of the same account. Empty: sign in to finish.
 */
export function chooseBearers(entry: QueueRecord, facts: BearerFacts): BearerChoice[] {
  const choices: BearerChoice[] = [];
  if (facts.canBear(entry)) choices.push({ kind: 'self' });
  // SECURITY: a bearer of another account or platform is never an alternative.
  if (facts.signedInIds.has(entry.accountId)) choices.push({ kind: 'session' });
  for (const other of facts.entries) {
    const isAlive = other.expiresMs === null || other.expiresMs > facts.nowMs;
    if (other.signature !== entry.signature && other.accountId === entry.accountId && facts.canBear(other) && isAlive) {
      choices.push({ kind: 'condemned', signature: other.signature });
    }
  }
  return choices;
}

/** Tokens without a secret go first: the condemned token that may have to bear their revocation destroys itself last. */
export function inOrder(entries: readonly QueueRecord[], canBear: BearerFacts['canBear']): QueueRecord[] {
  return [...entries.filter((entry) => !canBear(entry)), ...entries.filter(canBear)];
}
