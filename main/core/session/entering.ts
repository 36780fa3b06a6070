import type { PlatformChoice, SessionState } from '../../../preload/contract/contract';
import { accountIdOf, sessionKey, tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { upsert, type Ground } from '../ground';
import type { AccountRecord, NewToken, PlatformInfo, SessionRecord, Stop, TokenRecord } from '../ports';
import type { Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import { accountOf, type LiveSession } from './liveSession';
import type { Returning } from './returning';

/** The longest interactive session that the platform grants (PROTOCOL.md); it caps what we ask for. */
const SESSION_MS = 18 * 3_600_000;
/** How long a password or a pasted token waits in memory for the person's next step. */
const PATIENCE_MS = 5 * 60_000;
const USUAL_TOKEN_LENGTH = 32;

/** What a half-done sign-in holds in memory, and nowhere else. */
type Pending =
  | { kind: 'password'; platform: PlatformInfo; username: string; password: string }
  | { kind: 'token'; account: AccountRecord; token: string; signature: string };

export type Entering = Pick<Session, 'signIn' | 'submitCode' | 'cancel' | 'inspectToken' | 'keepToken'> & {
  isBusy(): boolean;
  stop(): void;
};

/** After these the code step stays, since the same password may still be right. */
const KEEPS_CODE_STEP = [
  'WRONG_CODE',
  'OFFLINE',
  'TIMED_OUT',
  'TLS_FAILED',
  'PROXY_AUTH_REQUIRED',
  'PLATFORM_BUSY',
  'PLATFORM_FAULT',
  'MALFORMED_ANSWER',
] as const;

export function createEntering(ground: Ground, live: LiveSession, queue: Revocations, returning: Returning): Entering {
  const { clock, digest, platform: wire } = ground.ports;
  let pending: Pending | null = null;
  let stopPatience: Stop = () => undefined;
  /** The action that runs; a cancelled one finds another object here when it comes back. */
  let current: { isCommitting: boolean } | null = null;

  function drop(): void {
    stopPatience();
    pending = null;
  }
  function hold(what: Pending): void {
    drop();
    pending = what;
    stopPatience = clock.after(PATIENCE_MS, () => {
      if (pending === what && current === null) cancel();
    });
  }
  function leave(): void {
    const { last, ended } = ground.index.value();
    live.tell({ kind: 'left', last, ended });
  }

  function cancel(): SessionState {
    const { status } = live.state();
    const isOurs = current !== null && !current.isCommitting;
    if (status === 'needsCode' || status === 'confirmToken' || (status === 'working' && isOurs)) {
      current = null;
      drop();
      leave();
    }
    return live.state();
  }

  /** One action at a time; what throws goes back to the state before it. */
  async function act(
    shown: { work: 'signIn' | 'submitCode' | 'inspectToken'; platform: PlatformInfo; username: string | null },
    run: (mine: { isCommitting: boolean; isCancelled(): boolean }) => Promise<void>,
  ): Promise<SessionState> {
    if (live.live() !== null) throw new AppError('ALREADY_SIGNED_IN');
    if (current !== null || live.state().status === 'working') throw new AppError('SIGN_IN_BUSY');
    const mine = { isCommitting: false, isCancelled: (): boolean => current !== mine };
    current = mine;
    live.tell({ kind: 'began', work: shown.work, platformName: shown.platform.name, username: shown.username });
    try {
      await run(mine);
    } catch (error) {
      // A cancelled action has nobody left to tell: the person is somewhere else already.
      if (!mine.isCancelled()) {
        live.tell({ kind: 'failed' });
        throw error;
      }
    } finally {
      if (!mine.isCancelled()) current = null;
    }
    return live.state();
  }

  /** The platform made a session: keep it, or destroy it. */
  async function admit(platform: PlatformInfo, username: string, made: NewToken, expiresMs: number): Promise<void> {
    const id = accountIdOf(platform, made.userId);
    const former = ground.index.value().accounts.find((one) => one.id === id);
    const account: AccountRecord = { id, platform, userId: made.userId, username, fullName: former?.fullName ?? null };
    const record: SessionRecord = { accountId: id, openedBy: 'password', signature: made.signature, sinceMs: clock.now(), expiresMs };
    try {
      await returning.retire();
      // The index first: a crash in between leaves a session whose loss is noticed, never a secret that no file knows.
      await recordSession(ground, account, record, []);
      await ground.secrets.set(sessionKey(id), made.secret);
    } catch (error) {
      await forgetSession(ground, record);
      await discard(ground, queue, account, made, expiresMs);
      throw error;
    }
    drop();
    live.open({ account, record, bearer: made.secret }, 'yes');
  }

  async function enter(
    mine: { isCommitting: boolean; isCancelled(): boolean },
    who: { platform: PlatformInfo; username: string; password: string },
    otp: string | null,
  ): Promise<void> {
    const { platform, username, password } = who;
    const expiresMs = clock.now() + SESSION_MS;
    const answer = await wire.signIn(platform, { username, password, otp, expiresMs }).catch(tellWhatMayExist);
    if (mine.isCancelled()) {
      if (answer.kind === 'token') await discardUnwanted(ground, queue, platform, username, answer.token, expiresMs);
      return;
    }
    if (answer.kind === 'token') {
      mine.isCommitting = true;
      await admit(platform, username, answer.token, expiresMs);
    } else if (otp === null) {
      hold({ kind: 'password', platform, username, password });
      live.tell({ kind: 'codeAsked', platform, username });
    } else throw new AppError('WRONG_CODE', { reached: 'yes' });
  }

  async function signIn(input: { platform: PlatformChoice; username: string; password: string }): Promise<SessionState> {
    const platform = ground.platforms.resolve(input.platform);
    startAfresh();
    return act({ work: 'signIn', platform, username: input.username }, async (mine) => {
      await readyToKeep(ground, live, returning);
      await enter(mine, { platform, username: input.username, password: input.password }, null);
    });
  }

  async function submitCode({ code }: { code: string }): Promise<SessionState> {
    const waiting = pending;
    if (waiting?.kind !== 'password') throw new AppError(current === null ? 'NOT_SIGNED_IN' : 'SIGN_IN_BUSY');
    return act({ work: 'submitCode', platform: waiting.platform, username: waiting.username }, async (mine) => {
      try {
        await enter(mine, waiting, code);
      } catch (error) {
        if (mine.isCancelled() || isAppError(error, ...KEEPS_CODE_STEP)) throw error;
        drop();
        leave();
        throw error;
      }
    });
  }

  async function inspectToken(input: { platform: PlatformChoice; token: string }): Promise<SessionState> {
    const platform = ground.platforms.resolve(input.platform);
    startAfresh();
    return act({ work: 'inspectToken', platform, username: null }, async (mine) => {
      await readyToKeep(ground, live, returning);
      const account = await identify(ground, platform, input.token);
      if (mine.isCancelled()) return;
      const signature = digest.sha256Hex(input.token);
      if (queue.has(signature)) throw new AppError('REFUSED', { details: { queued: true } });
      hold({ kind: 'token', account, token: input.token, signature });
      const isUsualLength = input.token.length === USUAL_TOKEN_LENGTH;
      live.tell({ kind: 'tokenSeen', account: accountOf(ground, account), last4: input.token.slice(-4), isUsualLength });
    });
  }

  async function keepToken(input: { label: string; worksWhileAway: boolean }): Promise<SessionState> {
    const waiting = pending;
    if (waiting?.kind !== 'token') throw new AppError(current === null ? 'NOT_SIGNED_IN' : 'SIGN_IN_BUSY');
    const { account, token, signature } = waiting;
    return act({ work: 'inspectToken', platform: account.platform, username: account.username }, async (mine) => {
      mine.isCommitting = true;
      const former = ground.index.value().tokens.find((one) => one.signature === signature);
      const record = tokenRecord(account, token, signature, input, former);
      const session: SessionRecord = {
        accountId: account.id,
        openedBy: 'token',
        signature,
        sinceMs: clock.now(),
        expiresMs: record.expiresMs,
      };
      await returning.retire();
      await recordSession(ground, account, session, [record]);
      try {
        await ground.secrets.set(tokenKey(account.id, signature), token);
      } catch (error) {
        await forgetSession(ground, session, former ?? null);
        throw error;
      }
      drop();
      live.open({ account, record: session, bearer: token }, 'yes');
    });
  }

  /** A new sign-in takes the place of one that waits for its next step. */
  function startAfresh(): void {
    if (current === null) cancel();
  }

  return { signIn, submitCode, cancel, inspectToken, keepToken, isBusy: () => current !== null, stop: drop };
}

/** A keychain that cannot be reached is said before a password or a code is spent. */
async function readyToKeep(ground: Ground, live: LiveSession, returning: Returning): Promise<void> {
  await returning.wake();
  if (live.live() !== null) throw new AppError('ALREADY_SIGNED_IN');
  const state = await ground.secrets.probe();
  if (state === 'missing') throw new AppError('KEYCHAIN_MISSING');
  if (state === 'denied') throw new AppError('KEYCHAIN_DENIED');
}

/** The platform may have made a session whose reply was lost: nobody holds it, and no list tells it from another computer's. */
function tellWhatMayExist(error: unknown): never {
  if (!isAppError(error) || error.reached !== 'maybe') throw error;
  throw new AppError(error.code, { details: { ...error.details, sessionMayExist: true }, reached: 'maybe', cause: error });
}

async function identify(ground: Ground, platform: PlatformInfo, token: string): Promise<AccountRecord> {
  const { userId } = await ground.ports.platform.whoami(platform, token);
  const id = accountIdOf(platform, userId);
  try {
    const { username, fullName } = await ground.ports.platform.describeUser(platform, token, userId);
    return { id, platform, userId, username, fullName };
  } catch (error) {
    if (isAppError(error, 'TOKEN_NOT_ACCEPTED')) throw error;
    // A token of narrow scope may not read its own user: the id names the person well enough.
    return { id, platform, userId, username: userId.replace(/^user-/, ''), fullName: null };
  }
}

function tokenRecord(
  account: AccountRecord,
  token: string,
  signature: string,
  input: { label: string; worksWhileAway: boolean },
  former: TokenRecord | undefined,
): TokenRecord {
  return {
    signature,
    accountId: account.id,
    label: input.label,
    last4: token.slice(-4),
    scope: former?.scope ?? { kind: 'unknown' },
    origin: former?.origin ?? 'imported',
    isHeld: true,
    worksWhileAway: input.worksWhileAway,
    isShellToken: former?.isShellToken ?? false,
    madeMs: former?.madeMs ?? null,
    expiresMs: former?.expiresMs ?? null,
    lastUsedMs: former?.lastUsedMs ?? null,
    parentSignature: former?.parentSignature ?? null,
    defaultProject: former?.defaultProject ?? null,
    goneMs: null,
    isLost: false,
    wasExposed: true,
  };
}

async function recordSession(ground: Ground, account: AccountRecord, session: SessionRecord, tokens: TokenRecord[]): Promise<void> {
  await ground.index.change((index) => ({
    ...index,
    accounts: upsert(index.accounts, account, (one) => one.id === account.id),
    tokens: tokens.reduce((all, token) => upsert(all, token, (one) => one.signature === token.signature), index.tokens),
    session,
    last: { platform: account.platform, username: account.username },
    ended: null,
  }));
}

async function forgetSession(ground: Ground, session: SessionRecord, formerToken?: TokenRecord | null): Promise<void> {
  const restore = (tokens: TokenRecord[]): TokenRecord[] =>
    formerToken === undefined
      ? tokens
      : tokens.flatMap((one) => (one.signature !== session.signature ? [one] : formerToken === null ? [] : [formerToken]));
  await ground.index
    .change((index) => ({
      ...index,
      session: index.session?.signature === session.signature ? null : index.session,
      tokens: restore(index.tokens),
    }))
    .catch((error: unknown) => {
      ground.ports.log.warn('session.undo', {}, error);
    });
}

/** Destroys a session that cannot be kept; where that is impossible now, the queue does it. */
async function discard(ground: Ground, queue: Revocations, account: AccountRecord, made: NewToken, expiresMs: number): Promise<void> {
  const { platform } = account;
  try {
    await ground.ports.platform.destroy(platform, made.secret, made.signature);
  } catch (error) {
    if (isAppError(error, 'TOKEN_NOT_ACCEPTED', 'NOT_FOUND')) return;
    const what = { label: null, last4: null, reason: 'signOut', when: 'now', from: null } as const;
    await queue
      .condemn({ ...what, account, platform, signature: made.signature, expiresMs, secret: made.secret })
      .catch((failure: unknown) => {
        ground.ports.log.warn('session.discardFailed', {}, failure);
      });
    ground.background('session.discard', queue.run());
  }
}

function discardUnwanted(
  ground: Ground,
  queue: Revocations,
  platform: PlatformInfo,
  username: string,
  made: NewToken,
  expiresMs: number,
): Promise<void> {
  const id = accountIdOf(platform, made.userId);
  return discard(ground, queue, { id, platform, userId: made.userId, username, fullName: null }, made, expiresMs);
}
