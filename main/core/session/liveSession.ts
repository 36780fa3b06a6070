import type { EndReason, SessionState } from '../../../preload/contract/contract';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import { sessionKey } from '../accounts/keys';
import { letGo } from '../leftovers';
import type { AccountRecord, EndingRecord, IndexDocument, PlatformInfo, SessionRecord, Stop } from '../ports';
import type { FreshSecrets } from '../tokens/freshSecrets';
import { createOpenSessions, type Live, type OpenSessions } from './openSessions';
import type { EntryEvent } from './reducer';
import { dropSession } from './sessionFile';
import { createShownSession, type Work } from './shownSession';

export type { Live } from './openSessions';

/** The open sessions, each account's by itself, and the one sign-in that may be under way beside them. */
export interface LiveSession extends OpenSessions {
  /** What the window shows: a sign-in that is under way, else the active account. */
  state(): SessionState;
  stateOf(accountId: string): SessionState;
  onChange(listener: (state: SessionState) => void): Stop;
  /** A step of the sign-in. */
  tell(event: EntryEvent): void;
  activeId(): string | null;
  /** Shows another account; what is open stays open. */
  activate(accountId: string | null): void;
  /** The active account's. */
  live(): Live | null;
  /** A named account's session, else the active one's; NOT_SIGNED_IN where it has none. */
  need(accountId?: string): Live;
  /** Opens it, in place of a former one of the same account. */
  open(live: Live, verified: 'yes' | 'notYet'): void;
  /** What is under way with this account; null when it is over. */
  setWork(accountId: string, work: Work | null): void;
  workOf(accountId: string): Work | null;
  isSigningOut(): boolean;
  isEntering(): boolean;
  /** How its session ended, as it is shown from now on, also where the index could not be written. */
  setEnding(ending: EndingRecord): void;
  /** How it ends; asked while it is open, for what was not copied is forgotten with it. Who leaves by hand needs no telling. */
  endingOf(live: Live, reason: EndReason): EndingRecord;
  /** Runs one platform call with the bearer of this account's session; a bearer that is not accepted ends the session here. */
  use<T>(accountId: string, call: (platform: PlatformInfo, bearer: string, account: AccountRecord) => Promise<T>): Promise<T>;
  /** Ends a session that the platform no longer accepts, or whose time is over. */
  endDead(live: Live, reason: EndReason): Promise<void>;
  stop(): void;
}

/** Clocks differ: a session refused this shortly before its end has expired, rather than been revoked. */
const EXPIRY_SLACK_MS = 120_000;

export function createLiveSession(ground: Ground, fresh: Pick<FreshSecrets, 'uncopied'>): LiveSession {
  const { clock } = ground.ports;
  const { add, tellOpened, stop, ...sessions } = createOpenSessions(ground, {
    changed: () => {
      shown.changed();
    },
    expired: (live) => {
      ground.background('session.expire', endDead(live, 'expired'));
    },
  });
  const shown = createShownSession(ground, sessions);
  const { activeId } = shown;

  function endingOf({ account: { id, username }, record: { openedBy } }: Live, reason: EndReason): EndingRecord {
    const uncopied = reason === 'signedOut' ? [] : fresh.uncopied(id);
    return { accountId: id, reason, atMs: clock.now(), username, notes: [], openedBy, uncopied };
  }

  async function endDead(dead: Live, reason: EndReason): Promise<void> {
    if (!sessions.isOpen(dead)) return;
    const ending = endingOf(dead, reason);
    sessions.detach(dead);
    shown.setEnding(ending);
    await settle(ground, dead, ending);
  }

  function need(accountId = activeId() ?? undefined): Live {
    const live = accountId === undefined ? null : sessions.liveOf(accountId);
    if (live === null) throw new AppError('NOT_SIGNED_IN');
    return live;
  }

  const use: LiveSession['use'] = async (accountId, call) => {
    const mine = need(accountId);
    try {
      // SECURITY: bearer and origins follow from one and the same account, whatever the window shows by now.
      return await call(platformOfAccount(ground, accountId), mine.bearer, mine.account);
    } catch (error) {
      if (!isAppError(error, 'TOKEN_NOT_ACCEPTED')) throw error;
      await endDead(mine, isAboutOver(mine.record, clock.now()) ? 'expired' : 'notAccepted');
      const { details, reached } = error;
      throw new AppError('SESSION_ENDED', details === undefined ? { reached } : { details, reached });
    }
  };

  return {
    ...sessions,
    ...shown,
    ...{ need, use, endingOf, endDead, stop },
    live: () => {
      const accountId = activeId();
      return accountId === null ? null : sessions.liveOf(accountId);
    },
    open(live, verified) {
      add(live, verified);
      shown.forgetEnding(live.account.id);
      tellOpened(live);
    },
  };
}

function isAboutOver({ expiresMs }: SessionRecord, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs + EXPIRY_SLACK_MS;
}

/** The files' and the keychain's part of an ending; each failure is logged, for the session is over in any case. */
async function settle(ground: Ground, dead: Live, ending: EndingRecord): Promise<void> {
  const { account, record } = dead;
  ground.ports.log.info('session.ended', { reason: ending.reason });
  const goneMs = ground.ports.clock.now();
  const markGone = (index: IndexDocument): IndexDocument =>
    record.openedBy === 'token' && ending.reason === 'notAccepted'
      ? { ...index, tokens: index.tokens.map((one) => (one.signature === record.signature ? { ...one, goneMs } : one)) }
      : index;
  const keys = record.openedBy === 'password' && record.isInMemory !== true ? [sessionKey(account.id)] : [];
  const over = (index: IndexDocument): IndexDocument => dropSession(markGone(index), record.signature, ending);
  for (const { error } of await letGo(ground, keys, over)) ground.ports.log.warn('session.settle', {}, error);
}
