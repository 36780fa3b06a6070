import type { CopyOutcome, Project, TokenRow } from '../../../preload/contract/contract';
import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { TokenRecord } from '../ports';
import type { ClipboardCare, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { createFreshSecrets } from './freshSecrets';
import { createImport } from './importToken';
import { createMint } from './mint';
import { findByName } from './names';
import { createRevoke, type LeaseEnder } from './revoke';
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

  async function copy({ signature }: { signature: string }): Promise<CopyOutcome> {
    const ready = fresh.get(signature);
    const { record, secret } = ready === null ? await book.secretFor(signature) : { record: usableFresh(signature), secret: ready };
    const outcome = await parts.clipboard.copy(secret, { label: record?.label ?? null, last4: secret.slice(-4) });
    book.markUsed(signature);
    if (record?.wasExposed === false) await book.edit(signature, { wasExposed: true });
    return outcome;
  }

  /** Null where the index could not take the new token, which can be copied all the same. */
  function usableFresh(signature: string): TokenRecord | null {
    if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
    return book.record(signature) === null ? null : book.checkUsable(signature);
  }

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
    // The secret first: while the index knows the token, its entry in the keychain can still be found.
    await ground.secrets.remove(tokenKey(record.accountId, signature));
    await book.drop(signature);
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
    copy,
    dismissFresh: () => {
      fresh.dismiss();
    },
    setProject,
    forget,
    find: (name) => findByName(book.state().rows, name),
    findProjects,
  };
}
