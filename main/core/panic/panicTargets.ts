import { platformKeyOf } from '../accounts/keys';
import { AppError } from '../errors';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { AccountRecord, PanicRecord, PanicTarget, ServerToken } from '../ports';
import type { Session } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Condemned } from '../tokens/queueBook';
import type { Revocations } from '../tokens/revocationQueue';

export interface PassParts {
  session: Pick<Session, 'signOut'>;
  /** What the panic is now, and every change of it. */
  record(): PanicRecord;
  change(edit: (record: PanicRecord) => PanicRecord): Promise<void>;
  /** Told at the first answer of a platform, before anything else of it is done. */
  contacted(): Promise<void>;
  isLeaving(): boolean;
}

type Row = Pick<ServerToken, 'signature' | 'label' | 'expiresMs' | 'isSession'>;

export interface Targets {
  accountIds(): string[];
  /** Whether something is held that no target names. */
  hasNew(): boolean;
  /** What this computer holds and what waits in the queue: named in the panic, then condemned. */
  collect(): Promise<void>;
  /** What the list names beyond that; null where it is refused: then what this computer knows of. */
  add(accountId: string, rows: readonly ServerToken[] | null): Promise<void>;
  /** The secrets of what could not be revoked now go to the queue's own place. */
  gather(): Promise<void>;
}

/** SECURITY: another runtime of dxkey may use an account of a platform that this one may not; it sends nothing of it (row 25). */
function isUsable(ground: Ground, { id }: AccountRecord): boolean {
  return ground.platforms.byKey(platformKeyOf(id)) !== null;
}

export function createTargets(ground: Ground, live: LiveSession, queue: Revocations, parts: PassParts): Targets {
  const known = (): Set<string> => new Set(parts.record().targets.map((one) => one.signature));
  const held = () => ground.index.value().tokens.filter((one) => one.isHeld && accountById(ground.index.value(), one.accountId) !== null);
  /** The tokens of sign-ins, and what opened a session that is open: they bear the rest, and go with the sign-out. */
  const openers = (): Set<string> =>
    new Set(
      ground.index
        .value()
        .sessions.filter((one) => one.openedBy === 'password' || live.liveOf(one.accountId) !== null)
        .map((one) => one.signature),
    );

  const condemned = (accountId: string, row: Row): Condemned => condemnedOf(ground, accountId, row);

  /** The panic names it first, so that an undo after a crash knows what to put back; what a crash left named only is condemned again. */
  async function take(found: readonly PanicTarget[], all: readonly Condemned[]): Promise<void> {
    const seen = known();
    const fresh = found.filter((one) => !seen.has(one.signature));
    if (fresh.length > 0) await parts.change((record) => ({ ...record, targets: [...record.targets, ...fresh] }));
    if (all.length > 0) await queue.condemnAll(all);
  }

  return {
    accountIds: () =>
      ground.index
        .value()
        .accounts.filter((account) => isUsable(ground, account))
        .map(({ id }) => id),
    hasNew: () => {
      const seen = known();
      const apart = openers();
      return held().some((one) => !seen.has(one.signature) && !apart.has(one.signature));
    },
    async collect() {
      const apart = openers();
      const fresh = held().filter((one) => !queue.has(one.signature) && !apart.has(one.signature));
      const waiting = ground.queue.value().entries.filter((one) => accountById(ground.index.value(), one.accountId) !== null);
      const found: PanicTarget[] = [
        ...fresh.map(({ accountId, signature }) => ({ accountId, signature, former: 'free' as const })),
        ...waiting.map(({ accountId, signature, when }) => ({
          accountId,
          signature,
          former: when === 'whenJobsDone' ? when : ('queued' as const),
        })),
      ];
      const now = waiting.filter((one) => one.when === 'whenJobsDone');
      await take(found, [
        ...fresh.map((one) => condemned(one.accountId, { ...one, isSession: false })),
        ...now.map((one) => condemned(one.accountId, { ...one, isSession: one.reason === 'signOut' })),
      ]);
    },
    async add(accountId, rows) {
      const apart = openers();
      const nowMs = ground.ports.clock.now();
      const all =
        rows ??
        ground.index
          .value()
          .tokens.filter((one) => one.accountId === accountId && one.goneMs === null)
          .map((one) => ({ ...one, isSession: false }));
      const more = all.filter((one) => !queue.has(one.signature) && !apart.has(one.signature) && (one.expiresMs ?? Infinity) > nowMs);
      await take(
        more.map(({ signature }) => ({ accountId, signature, former: 'free' as const })),
        more.map((row) => condemned(accountId, row)),
      );
    },
    async gather() {
      const left = parts.record().targets.filter((one) => queue.has(one.signature));
      await queue.gather(
        left.flatMap(({ accountId, signature }) => {
          const entry = queue.entry(signature);
          if (entry?.hasSecret !== true || entry.reason === 'signOut') return [];
          return [{ ...condemned(accountId, { ...entry, isSession: false }), from: 'token' as const }];
        }),
      );
    },
  };
}

function condemnedOf(ground: Ground, accountId: string, row: Row): Condemned {
  const account = accountById(ground.index.value(), accountId);
  if (account === null) throw new AppError('NO_SUCH_ACCOUNT');
  const record = ground.index.value().tokens.find((one) => one.signature === row.signature);
  return {
    account,
    platform: platformOfAccount(ground, accountId),
    signature: row.signature,
    label: record?.label ?? row.label,
    last4: record?.last4 ?? null,
    expiresMs: row.expiresMs ?? record?.expiresMs ?? null,
    reason: row.isSession ? 'signOut' : 'revoke',
    when: 'now',
    secret: null,
    from: record?.isHeld === true ? 'token' : null,
  };
}

/** A session that waits for its keychain: nobody can sign it out, so the queue gets it. */
export async function condemnAsleep(ground: Ground, queue: Revocations, accountId: string): Promise<void> {
  const account = accountById(ground.index.value(), accountId);
  const asleep = ground.index.value().sessions.find((one) => one.accountId === accountId && one.openedBy === 'password');
  if (account === null || asleep === undefined || queue.has(asleep.signature)) return;
  const what = { account, platform: platformOfAccount(ground, accountId), label: null, last4: null, secret: null } as const;
  const { signature, expiresMs } = asleep;
  const from = asleep.isInMemory === true ? null : 'session';
  await queue.condemn({ ...what, signature, expiresMs, reason: 'signOut', when: 'now', from });
  await queue.attempt(signature);
}
