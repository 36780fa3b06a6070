import type { EraseLeft, EraseStep } from '../../../preload/contract/contract';
import { isAppError } from '../errors';
import type { LeaseEnder } from '../grants/leaseKeeper';
import { isKeychainError, type Ground } from '../ground';
import type { EraseDocument, SurvivorRecord } from '../ports';
import type { Session } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import { keychainKeys } from './keychainKeys';
import type { Seal } from './seal';
import { endOnPlatforms } from './survivors';

export type Begun = NonNullable<EraseDocument['begun']>;
type Trouble = Omit<EraseLeft, 'what'> | null;

const AFTER_KEYCHAIN = ['autostart', 'command', 'browser', 'files'] as const;

/** The steps in their order, from wherever a crash left off; each is told, and one that fails stops no other. Never rejects. */
export function createSteps(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: {
    session: Pick<Session, 'signOut'>;
    leases: LeaseEnder;
    seal: Seal;
    onStep(step: EraseStep): void;
    note(begun: Begun): Promise<void>;
  },
): (begun: Begun) => Promise<{ alive: SurvivorRecord[]; left: EraseLeft[] }> {
  const { traces, log } = ground.ports;
  const { note } = parts;

  async function endAll(begun: Begun): Promise<Begun> {
    if (begun.alive !== null) return begun;
    const alive = await endOnPlatforms(ground, live, queue, parts, begun.tokens === 'revoke');
    return { ...begun, alive };
  }

  return async (first) => {
    const left: EraseLeft[] = [];
    const step = async (what: EraseStep, work: () => Promise<Trouble>): Promise<void> => {
      parts.onStep(what);
      const trouble = await work().catch((error: unknown) => {
        log.warn('erase.stepFailed', { step: what }, error);
        return { code: isAppError(error) ? error.code : ('INTERNAL' as const), count: 1, names: [] };
      });
      if (trouble !== null) left.push({ what, ...trouble });
    };
    const trace = (what: (typeof AFTER_KEYCHAIN)[number] | 'socket'): Promise<void> => step(what, async () => named(await traces[what]()));

    await trace('socket');
    let begun = first;
    await step('platforms', async () => {
      begun = await endAll(first);
      return null;
    });
    const setAside = await traces.setAside().catch(() => []);
    parts.seal.close();
    begun = { ...begun, keys: begun.keys ?? keychainKeys(ground) };
    await note(begun);
    await step('keychain', async () => {
      const { keys, code } = await removeKeys(ground, begun.keys ?? []);
      await note({ ...begun, keys });
      return keys.length === 0 ? null : { code, count: keys.length, names: [traces.keychainService] };
    });
    if (setAside.length > 0) left.push({ what: 'keychain', code: 'FILE_FAULT', count: setAside.length, names: [traces.keychainService] });
    await step('shells', () => removeShellFolders(ground));
    for (const what of AFTER_KEYCHAIN) await trace(what);
    return { alive: begun.alive ?? [], left };
  };
}

const named = (names: readonly string[]): Trouble =>
  names.length === 0 ? null : { code: 'FILE_FAULT', count: names.length, names: names.slice(0, 20).map((name) => name.slice(0, 300)) };

/** Answers what the keychain kept, and why; one that answers nothing is not asked for each. */
async function removeKeys(ground: Ground, keys: readonly string[]): Promise<{ keys: string[]; code: EraseLeft['code'] }> {
  const kept: string[] = [];
  let code: EraseLeft['code'] = 'KEYCHAIN_FAULT';
  let isShut = false;
  for (const key of keys) {
    if (isShut) {
      kept.push(key);
      continue;
    }
    try {
      await ground.secrets.remove(key);
    } catch (error) {
      kept.push(key);
      if (isKeychainError(error)) code = error.code;
      isShut = isAppError(error, 'KEYCHAIN_LOCKED', 'KEYCHAIN_DENIED', 'KEYCHAIN_MISSING', 'KEYCHAIN_HUNG');
    }
  }
  return { keys: kept, code };
}

/** Also of shells that live on: what was given to them by name is gone with their folder. */
async function removeShellFolders(ground: Ground): Promise<Trouble> {
  const { shellFolders, log } = ground.ports;
  const names: string[] = [];
  for (const { confFolder } of ground.leases.value().leases) {
    await shellFolders.remove(confFolder).catch((error: unknown) => {
      log.warn('erase.folderStays', {}, error);
      names.push(confFolder);
    });
  }
  await shellFolders.sweep();
  return named(names);
}
