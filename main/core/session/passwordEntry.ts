import type { SessionState } from '../../../preload/contract/contract';
import { accountIdOf, sessionKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { withLeftover } from '../leftovers';
import type { AccountRecord, NewToken, PlatformInfo, SessionRecord, UnansweredSignIn } from '../ports';
import type { Session } from '../services';
import { discard, toldOf } from './discard';
import type { EntryParts } from './entryParts';
import type { Turn } from './entryTurn';
import { readyToKeep } from './readiness';
import { recordSession, unrecordSession } from './sessionFile';

/** The longest interactive session that the platform grants (PROTOCOL.md); it caps what we ask for. */
const SESSION_MS = 18 * 3_600_000;

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

interface Who {
  platform: PlatformInfo;
  username: string;
  password: string;
  /** Nothing of the session goes into the keychain. */
  isInMemory: boolean;
}

/** Sign-in by password, and by code where the platform asks for one. */
export function createPasswordEntry(parts: EntryParts): Pick<Session, 'signIn' | 'submitCode'> {
  const { ground, live, queue, returning, turns, pending, intents } = parts;
  const { clock, platform: wire } = ground.ports;

  /** The platform made a session: keep it, or destroy it. */
  async function admit(account: AccountRecord, made: NewToken, asked: UnansweredSignIn, isInMemory: boolean): Promise<void> {
    const { id } = account;
    const expiresMs = asked.untilMs;
    const now = { signature: made.signature, sinceMs: clock.now(), expiresMs, ...(isInMemory ? { isInMemory } : {}) };
    const record: SessionRecord = { accountId: id, openedBy: 'password', ...now };
    let formerId: string | null = null;
    try {
      await returning.retire(id);
      // The index first: a crash in between leaves a session whose loss is noticed, never a secret that no file knows.
      formerId = await recordSession(ground, account, record, null, intents.recorded(asked, account));
      if (!isInMemory) await ground.secrets.set(sessionKey(id), made.secret);
    } catch (error) {
      // Before it leaves the index: dead at any moment, it is in one of the two files.
      const discarded = await discard(ground, queue, account, made, record);
      await intents.close(asked, discarded === 'unheld');
      // A keychain that was too slow may take it yet.
      await unrecordSession(ground, record, formerId, (index) => (isInMemory ? index : withLeftover(index, sessionKey(id))));
      throw toldOf(error, discarded);
    }
    pending.drop();
    live.open({ account, record, bearer: made.secret }, 'yes');
    live.activate(id);
    live.tell({ kind: 'over' });
  }

  function accountFor({ platform, username }: Who, userId: string): AccountRecord {
    const id = accountIdOf(platform, userId);
    const former = ground.index.value().accounts.find((one) => one.id === id);
    return { id, platform, userId, username, fullName: former?.fullName ?? null };
  }

  async function enter(turn: Turn, who: Who, otp: string | null): Promise<void> {
    const { platform, username, password, isInMemory } = who;
    ground.freeze.check();
    const expiresMs = clock.now() + SESSION_MS;
    const asked = await intents.begin(platform, username, expiresMs);
    // SECURITY: a sign-in that was cancelled while this was written sends no password.
    if (turn.isCancelled()) return intents.close(asked, false);
    const answer = await wire.signIn(platform, { username, password, otp, expiresMs }).catch(async (error: unknown) => {
      await intents.close(asked, mayHaveMadeOne(error));
      throw tellingWhatMayExist(error);
    });
    if (answer.kind === 'token') {
      const account = accountFor(who, answer.token.userId);
      if (turn.isCancelled())
        return intents.close(asked, (await discard(ground, queue, account, answer.token, { expiresMs, isInMemory })) === 'unheld');
      turn.commit();
      return admit(account, answer.token, asked, isInMemory);
    }
    await intents.close(asked, false);
    if (turn.isCancelled()) return;
    if (otp !== null) throw new AppError('WRONG_CODE', { reached: 'yes' });
    pending.hold({ kind: 'password', ...who });
    live.tell({ kind: 'codeAsked', platform, username });
  }

  async function signIn(input: Parameters<Session['signIn']>[0]): Promise<SessionState> {
    const { username, password, isInMemory = false } = input;
    const platform = ground.platforms.resolve(input.platform);
    parts.startAfresh();
    return turns.take({ work: 'signIn', platform, username }, async (turn) => {
      await readyToKeep(ground, returning, isInMemory);
      // SECURITY: a sign-in that was cancelled while the keychain was asked sends no password.
      if (!turn.isCancelled()) await enter(turn, { platform, username, password, isInMemory }, null);
    });
  }

  async function submitCode({ code }: { code: string }): Promise<SessionState> {
    const waiting = pending.get('password');
    if (waiting === null) throw new AppError(turns.isBusy() ? 'SIGN_IN_BUSY' : 'NOT_SIGNED_IN');
    return turns.take({ work: 'submitCode', platform: waiting.platform, username: waiting.username }, async (turn) => {
      try {
        await enter(turn, waiting, code);
      } catch (error) {
        if (turn.isCancelled()) throw error;
        // SECURITY: held anew, so that the password's time in memory has an end in this case, too.
        if (isAppError(error, ...KEEPS_CODE_STEP)) pending.hold(waiting);
        else {
          pending.drop();
          live.tell({ kind: 'restarted' });
        }
        throw error;
      }
    });
  }

  return { signIn, submitCode };
}

/** The platform may have made a session whose reply was lost, and that nobody holds. */
function mayHaveMadeOne(error: unknown): boolean {
  return !isAppError(error) || error.reached === 'maybe';
}

function tellingWhatMayExist(error: unknown): unknown {
  if (!isAppError(error) || error.reached !== 'maybe') return error;
  return new AppError(error.code, { details: { ...error.details, sessionMayExist: true }, reached: 'maybe', cause: error });
}
