import type { TokenRow } from '../../../preload/contract/contract';
import { AppError, isAppError } from '../errors';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { LeaseRecord, ProcessIdentity, TokenRecord } from '../ports';
import type { Consent } from '../consent/service';
import type { Grant, Grants, LeaseRequest } from '../services';
import type { LiveSession } from '../session/liveSession';
import { candidateOf, findByName } from '../tokens/names';
import type { TokenBook } from '../tokens/tokenBook';
import { UNPROVEN } from '../consent/policy';
import { lasting, othersThatLast } from './jobLength';
import { createProjectGuard } from './projectGuard';
import { liveLine } from '../shellExport/hookFiles';
import { shownLease, type LeaseKeeper } from './leaseKeeper';

const MOST_OFFERED = 5;

export function createGrants(
  ground: Ground,
  live: LiveSession,
  book: TokenBook,
  parts: { keeper: LeaseKeeper; consent: Pick<Consent, 'check'> },
): Grants {
  const { keeper, consent } = parts;
  const { clock, digest, processes, shellFolders } = ground.ports;

  const jobs = createJobCheck(ground, book);
  const meant = createMeaning(ground, live, book);
  const guard = createProjectGuard(ground, live, book);

  async function leaseTo(owner: ProcessIdentity, record: TokenRecord, kind: 'env' | 'exec'): Promise<LeaseRecord> {
    const { pid, startMark, program, folder, terminal } = owner;
    const confFolder = await shellFolders.create({ pid, startMark });
    const who = { pid, startMark, program, folder, terminal, confFolder };
    const { signature, accountId } = record;
    if (kind === 'env') await shellFolders.mark(confFolder, hookLine(ground, book, record));
    const lease: LeaseRecord = { id: digest.randomId(), accountId, signature, kind, ...who, sinceMs: clock.now() };
    try {
      await keeper.add(lease);
    } catch (error) {
      await shellFolders.remove(confFolder);
      throw error;
    }
    return lease;
  }

  async function begin(request: LeaseRequest): Promise<Grant> {
    // SECURITY: frozen, a program is told so before anything else is looked at.
    ground.freeze.check();
    const owner = await processes.identify(request.pid);
    if (owner === null) throw new AppError('NO_SUCH_PROCESS');
    const accountId = request.accountId ?? live.activeId();
    if (accountId === null) throw new AppError('NOT_SIGNED_IN');
    const signature = current(book.stateOf(accountId).rows, meant(accountId, request.name));
    if (request.needsMs !== undefined) jobs.checkLasts(accountId, signature, request.needsMs);
    // What nobody could be given is asked of nobody.
    if (!book.checkUsable(accountId, signature).isHeld) throw new AppError('TOKEN_NOT_HELD');
    await consent.check({ accountId, signature, use: request.kind, ...(request.consent ?? UNPROVEN) });
    const { record, secret } = await book.secretFor(accountId, signature);
    const account = accountById(ground.index.value(), accountId);
    if (account === null) throw new AppError('NO_SUCH_TOKEN');
    const platform = platformOfAccount(ground, accountId);
    // SECURITY: before it is shown, so that no rotation revokes what may be in use elsewhere without a yes.
    if (request.isShown === true && !record.wasExposed) await book.edit(signature, { wasExposed: true });
    const project = projectOf(request.projectId, record.defaultProject);
    if (project !== null && project !== record.defaultProject) await guard.check({ accountId, platform, secret, projectId: project.id });
    const lease = await leaseTo(owner, record, request.kind);
    try {
      // SECURITY: a revoke or a sign-out that came while the folder was made counts.
      book.checkUsable(accountId, signature);
    } catch (error) {
      await keeper.end(lease.id);
      throw error;
    }
    // The same process's, so that nobody else's folder is ever named away.
    if (request.insteadOf !== undefined) await keeper.endFolder(owner, request.insteadOf);
    book.markUsed(signature);
    ground.ports.log.info('lease.begun', { kind: request.kind, program: owner.program });
    const { label } = record;
    const { username } = account;
    const { expiresMs } = book.row(accountId, signature);
    const { confFolder } = lease;
    return { lease: shownLease(lease), accountId, secret, platform, username, label, signature, expiresMs, project, confFolder };
  }

  return {
    restore: () => keeper.restore(),
    begin,
    end: (leaseId) => keeper.end(leaseId),
    jobOn: ({ accountId = live.activeId() ?? undefined, signature, needsMs }) => {
      if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
      return jobs.jobOn(accountId, signature, needsMs);
    },
    leases: () => keeper.leases(),
    onChange: (listener) => keeper.onChange(listener),
  };
}

/** What a request's name means. */
function createMeaning(ground: Ground, live: LiveSession, book: TokenBook): (accountId: string, name: string | null) => string {
  function named(accountId: string, name: string): string {
    const { rows } = book.stateOf(accountId);
    const here = rows.filter((row) => row.held === 'here');
    try {
      return findByName(here, name).signature;
    } catch (error) {
      const isElsewhere = rows.length > here.length && error instanceof AppError && error.code === 'NO_SUCH_TOKEN';
      if (isElsewhere) return findByName(rows, name).signature;
      // Signed out, a name that is not told may be that of a token that needs the person.
      if (live.liveOf(accountId) === null && error instanceof AppError && error.code === 'NO_SUCH_TOKEN')
        throw new AppError('NOT_SIGNED_IN');
      throw error;
    }
  }

  /** Locked, a name means one of the tokens that work while the person is away; no other is even told of. */
  return (accountId, name) => {
    if (!ground.latch.isLocked()) return name === null ? book.unnamed(accountId).signature : named(accountId, name);
    const away = book.stateOf(accountId).rows.filter((row) => row.held === 'here' && row.worksWhileAway);
    try {
      return name === null ? book.unnamed(accountId).signature : findByName(away, name).signature;
    } catch (error) {
      if (isAppError(error, 'NO_SUCH_TOKEN', 'NEEDS_SHELL_TOKEN')) throw new AppError('APP_LOCKED');
      throw error;
    }
  };
}

function hookLine(ground: Ground, book: TokenBook, { accountId, signature }: TokenRecord): string {
  return liveLine(book.row(accountId, signature).expiresMs, accountById(ground.index.value(), accountId)?.username ?? '');
}

function projectOf(asked: string | null, usual: TokenRecord['defaultProject']): Grant['project'] {
  if (asked === null || asked === usual?.id) return usual;
  return { id: asked, name: null };
}

function createJobCheck(ground: Ground, book: TokenBook) {
  const { clock } = ground.ports;

  function jobOn(accountId: string, signature: string, needsMs: number): ReturnType<Grants['jobOn']> {
    const row = book.row(accountId, signature);
    // SECURITY: locked, no token is told of but those that work while the person is away.
    const rows = book.stateOf(accountId).rows.filter((one) => !ground.latch.isLocked() || one.worksWhileAway);
    const others = othersThatLast(rows, row, needsMs, clock.now()).slice(0, MOST_OFFERED);
    return { lasting: lasting(row, needsMs, clock.now()), expiresMs: row.expiresMs, others };
  }

  /** Before anything is read or begun: a job is not started on a token that is known to end in the middle of it. */
  function checkLasts(accountId: string, signature: string, needsMs: number): void {
    book.checkUsable(accountId, signature);
    const job = jobOn(accountId, signature, needsMs);
    if (job.lasting !== 'endsFirst') return;
    const candidates = job.others.map(candidateOf);
    throw new AppError('TOKEN_ENDS_FIRST', { details: candidates.length === 0 ? {} : { field: 'others', candidates } });
  }

  return { jobOn, checkLasts };
}

/** The token that took its place, where it was rotated, for as long as that one can be given. */
function current(rows: readonly TokenRow[], signature: string): string {
  const seen = new Set<string>();
  let now = signature;
  for (;;) {
    seen.add(now);
    const replacedBy = rows.find((row) => row.signature === now)?.replacedBy ?? null;
    const next = rows.find((row) => row.signature === replacedBy && row.held === 'here' && row.state === 'live');
    if (next === undefined || seen.has(next.signature)) return now;
    now = next.signature;
  }
}
