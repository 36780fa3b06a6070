import type { RunningExecutions } from '../../../preload/contract/contract';
import { isAppError } from '../errors';
import type { Ground } from '../ground';
import type { AccountRecord } from '../ports';
import type { ScanService, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import type { TokenBook } from '../tokens/tokenBook';
import type { Looking } from './look';
import { ownerRecord, refuseSession } from './ownership';

const UNKNOWN: RunningExecutions = { isKnown: false, count: 0, isAtLeast: true, named: [] };

export interface DealingParts {
  live: LiveSession;
  queue: Revocations;
  book: TokenBook;
  tokens: Tokens;
}

/** What may be done with a found token whose account is known: it is kept, or revoked. */
export function createDealing(
  ground: Ground,
  { live, queue, book, tokens }: DealingParts,
  looking: Looking,
): Pick<ScanService, 'import' | 'previewRevoke' | 'revoke'> {
  const wire = ground.ports.platform;

  async function importFound({ tokenId }: { tokenId: string }): ReturnType<ScanService['import']> {
    const finding = looking.need(tokenId);
    const { id } = ownerRecord(ground, finding);
    const label = finding.shown.label ?? `found …${finding.shown.last4}`;
    const row = await tokens.import({ accountId: id, token: finding.secret, label, worksWhileAway: false });
    Object.assign(finding.shown, { label: row.label, isHeld: true, state: 'live' });
    looking.tell();
    return row;
  }

  const isListed = (accountId: string, signature: string): boolean =>
    book.stateOf(accountId).rows.some((row) => row.signature === signature);

  async function running(account: AccountRecord, secret: string): Promise<RunningExecutions> {
    try {
      if (live.liveOf(account.id) === null) return await wire.findRunning(account.platform, secret, account.userId);
      return await live.use(account.id, (platform, bearer) => wire.findRunning(platform, bearer, account.userId));
    } catch (error) {
      // What the platform cannot say must never look like "nothing runs".
      if (isAppError(error)) return UNKNOWN;
      throw error;
    }
  }

  async function previewRevoke({ tokenId }: { tokenId: string }): ReturnType<ScanService['previewRevoke']> {
    const finding = looking.need(tokenId);
    const { secret, signature } = finding;
    const account = ownerRecord(ground, finding);
    if (isListed(account.id, signature)) {
      const told = await tokens.previewRevoke({ accountId: account.id, signature });
      return { running: told.running, leases: told.leases, childCount: told.childCount };
    }
    return { running: await running(account, secret), leases: [], childCount: book.childCount(account.id, signature) };
  }

  async function revoke({ tokenId, when }: Parameters<ScanService['revoke']>[0]): ReturnType<ScanService['revoke']> {
    const finding = looking.need(tokenId);
    const { secret, signature, shown } = finding;
    const account = ownerRecord(ground, finding);
    refuseSession(ground, signature);
    const outcome = isListed(account.id, signature)
      ? (await tokens.revoke({ accountId: account.id, signature, when })).outcome
      : await condemn(account, { secret, signature, label: shown.label, last4: shown.last4 }, when);
    if (outcome !== 'queued') Object.assign(shown, { state: 'expired', isHeld: false });
    looking.tell();
    return { outcome };
  }

  /** A token that no list shows bears its own revocation, and waits in the queue where that cannot be done now. */
  async function condemn(
    account: AccountRecord,
    token: { secret: string; signature: string; label: string | null; last4: string },
    when: 'now' | 'whenJobsDone',
  ): Promise<'revoked' | 'alreadyGone' | 'queued'> {
    await queue.condemn({ ...token, account, platform: account.platform, reason: 'revoke', when, expiresMs: null, from: null });
    const tried = await queue.attempt(token.signature);
    if (tried.kind === 'kept') return 'queued';
    return tried.was === 'destroyed' ? 'revoked' : 'alreadyGone';
  }

  return { import: importFound, previewRevoke, revoke };
}
