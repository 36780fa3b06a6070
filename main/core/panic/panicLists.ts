import type { ErrorCode } from '../../../preload/contract/errors';
import { isAppError } from '../errors';
import { isKeychainError, type Ground } from '../ground';
import type { ServerToken } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import type { PassParts, Targets } from './panicTargets';

const NO_LIST = ['NOT_FOUND', 'PERMISSION_DENIED'] as const;

/** Whether an answer came from a platform, or may have been caused by a request that reached it. */
export function wasReached(error: unknown): boolean {
  return isAppError(error) && error.reached !== 'no';
}

/** Reads an account's list where the panic wants it; answers null where that is settled, else why not. */
export function createLists(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  targets: Targets,
  parts: PassParts,
): (accountId: string) => Promise<ErrorCode | null> {
  async function readList(accountId: string): Promise<ServerToken[] | null> {
    const { platform: wire } = ground.ports;
    if (live.liveOf(accountId) !== null) {
      try {
        return await live.use(accountId, (platform, bearer) => wire.listTokens(platform, bearer));
      } catch (error) {
        if (!isAppError(error, 'SESSION_ENDED', 'NOT_SIGNED_IN', ...NO_LIST)) throw error;
        // The platform has answered, whatever the next bearer comes to.
        await parts.contacted();
      }
    }
    return (await queue.withCondemned(accountId, (platform, bearer) => wire.listTokens(platform, bearer)))?.value ?? null;
  }

  return async (accountId) => {
    if (parts.record().accounts.find((one) => one.accountId === accountId)?.list !== 'toRead') return null;
    const settle = (state: 'read' | 'refused') =>
      parts.change((record) => ({
        ...record,
        accounts: record.accounts.map((one) => (one.accountId === accountId ? { ...one, list: state } : one)),
      }));
    try {
      const rows = await readList(accountId);
      if (rows !== null) await parts.contacted();
      await targets.add(accountId, rows);
      await settle(rows === null ? 'refused' : 'read');
      return null;
    } catch (error) {
      if (wasReached(error)) await parts.contacted();
      const code: ErrorCode = isAppError(error) ? error.code : 'INTERNAL';
      if (!isKeychainError(error)) return code;
      await targets.add(accountId, null);
      await settle('refused');
      return null;
    }
  };
}
