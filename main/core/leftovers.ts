import { lockKey, sessionKey, tokenKey } from './accounts/keys';
import { isKeychainError, type Ground } from './ground';
import type { IndexDocument } from './ports';

/**
 * Keychain entries that nothing needs any more. The index names one in the same change that lets go of it, so that an entry
 * whose removal failed, or never came because the app died, is still removed by a later start.
 */
export function withLeftover(index: IndexDocument, key: string): IndexDocument {
  return index.leftovers.includes(key) ? index : { ...index, leftovers: [...index.leftovers, key] };
}

/** What failed of letting go: the file, the keychain, or both. */
export interface LetGoTrouble {
  step: 'index' | 'keychain';
  error: unknown;
}

/** Changes the index so that nothing needs these entries any more, then removes them, also where the index cannot be written. */
export async function letGo(
  ground: Ground,
  keys: readonly string[],
  edit: (index: IndexDocument) => IndexDocument,
): Promise<LetGoTrouble[]> {
  const trouble: LetGoTrouble[] = [];
  const isWritten = await ground.index
    .change((index) => keys.reduce(withLeftover, edit(index)))
    .then(
      () => true,
      (error: unknown) => {
        trouble.push({ step: 'index', error });
        return false;
      },
    );
  if (keys.length === 0) return trouble;
  const removed = isWritten ? removeLeftovers(ground) : removeAll(ground, keys);
  await removed.catch((error: unknown) => trouble.push({ step: isKeychainError(error) ? 'keychain' : 'index', error }));
  return trouble;
}

async function removeAll(ground: Ground, keys: readonly string[]): Promise<void> {
  for (const key of keys) await ground.secrets.remove(key);
}

/** Removes what the index names; rejects with the keychain's trouble, and what is left stays named. */
export async function removeLeftovers(ground: Ground): Promise<void> {
  const done: string[] = [];
  try {
    for (const key of ground.index.value().leftovers) {
      // SECURITY: the key comes from a file: what a session or the queue needs again by now is not removed, nor anything that is not of this kind.
      if (isRemovable(ground, key)) await ground.secrets.remove(key);
      done.push(key);
    }
  } finally {
    if (done.length > 0) {
      await ground.index.change((index) => ({ ...index, leftovers: index.leftovers.filter((key) => !done.includes(key)) }));
    }
  }
}

function isRemovable(ground: Ground, key: string): boolean {
  if (key === lockKey) return !ground.lock.value().isSetUp;
  if (!key.startsWith('session/') && !key.startsWith('token/')) return false;
  const { sessions, tokens } = ground.index.value();
  if (sessions.some((one) => one.openedBy === 'password' && one.isInMemory !== true && sessionKey(one.accountId) === key)) return false;
  if (tokens.some((one) => one.isHeld && tokenKey(one.accountId, one.signature) === key)) return false;
  // The queue's worker looks for a condemned secret at its former place, too, and removes it from there itself.
  return !ground.queue
    .value()
    .entries.some(
      (one) =>
        one.hasSecret &&
        (tokenKey(one.accountId, one.signature) === key || (one.reason === 'signOut' && sessionKey(one.accountId) === key)),
    );
}
