import { auditKey, condemnedKey, factorKey, lockKey, sessionKey, tokenKey } from '../accounts/keys';
import type { Ground } from '../ground';

/**
 * Every entry of the keychain that may be ours, as our own files name them; the keychain itself is never listed. Rather one too many than
 * one too few: what is not there is no harm. A new kind of entry gets a line here.
 */
export function keychainKeys({ index, queue, idle, twoFactor }: Pick<Ground, 'index' | 'queue' | 'idle' | 'twoFactor'>): string[] {
  const { accounts, tokens, sessions, leftovers } = index.value();
  const { entries } = queue.value();
  const { kept } = twoFactor.value();
  const named = [...tokens, ...sessions, ...entries, ...idle.value().sessions, ...kept];
  const accountIds = new Set([...accounts.map((one) => one.id), ...named.map((one) => one.accountId)]);
  const secrets = [...tokens, ...entries];
  return [
    ...new Set([
      ...[...accountIds].map(sessionKey),
      ...secrets.flatMap(({ accountId, signature }) => [tokenKey(accountId, signature), condemnedKey(signature)]),
      ...kept.map(factorKey),
      ...leftovers,
      auditKey,
      // The last: what is still there stays behind the lock.
      lockKey,
    ]),
  ];
}
