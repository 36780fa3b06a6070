import type { Project, TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import { letGo } from '../leftovers';
import type { IndexDocument } from '../ports';
import type { ClipboardCare, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { createCopy } from './copyToken';
import { createFreshSecrets } from './freshSecrets';
import { createImport } from './importToken';
import { createMint } from './mint';
import { findByName } from './names';
import { createRevoke } from './revoke';
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
  parts: { clipboard: ClipboardCare; leases: LeaseEnder },
): Tokens {
  const { clock, platform: wire } = ground.ports;
  const fresh = createFreshSecrets(clock);
  live.onChange((state) => {
    if (state.status === 'signedOut') fresh.dismiss();
  });
  queue.onDestroyed((signature) => {
    fresh.drop(signature);
  });

  async function setProject({ signature, projectId }: { signature: string; projectId: string | null }): Promise<TokenRow> {
    const row = book.row(signature);
    if (book.record(signature) === null || row.state === 'lost') throw new AppError('TOKEN_NOT_HELD');
    const defaultProject = projectId === null ? null : await describe(projectId);
    await book.edit(signature, { defaultProject });
    return book.row(signature);
  }

  async function describe(projectId: string): Promise<{ id: string; name: string | null }> {
    try {
      const { id, name } = await live.use((platform, bearer) => wire.describeProject(platform, bearer, projectId));
      return { id, name };
    } catch (error) {
      if (isAppError(error, ...NO_ANSWER)) return { id: projectId, name: null };
      throw error;
    }
  }

  async function forget({ signature }: { signature: string }): Promise<void> {
    const { state } = book.row(signature);
    const isEnded = state === 'expired' || state === 'gone' || state === 'lost';
    if (!isEnded) throw new AppError('REFUSED');
    const record = book.record(signature);
    if (record === null) return;
    const drop = (index: IndexDocument): IndexDocument => ({ ...index, tokens: index.tokens.filter((one) => one.signature !== signature) });
    for (const { error } of await letGo(ground, [tokenKey(record.accountId, signature)], drop)) throw error;
  }

  async function findProjects(input: { query: string; limit: number }): Promise<{ projects: Project[]; hasMore: boolean }> {
    return live.use((platform, bearer) => wire.findProjects(platform, bearer, input));
  }

  return {
    state: () => book.state(),
    onChange: (listener) => book.onChange(listener),
    refresh: () => book.refresh(),
    mint: createMint(ground, live, book, fresh),
    import: createImport(ground, live, queue, book),
    ...createRevoke(ground, live, queue, book, parts.leases),
    copy: createCopy(live, queue, book, fresh, parts.clipboard),
    dismissFresh: () => {
      fresh.dismiss();
    },
    setProject,
    forget,
    find: (name) => findByName(book.state().rows, name),
    unnamed: () => book.unnamed(),
    findProjects,
  };
}
