import { USUAL_POLICY } from '../consent/policy';
import type { IndexDocument, MintScope, NewToken, ServerToken, TokenRecord } from '../ports';
import type { MintInput } from '../services';

/** The ways in which this computer comes to know a token, each as the record that the index keeps. */

const UNKNOWN = {
  label: null,
  last4: null,
  scope: { kind: 'unknown' },
  isHeld: false,
  worksWhileAway: false,
  isShellToken: false,
  madeMs: null,
  expiresMs: null,
  lastUsedMs: null,
  parentSignature: null,
  defaultProject: null,
  goneMs: null,
  isLost: false,
  wasExposed: false,
  isPaused: false,
  replaces: null,
  replacedBy: null,
  selfRotation: 'off',
  policy: USUAL_POLICY,
} as const satisfies Partial<TokenRecord>;

export function isSame(signature: string): (one: { signature: string }) => boolean {
  return (one) => one.signature === signature;
}

/** A token that the person pasted; what was known of it before stays. */
export function pastedRecord(
  pasted: { signature: string; accountId: string; token: string; label: string; worksWhileAway: boolean },
  former: TokenRecord | null,
): TokenRecord {
  const { token, ...given } = pasted;
  const now = { ...given, last4: token.slice(-4), isHeld: true, goneMs: null, isLost: false, wasExposed: true, replacedBy: null };
  return { ...UNKNOWN, origin: 'imported', ...former, ...now };
}

export function mintedRecord(accountId: string, input: MintInput, made: NewToken, nowMs: number): TokenRecord {
  const { label, scope, worksWhileAway, expiresMs } = input;
  const isShellToken = input.isShellToken === true;
  return {
    ...UNKNOWN,
    ...{ signature: made.signature, accountId, label, scope, worksWhileAway, expiresMs },
    last4: made.secret.slice(-4),
    origin: 'minted',
    isHeld: input.isKept,
    isShellToken: isShellToken && input.isKept,
    madeMs: nowMs,
    // The window shows each token that it makes; a command only what it was asked to print.
    wasExposed: input.isPrinted ?? !isShellToken,
    ...input.inPlaceOf,
  };
}

/** A token whose mint's reply was lost: it stands in the platform's list, and nobody holds its secret. */
export function lostRecord(row: ServerToken, accountId: string, scope: MintScope | null): TokenRecord {
  const { signature, label, madeMs, expiresMs, parentSignature } = row;
  return {
    ...UNKNOWN,
    ...{ signature, accountId, label, madeMs, expiresMs, parentSignature },
    scope: row.scope.kind === 'unknown' && scope !== null ? scope : row.scope,
    origin: 'minted',
    isLost: true,
  };
}

/** The index as it was before a token was put there: with its former record, or without it. */
export function putBack(index: IndexDocument, signature: string, former: TokenRecord | null): IndexDocument {
  const tokens = index.tokens.flatMap((one) => (one.signature !== signature ? [one] : former === null ? [] : [former]));
  return { ...index, tokens };
}
