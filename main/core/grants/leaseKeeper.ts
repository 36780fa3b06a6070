import type { Lease } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { LeaseRecord, Stop } from '../ports';
import type { Grants } from '../services';
import { CHANGED } from '../shellExport/hookFiles';

/** What a token's end needs of its leases; never rejects, for the token ends in any case. */
export type LeaseEnder = Pick<Grants, 'leases'> & {
  endOf(signature: string): Promise<void>;
  endOfAccount(accountId: string): Promise<void>;
};

export interface LeaseKeeper extends LeaseEnder {
  restore(): Promise<void>;
  add(record: LeaseRecord): Promise<void>;
  end(leaseId: string): Promise<void>;
  rename(leaseId: string, program: string): Promise<void>;
  endThese(leaseIds: readonly string[]): Promise<void>;
  /** Ends the lease of this process that has this private folder, if there is one. */
  endFolder(owner: { pid: number; startMark: string }, confFolder: string): Promise<void>;
  /** Tells the hooks of shells that have this token that there is another one. */
  markChanged(signature: string): Promise<void>;
  onChange(listener: (leases: Lease[]) => void): Stop;
  stop(): void;
}

/** Which living process was given which token. A lease ends with its process or its token, and its private folder with it. */
export function createLeaseKeeper(ground: Ground): LeaseKeeper {
  const { processes, shellFolders, log } = ground.ports;
  const changed = createEmitter<Lease[]>();
  const watches = new Map<string, Stop>();
  const records = (): LeaseRecord[] => ground.leases.value().leases;
  const leases = (): Lease[] => records().map(shownLease);
  const expiry = watchExpiry(ground, (signature) => void endOf(signature));
  ground.leases.onChange(() => {
    changed.emit(leases());
  });

  function watch(record: LeaseRecord): void {
    const stop = processes.whenGone({ pid: record.pid, startMark: record.startMark }, () => {
      ground.background('lease.end', end([record]));
    });
    watches.set(record.id, stop);
  }

  /** Together, so that many that end at once are one write. */
  async function end(ending: readonly LeaseRecord[]): Promise<void> {
    if (ending.length === 0) return;
    for (const { id, confFolder } of ending) {
      watches.get(id)?.();
      watches.delete(id);
      // A folder that cannot be removed now is left to the next start's sweep; the lease is over all the same.
      await shellFolders.remove(confFolder).catch((error: unknown) => {
        log.warn('lease.folderStays', {}, error);
      });
    }
    const ids = new Set(ending.map((one) => one.id));
    await ground.leases.change((document) => ({ leases: document.leases.filter((one) => !ids.has(one.id)) }));
  }

  async function endWhere(isMeant: (record: LeaseRecord) => boolean): Promise<void> {
    await end(records().filter(isMeant)).catch((error: unknown) => {
      log.warn('lease.endOf', {}, error);
    });
  }
  const endOf = (signature: string): Promise<void> => endWhere((one) => one.signature === signature);

  /** A token that was condemned or paused while the app died gives nothing any more, unless what runs on it was to be waited for. */
  function isStopped({ signature }: LeaseRecord): boolean {
    const isCondemned = ground.queue.value().entries.some((one) => one.signature === signature && one.when === 'now');
    return isCondemned || ground.index.value().tokens.some((one) => one.signature === signature && one.isPaused);
  }

  async function restore(): Promise<void> {
    const over: LeaseRecord[] = [];
    for (const record of records()) {
      const now = await processes.identify(record.pid).catch(() => null);
      // The same number may be another process by now; its start tells.
      if (now?.startMark === record.startMark && !isStopped(record)) watch(record);
      else over.push(record);
    }
    await end(over);
    expiry.look();
    await shellFolders.sweep();
  }

  return {
    restore,
    end: async (leaseId) => end(records().filter((one) => one.id === leaseId)),
    rename: async (leaseId, program) => {
      if (!records().some((one) => one.id === leaseId && one.program !== program)) return;
      await ground.leases.change((document) => ({
        leases: document.leases.map((one) => (one.id === leaseId ? { ...one, program } : one)),
      }));
    },
    endThese: async (leaseIds) => end(records().filter((one) => leaseIds.includes(one.id))),
    endOf,
    endOfAccount: (accountId) => endWhere((one) => one.accountId === accountId),
    leases,
    endFolder: ({ pid, startMark }, confFolder) =>
      endWhere((one) => one.pid === pid && one.startMark === startMark && one.confFolder === confFolder),
    markChanged: async (signature) => {
      const meant = records().filter((one) => one.signature === signature && one.kind === 'env');
      await Promise.all(meant.map((one) => shellFolders.mark(one.confFolder, CHANGED)));
    },
    add: async (record) => {
      await ground.leases.change((document) => ({ leases: [...document.leases, record] }));
      watch(record);
    },
    onChange: (listener) => changed.on(listener),
    stop: () => {
      expiry.stop();
      for (const stop of watches.values()) stop();
      watches.clear();
    },
  };
}

/** Tells when a leased token's known time is over: a lease lasts no longer than its token. */
function watchExpiry(ground: Ground, onExpired: (signature: string) => void): { look(): void; stop(): void } {
  const { clock } = ground.ports;
  let stopTimer: Stop = () => undefined;

  function look(): void {
    stopTimer();
    const leased = new Set(ground.leases.value().leases.map((one) => one.signature));
    if (leased.size === 0) return;
    const ends = ground.index
      .value()
      .tokens.flatMap(({ signature, expiresMs }) => (expiresMs !== null && leased.has(signature) ? [{ signature, expiresMs }] : []));
    for (const { signature, expiresMs } of ends) if (expiresMs <= clock.now()) onExpired(signature);
    const next = Math.min(...ends.filter((one) => one.expiresMs > clock.now()).map((one) => one.expiresMs));
    if (Number.isFinite(next)) stopTimer = clock.after(next - clock.now(), look);
  }
  const stops = [ground.leases.onChange(look), ground.index.onChange(look)];
  return {
    look,
    stop: () => {
      stopTimer();
      for (const stop of stops) stop();
    },
  };
}

export function shownLease({ id, signature, kind, pid, program, folder, terminal, sinceMs }: LeaseRecord): Lease {
  return { id, signature, kind, pid, program, folder, terminal, sinceMs };
}
