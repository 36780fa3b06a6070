import type { Account, EndReason, SessionState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import { sessionKey } from '../accounts/keys';
import { letGo } from '../leftovers';
import type { AccountRecord, Clock, IndexDocument, PlatformInfo, SessionRecord, Stop } from '../ports';
import { step, type Machine, type SessionEvent } from './reducer';

/** A session that can be used now. Its bearer stays in memory of main and goes to its own platform only. */
export interface Live {
  account: AccountRecord;
  record: SessionRecord;
  bearer: string;
}

export interface LiveSession {
  state(): SessionState;
  onChange(listener: (state: SessionState) => void): Stop;
  onOpened(listener: (live: Live) => void): Stop;
  /** Told once for each session that was opened, however it ended, and before anything else of its end is done. */
  onClosed(listener: (live: Live) => void): Stop;
  /** Runs before anybody is given the session; what it closes is not given. */
  guardWith(guard: (live: Live) => void): void;
  tell(event: SessionEvent): void;
  live(): Live | null;
  open(live: Live, verified: 'yes' | 'notYet'): void;
  /** The platform told when the session really ends. */
  setExpiry(expiresMs: number): void;
  /** Shows what the files say: nobody is signed in, who was here last, and how that ended. */
  leave(): void;
  /** Nothing can use the session from now on; what is shown does not change yet. */
  detach(): void;
  /** Runs one platform call with the session's bearer; a bearer that is not accepted ends the session here. */
  use<T>(call: (platform: PlatformInfo, bearer: string, account: AccountRecord) => Promise<T>): Promise<T>;
  /** Ends a session that the platform no longer accepts, or whose time is over. */
  endDead(live: Live, reason: EndReason): Promise<void>;
  stop(): void;
}

/** Clocks differ: a session refused this shortly before its end has expired, rather than been revoked. */
const EXPIRY_SLACK_MS = 120_000;

export function createLiveSession(ground: Ground): LiveSession {
  const { clock } = ground.ports;
  const changed = createEmitter<SessionState>();
  const opened = createEmitter<Live>();
  const closed = createEmitter<Live>();
  let machine: Machine = { shown: { status: 'signedOut', last: null, ended: null }, back: null };
  let live: Live | null = null;
  let guard: (live: Live) => void = () => undefined;
  let stopExpiry: Stop = () => undefined;

  function tell(event: SessionEvent): void {
    const next = step(machine, event);
    if (next === machine) return;
    machine = next;
    changed.emit(machine.shown);
  }
  function leave(): void {
    tell({ kind: 'left', last: lastShown(ground), ended: ground.index.value().ended });
  }
  function usable(): Live | null {
    if (live !== null) guard(live);
    return live;
  }
  function detach(): void {
    stopExpiry();
    const former = live;
    live = null;
    if (former !== null) closed.emit(former);
  }

  function watchExpiry(mine: Live): void {
    stopExpiry();
    stopExpiry = atEnd(clock, mine.record, () => {
      ground.background('session.expire', endDead(mine, 'expired'));
    });
  }

  function setExpiry(expiresMs: number): void {
    if (live === null) return;
    live.record = { ...live.record, expiresMs };
    watchExpiry(live);
    tell({ kind: 'learned', facts: { expiresMs } });
    ground.background('session.expiry', recordEnd(ground, live.record));
  }

  function open(next: Live, verified: 'yes' | 'notYet'): void {
    detach();
    live = next;
    watchExpiry(next);
    tell({ kind: 'opened', ...shownOf(ground, next), verified });
    opened.emit(next);
  }

  async function endDead(dead: Live, reason: EndReason): Promise<void> {
    if (live !== dead) return;
    detach();
    const ended = { reason, atMs: clock.now(), username: dead.account.username, notes: [] };
    const last = lastOf(ground, dead.account);
    tell({ kind: 'left', last, ended });
    await settle(ground, dead, reason, (index) => ({ ...index, session: null, ended, last }));
  }

  async function use<T>(call: (platform: PlatformInfo, bearer: string, account: AccountRecord) => Promise<T>): Promise<T> {
    const mine = usable();
    if (mine === null) throw new AppError('NOT_SIGNED_IN');
    try {
      return await call(platformOfAccount(ground, mine.account.id), mine.bearer, mine.account);
    } catch (error) {
      if (!isAppError(error, 'TOKEN_NOT_ACCEPTED')) throw error;
      await endDead(mine, isAboutOver(mine.record, clock.now()) ? 'expired' : 'notAccepted');
      const { details, reached } = error;
      throw new AppError('SESSION_ENDED', details === undefined ? { reached } : { details, reached });
    }
  }

  return {
    state: () => machine.shown,
    onChange: (listener) => changed.on(listener),
    onOpened: (listener) => opened.on(listener),
    onClosed: (listener) => closed.on(listener),
    ...{ tell, leave, open, setExpiry, detach, use, endDead },
    live: usable,
    guardWith: (next) => void (guard = next),
    stop: () => stopExpiry(),
  };
}

function isAboutOver({ expiresMs }: SessionRecord, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs + EXPIRY_SLACK_MS;
}

/** Calls `run` when the session's known time is over. */
function atEnd(clock: Clock, { expiresMs }: SessionRecord, run: () => void): Stop {
  return expiresMs === null ? () => undefined : clock.after(Math.max(0, expiresMs - clock.now()), run);
}

/** The files' and the keychain's part of an ending; each failure is logged, for the session is over in any case. */
async function settle(ground: Ground, dead: Live, reason: EndReason, edit: (index: IndexDocument) => IndexDocument): Promise<void> {
  const { account, record } = dead;
  ground.ports.log.info('session.ended', { reason });
  const goneMs = ground.ports.clock.now();
  const markGone = (index: IndexDocument): IndexDocument =>
    record.openedBy === 'token' && reason === 'notAccepted'
      ? { ...index, tokens: index.tokens.map((one) => (one.signature === record.signature ? { ...one, goneMs } : one)) }
      : index;
  const keys = record.openedBy === 'password' ? [sessionKey(account.id)] : [];
  for (const { error } of await letGo(ground, keys, (index) => edit(markGone(index)))) ground.ports.log.warn('session.settle', {}, error);
}

/** A session that is no longer the recorded one stays out of the index. */
async function recordEnd(ground: Ground, record: SessionRecord): Promise<void> {
  await ground.index.change((index) => (index.session?.signature === record.signature ? { ...index, session: record } : index));
}

export function accountOf(ground: Ground, record: AccountRecord): Account {
  const platform = platformOfAccount(ground, record.id);
  return { platform, userId: record.userId, username: record.username, fullName: record.fullName };
}

export function lastOf(ground: Ground, record: AccountRecord): { platform: PlatformInfo; username: string } {
  return { platform: platformOfAccount(ground, record.id), username: record.username };
}

/** SECURITY: where the next password may go follows from the platform's key, never from a URL or a name in a file. */
function lastShown(ground: Ground): { platform: PlatformInfo; username: string } | null {
  const { last } = ground.index.value();
  const platform = last === null ? null : ground.platforms.byKey(last.platform.key);
  return last === null || platform === null ? null : { platform, username: last.username };
}

function shownOf(ground: Ground, live: Live): Omit<Extract<SessionEvent, { kind: 'opened' }>, 'kind' | 'verified'> {
  const { openedBy, signature, sinceMs, expiresMs } = live.record;
  const token = ground.index.value().tokens.find((one) => one.signature === signature);
  return {
    account: accountOf(ground, live.account),
    openedBy,
    tokenSignature: openedBy === 'token' ? signature : null,
    sinceMs,
    expiresMs,
    canMint: openedBy === 'password' ? 'yes' : canMintOf(token?.scope.kind),
    idle: null,
  };
}

function canMintOf(scope: 'full' | 'projects' | 'unknown' | undefined): 'yes' | 'unknown' | 'no' {
  return scope === 'full' ? 'yes' : scope === 'projects' ? 'no' : 'unknown';
}
