import type { EndNote } from '../../../preload/contract/contract';
import { createHoldings } from '../accounts/removal';
import { isAppError } from '../errors';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { AccountRecord, QueueRecord, SurvivorRecord, TokenRecord } from '../ports';
import type { Session } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Condemned } from '../tokens/queueBook';
import type { Revocations } from '../tokens/revocationQueue';

interface Parts {
  session: Pick<Session, 'signOut'>;
  leases: LeaseEnder;
}

/**
 * Ends on the platforms what is to end: every session by password, what the queue holds, and, if so chosen, the held tokens. Answers what
 * lives on. It goes through the queue, so that a crash in the middle leaves it all to the next start. Never rejects.
 */
export async function endOnPlatforms(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: Parts,
  isRevoked: boolean,
): Promise<SurvivorRecord[]> {
  const { held, condemn } = createHoldings(ground, live, queue);
  const accounts = (): AccountRecord[] => ground.index.value().accounts.map((one) => withPlatform(ground, one));
  const unended: SurvivorRecord[] = [];

  async function condemnAll(): Promise<void> {
    for (const account of accounts()) await quietly(ground, () => condemn(account, isRevoked, []));
  }
  async function signOut(account: AccountRecord): Promise<void> {
    const mine = live.liveOf(account.id);
    if (mine === null) return;
    const isEnded = isRevoked || mine.record.openedBy === 'password';
    const state = await parts.session.signOut({ accountId: account.id, kind: isEnded ? 'destroy' : 'forget' });
    const notes = state.status === 'signedOut' ? (state.ended?.notes ?? []) : [];
    if (isEnded && notes.some(isLostEnd)) unended.push(sessionOf(account, mine.record.expiresMs));
  }

  // Before any of them ends: in an account's own order, its session can still bear what a token cannot do itself.
  const before = isRevoked ? [] : accounts().flatMap((account) => held(account.id).map((one) => tokenOf(account, one)));
  await condemnAll();
  if (isRevoked) {
    for (const { id } of accounts()) await parts.leases.endOfAccount(id);
    for (const entry of ground.queue.value().entries) await quietly(ground, () => queue.condemn(now(entry)));
  }
  await attemptAll(ground, queue);
  for (const account of accounts()) await quietly(ground, () => signOut(account));
  // What came meanwhile, and what a session could not bear: once more, then it is over.
  await condemnAll();
  const alive = await attemptAll(ground, queue);
  const stillHeld = isRevoked ? accounts().flatMap((account) => held(account.id).map((one) => tokenOf(account, one))) : before;
  return [...stillHeld.filter(({ expiresMs }) => expiresMs === null || expiresMs > ground.ports.clock.now()), ...alive, ...unended];
}

/** Each entry once; a platform that is out of reach is not asked again for its others. Answers what is not dead. */
async function attemptAll(ground: Ground, queue: Revocations): Promise<SurvivorRecord[]> {
  const unreachable = new Set<string>();
  const alive: SurvivorRecord[] = [];
  for (const entry of [...ground.queue.value().entries]) {
    if (!unreachable.has(entry.platform.key)) {
      const tried = await queue.attempt(entry.signature, 'session');
      if (tried.kind === 'done') continue;
      if (isAppError(tried.error, 'OFFLINE', 'TIMED_OUT')) unreachable.add(entry.platform.key);
    }
    alive.push(survivorOf(entry));
  }
  return alive;
}

/** A person who revokes everything does not wait for jobs. */
function now(entry: QueueRecord): Condemned {
  const { accountId, platform, userId, username, signature, label, last4, reason, expiresMs } = entry;
  const account = { id: accountId, platform, userId, username, fullName: null };
  // Of a session that was condemned the secret has moved long ago; in its place another session's may stand.
  const from = entry.hasSecret && reason === 'revoke' ? 'token' : null;
  return { account, platform, signature, label, last4, reason, when: 'now', expiresMs, secret: null, from };
}

const isLostEnd = ({ step, isQueued }: EndNote): boolean => step === 'destroy' && !isQueued;

const survivorOf = ({ reason, label, last4, username, platform, expiresMs }: QueueRecord): SurvivorRecord => ({
  kind: reason === 'signOut' && label === null && last4 === null ? 'session' : 'token',
  label,
  last4,
  username,
  platformName: platform.name,
  expiresMs,
});

const tokenOf = ({ username, platform }: AccountRecord, { label, last4, expiresMs }: TokenRecord): SurvivorRecord => ({
  kind: 'token',
  label,
  last4,
  username,
  platformName: platform.name,
  expiresMs,
});

const sessionOf = ({ username, platform }: AccountRecord, expiresMs: number | null): SurvivorRecord => ({
  kind: 'session',
  label: null,
  last4: null,
  username,
  platformName: platform.name,
  expiresMs,
});

/** An account of a platform that this runtime may not talk to keeps what the file says of it: nothing is sent there. */
function withPlatform(ground: Ground, { id, ...rest }: AccountRecord): AccountRecord {
  try {
    return { id, ...rest, ...accountById(ground.index.value(), id), platform: platformOfAccount(ground, id) };
  } catch {
    return { id, ...rest };
  }
}

async function quietly(ground: Ground, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    ground.ports.log.warn('erase.endFailed', isAppError(error) ? { code: error.code } : {}, error);
  });
}
