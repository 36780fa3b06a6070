import type { SessionState } from '../../../preload/contract/contract';
import { accountIdOf, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import { accountById } from '../ground';
import { withLeftover } from '../leftovers';
import type { AccountRecord, PlatformInfo, SessionRecord } from '../ports';
import type { Session } from '../services';
import { isSame, pastedRecord, putBack } from '../tokens/tokenRecords';
import type { EntryParts } from './entryParts';
import type { Pending } from './pendingSignIn';
import { readyToKeep } from './readiness';
import { recordSession, unrecordSession } from './sessionFile';
import { accountOf } from './shownSession';

const USUAL_TOKEN_LENGTH = 32;

type Waiting = Extract<Pending, { kind: 'token' }>;

/** Sign-in by a pasted API token: asked about first, kept only once the person has seen whose it is. */
export function createTokenEntry(parts: EntryParts): Pick<Session, 'inspectToken' | 'keepToken'> {
  const { ground, live, queue, returning, turns, pending } = parts;
  const { clock, digest } = ground.ports;

  function checkMayOpen(signature: string): void {
    if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
    // SECURITY: a password session's own token must not become a token that can be copied and handed out.
    const isSession = ground.index.value().sessions.some((one) => one.openedBy === 'password' && one.signature === signature);
    if (isSession) throw new AppError('REFUSED');
  }

  async function inspectToken({
    platform: choice,
    token,
    isInMemory = false,
  }: Parameters<Session['inspectToken']>[0]): Promise<SessionState> {
    const platform = ground.platforms.resolve(choice);
    parts.startAfresh();
    return turns.take({ work: 'inspectToken', platform, username: null }, async (turn) => {
      await readyToKeep(ground, returning, isInMemory);
      // SECURITY: a paste that was cancelled while the keychain was asked is sent nowhere.
      if (turn.isCancelled()) return;
      const account = await identify(ground, platform, token);
      if (turn.isCancelled()) return;
      const signature = digest.sha256Hex(token);
      checkMayOpen(signature);
      pending.hold({ kind: 'token', account, token, signature, isInMemory });
      const isUsualLength = token.length === USUAL_TOKEN_LENGTH;
      const last4 = token.slice(-4);
      live.tell({ kind: 'tokenSeen', account: accountOf(ground, account), last4, isUsualLength, isInMemory: isInMemory || undefined });
    });
  }

  /** Opened by it, and nothing of it is kept: who pasted it has it. */
  async function record({ account, signature }: Waiting): Promise<SessionRecord> {
    const session = {
      accountId: account.id,
      openedBy: 'token',
      signature,
      sinceMs: clock.now(),
      expiresMs: null,
      isInMemory: true,
    } as const;
    await returning.retire(account.id);
    await recordSession(ground, account, session, null);
    return session;
  }

  async function keep({ account, token, signature }: Waiting, input: { label: string; worksWhileAway: boolean }): Promise<SessionRecord> {
    const former = ground.index.value().tokens.find(isSame(signature)) ?? null;
    const { label, worksWhileAway } = input;
    const kept = pastedRecord({ signature, accountId: account.id, token, label, worksWhileAway }, former);
    const key = tokenKey(account.id, signature);
    const { expiresMs } = kept;
    const session: SessionRecord = { accountId: account.id, openedBy: 'token', signature, sinceMs: clock.now(), expiresMs };
    await returning.retire(account.id);
    const formerId = await recordSession(ground, account, session, kept);
    try {
      await ground.secrets.set(key, token);
    } catch (error) {
      await unrecordSession(ground, session, formerId, (index) => withLeftover(putBack(index, signature, former), key));
      throw error;
    }
    return session;
  }

  async function keepToken(input: Parameters<Session['keepToken']>[0]): Promise<SessionState> {
    const waiting = pending.get('token');
    if (waiting === null) throw new AppError(turns.isBusy() ? 'SIGN_IN_BUSY' : 'NOT_SIGNED_IN');
    const { account, token, signature } = waiting;
    return turns.take({ work: 'inspectToken', platform: account.platform, username: account.username }, async (turn) => {
      ground.freeze.check();
      turn.commit();
      // Held anew: a keychain that refuses leaves the person at this question.
      pending.hold(waiting);
      checkMayOpen(signature);
      // What was begun without the keychain stays so.
      const isInMemory = waiting.isInMemory || input.isInMemory === true;
      const session = await (isInMemory ? record(waiting) : keep(waiting, input));
      pending.drop();
      live.open({ account, record: session, bearer: token }, 'yes');
      live.activate(account.id);
      live.tell({ kind: 'over' });
    });
  }

  return { inspectToken, keepToken };
}

async function identify(ground: Ground, platform: PlatformInfo, token: string): Promise<AccountRecord> {
  const { userId } = await ground.ports.platform.whoami(platform, token);
  const id = accountIdOf(platform, userId);
  try {
    const { username, fullName } = await ground.ports.platform.describeUser(platform, token, userId);
    return { id, platform, userId, username, fullName };
  } catch (error) {
    if (isAppError(error, 'TOKEN_NOT_ACCEPTED')) throw error;
    // A token of narrow scope may not read its own user: an earlier sign-in, or the id, names the person well enough.
    const known = accountById(ground.index.value(), id);
    return { id, platform, userId, username: known?.username ?? userId.replace(/^user-/, ''), fullName: known?.fullName ?? null };
  }
}
