import type { Lease } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { LeaseRecord, ProcessIdentity, Stop, TokenRecord } from '../ports';
import type { Grant, Grants, LeaseRequest } from '../services';
import type { LiveSession } from '../session/liveSession';
import { findByName } from '../tokens/names';
import type { TokenBook } from '../tokens/tokenBook';

export interface LeaseKeeper {
  restore(): Promise<void>;
  add(record: LeaseRecord): Promise<void>;
  end(leaseId: string): Promise<void>;
  endOf(signature: string): Promise<void>;
  leases(): Lease[];
  onChange(listener: (leases: Lease[]) => void): Stop;
  stop(): void;
}

/** Which living process was given which token. A lease ends with its process, and its private folder with it. */
export function createLeaseKeeper(ground: Ground): LeaseKeeper {
  const { processes, shellFolders, log } = ground.ports;
  const changed = createEmitter<Lease[]>();
  const watches = new Map<string, Stop>();
  const records = (): LeaseRecord[] => ground.leases.value().leases;
  const leases = (): Lease[] => records().map(shown);
  ground.leases.onChange(() => {
    changed.emit(leases());
  });

  function watch(record: LeaseRecord): void {
    const stop = processes.whenGone({ pid: record.pid, startMark: record.startMark }, () => {
      ground.background('lease.end', end(record.id));
    });
    watches.set(record.id, stop);
  }

  async function end(leaseId: string): Promise<void> {
    watches.get(leaseId)?.();
    watches.delete(leaseId);
    const record = records().find((one) => one.id === leaseId);
    if (record === undefined) return;
    // A folder that cannot be removed now is left to the next start's sweep; the lease is over all the same.
    await shellFolders.remove(record.confFolder).catch((error: unknown) => {
      log.warn('lease.folderStays', {}, error);
    });
    await ground.leases.change((document) => ({ leases: document.leases.filter((one) => one.id !== leaseId) }));
  }

  async function restore(): Promise<void> {
    for (const record of records()) {
      const now = await processes.identify(record.pid).catch(() => null);
      // The same number may be another process by now; its start tells.
      if (now?.startMark === record.startMark) watch(record);
      else await end(record.id);
    }
    await shellFolders.sweep();
  }

  return {
    restore,
    end,
    leases,
    add: async (record) => {
      await ground.leases.change((document) => ({ leases: [...document.leases, record] }));
      watch(record);
    },
    endOf: async (signature) => {
      for (const { id } of records().filter((one) => one.signature === signature)) await end(id);
    },
    onChange: (listener) => changed.on(listener),
    stop: () => {
      for (const stop of watches.values()) stop();
      watches.clear();
    },
  };
}

function shown({ id, signature, kind, pid, program, folder, terminal, sinceMs }: LeaseRecord): Lease {
  return { id, signature, kind, pid, program, folder, terminal, sinceMs };
}

export function createGrants(ground: Ground, live: LiveSession, book: TokenBook, keeper: LeaseKeeper): Grants {
  const { clock, digest, processes, shellFolders } = ground.ports;

  /** Without a name: the token that opened the session, else this computer's shell token. */
  function unnamed(): string {
    const mine = live.live();
    if (mine?.record.openedBy === 'token') return mine.record.signature;
    const { tokens, last } = ground.index.value();
    const isUsable = (one: TokenRecord): boolean => {
      if (!one.isShellToken || !one.isHeld) return false;
      return mine !== null ? one.accountId === mine.account.id : one.worksWhileAway && isOfLast(one, last);
    };
    const shell = tokens.find(
      (one) => isUsable(one) && book.state().rows.some((row) => row.signature === one.signature && row.state === 'live'),
    );
    if (shell === undefined) throw new AppError(mine === null ? 'NOT_SIGNED_IN' : 'NEEDS_SHELL_TOKEN');
    return shell.signature;
  }

  function isOfLast(token: TokenRecord, last: { platform: { key: string }; username: string } | null): boolean {
    const account = accountById(ground.index.value(), token.accountId);
    return account !== null && last !== null && account.platform.key === last.platform.key && account.username === last.username;
  }

  function named(name: string): string {
    const { rows } = book.state();
    const here = rows.filter((row) => row.held === 'here');
    try {
      return findByName(here, name).signature;
    } catch (error) {
      const isElsewhere = rows.length > here.length && error instanceof AppError && error.code === 'NO_SUCH_TOKEN';
      if (isElsewhere) return findByName(rows, name).signature;
      // Signed out, a name that is not told may be that of a token that needs the person.
      if (live.live() === null && error instanceof AppError && error.code === 'NO_SUCH_TOKEN') throw new AppError('NOT_SIGNED_IN');
      throw error;
    }
  }

  async function leaseTo(owner: ProcessIdentity, record: TokenRecord, kind: 'env' | 'exec'): Promise<LeaseRecord> {
    const { pid, startMark, program, folder, terminal } = owner;
    const confFolder = await shellFolders.create({ pid, startMark });
    const who = { pid, startMark, program, folder, terminal, confFolder };
    const { signature, accountId } = record;
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
    const owner = await processes.identify(request.pid);
    if (owner === null) throw new AppError('NO_SUCH_PROCESS');
    const signature = request.name === null ? unnamed() : named(request.name);
    const { record, secret } = await book.secretFor(signature);
    const account = accountById(ground.index.value(), record.accountId);
    if (account === null) throw new AppError('NO_SUCH_TOKEN');
    const platform = platformOfAccount(ground, account.id);
    const lease = await leaseTo(owner, record, request.kind);
    try {
      // SECURITY: a revoke or a sign-out that came while the folder was made counts.
      book.checkUsable(signature);
    } catch (error) {
      await keeper.end(lease.id);
      throw error;
    }
    book.markUsed(signature);
    ground.ports.log.info('lease.begun', { kind: request.kind, program: owner.program });
    const { label, defaultProject } = record;
    const { username } = account;
    const project = projectOf(request.projectId, defaultProject);
    const { expiresMs } = book.row(signature);
    return { lease: shown(lease), secret, platform, username, label, signature, expiresMs, project, confFolder: lease.confFolder };
  }

  return {
    restore: () => keeper.restore(),
    begin,
    end: (leaseId) => keeper.end(leaseId),
    leases: () => keeper.leases(),
    onChange: (listener) => keeper.onChange(listener),
  };
}

function projectOf(asked: string | null, usual: TokenRecord['defaultProject']): Grant['project'] {
  if (asked === null || asked === usual?.id) return usual;
  return { id: asked, name: null };
}
