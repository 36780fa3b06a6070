import type { FoundToken } from '../../../preload/contract/contract';
import { accountById, type Ground } from '../ground';
import type { LiveSession } from '../session/liveSession';
import type { TokenBook } from '../tokens/tokenBook';

export interface KnownToken {
  accountId: string;
  label: string | null;
  state: FoundToken['state'];
  isHeld: boolean;
}

/** Every signature that this computer's index, its queue and the platforms' lists know, of all accounts. Asks nobody. */
export function knownTokens(ground: Ground, live: LiveSession, book: TokenBook): ReadonlyMap<string, KnownToken> {
  const nowMs = ground.ports.clock.now();
  const known = new Map<string, KnownToken>();
  const stateOf = (expiresMs: number | null, goneMs: number | null): FoundToken['state'] =>
    goneMs !== null || (expiresMs !== null && expiresMs <= nowMs) ? 'expired' : 'live';
  const { accounts, tokens, sessions } = ground.index.value();
  for (const { accountId, signature, expiresMs } of sessions)
    known.set(signature, { accountId, label: null, state: stateOf(expiresMs, null), isHeld: false });
  for (const { id } of accounts) {
    if (live.liveOf(id) === null) continue;
    for (const { signature, label, expiresMs } of book.platformList.of(id)?.rows ?? [])
      known.set(signature, { accountId: id, label, state: stateOf(expiresMs, null), isHeld: false });
  }
  for (const { signature, accountId, label, expiresMs } of ground.queue.value().entries)
    known.set(signature, { accountId, label, state: stateOf(expiresMs, null), isHeld: false });
  for (const { signature, accountId, label, expiresMs, goneMs, isHeld } of tokens)
    known.set(signature, { accountId, label: label ?? known.get(signature)?.label ?? null, state: stateOf(expiresMs, goneMs), isHeld });
  return known;
}

export function ownerOf(ground: Ground, accountId: string, fallback: { username: string; platformName: string }): FoundToken['account'] {
  const account = accountById(ground.index.value(), accountId);
  if (account === null) return { id: accountId, ...fallback };
  return { id: accountId, username: account.username, platformName: account.platform.name };
}
