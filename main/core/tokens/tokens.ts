import type { TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import { letGo } from '../leftovers';
import type { IndexDocument } from '../ports';
import type { ClipboardCare, TokenOf, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { createCopy } from './copyToken';
import type { FreshSecrets } from './freshSecrets';
import { createImport } from './importToken';
import { createMint } from './mint';
import { findByName } from './names';
import { createPause } from './pause';
import { createProjectDesk } from './projectDesk';
import { createRevoke } from './revoke';
import { createRevokePreview } from './revokePreview';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';

/** Without an answer from the platform a chosen project is taken at its word. */
const NO_ANSWER = [
  'OFFLINE',
  'TIMED_OUT',
  'PLATFORM_BUSY',
  'PLATFORM_FAULT',
  'TLS_FAILED',
  'PROXY_AUTH_REQUIRED',
  'MALFORMED_ANSWER',
] as const;

export function createTokens(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  book: TokenBook,
  { clipboard, leases, fresh }: { clipboard: ClipboardCare; leases: LeaseEnder; fresh: FreshSecrets },
): Tokens {
  const { platform: wire } = ground.ports;
  live.onClosed(({ account }) => {
    fresh.dismiss(account.id);
  });
  queue.onDestroyed(({ signature }) => {
    fresh.drop(signature);
  });

  /** Settled at once, since the window may show another account while the platform is asked. */
  function named(accountId = live.activeId() ?? undefined): string {
    if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
    return accountId;
  }

  async function setProject({ signature, projectId, accountId: asked }: Parameters<Tokens['setProject']>[0]): Promise<TokenRow> {
    const accountId = named(asked);
    const row = book.row(accountId, signature);
    if (book.record(signature) === null || row.state === 'lost') throw new AppError('TOKEN_NOT_HELD');
    const defaultProject = projectId === null ? null : await describe(accountId, projectId);
    await book.edit(signature, { defaultProject });
    return book.row(accountId, signature);
  }

  async function describe(accountId: string, projectId: string): Promise<{ id: string; name: string | null }> {
    try {
      const { id, name } = await live.use(accountId, (platform, bearer) => wire.describeProject(platform, bearer, projectId));
      return { id, name };
    } catch (error) {
      if (isAppError(error, ...NO_ANSWER)) return { id: projectId, name: null };
      throw error;
    }
  }

  async function forget({ signature, accountId: asked }: TokenOf): Promise<void> {
    const accountId = named(asked);
    const { state } = book.row(accountId, signature);
    const isEnded = state === 'expired' || state === 'gone' || state === 'lost';
    if (!isEnded) throw new AppError('REFUSED');
    if (book.record(signature) === null) return;
    const drop = (index: IndexDocument): IndexDocument => ({ ...index, tokens: index.tokens.filter((one) => one.signature !== signature) });
    for (const { error } of await letGo(ground, [tokenKey(accountId, signature)], drop)) throw error;
  }

  return {
    ...createProjectDesk(ground, live, book.catalogue),
    state: () => book.state(),
    onChange: (listener) => book.onChange(listener),
    stateOf: (accountId) => book.stateOf(accountId),
    refresh: async (input) => {
      const accountId = input?.accountId ?? live.activeId();
      return accountId === null ? book.state() : book.refresh(accountId);
    },
    mint: createMint(ground, live, queue, book, fresh),
    import: createImport(ground, live, queue, book),
    ...createRevokePreview(ground, live, book, leases),
    ...createRevoke(ground, live, queue, book, leases),
    ...createPause(live, book, leases),
    copy: createCopy(live, queue, book, fresh, clipboard),
    dismissFresh: () => {
      fresh.dismiss();
    },
    setProject,
    forget,
    find: (name, accountId = live.activeId() ?? undefined) => {
      try {
        return findByName(book.stateOf(accountId ?? null).rows, name);
      } catch (error) {
        // Signed out, what is not told of may be there.
        const isSignedOut = accountId === undefined || live.liveOf(accountId) === null;
        throw isSignedOut && isAppError(error, 'NO_SUCH_TOKEN') ? new AppError('NOT_SIGNED_IN') : error;
      }
    },
    unnamed: (accountId) => book.unnamed(named(accountId)),
  };
}
