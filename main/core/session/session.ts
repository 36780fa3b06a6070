import { AppError, isAppError } from '../errors';
import { upsert, type Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { ClipboardCare, Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import { createEntering } from './entering';
import { createLeaving, type Leaving } from './leaving';
import type { Live, LiveSession } from './liveSession';
import { createReturning } from './returning';
import type { SignInIntents } from './signInIntents';

/** Sign-in, the session while it lives, and sign-out, as one service. */
export function createSession(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: {
    clipboard: ClipboardCare;
    leases: LeaseEnder;
    intents: SignInIntents;
    childCount(accountId: string, signature: string): number | null;
    /** Told of each code before it is sent and of how that ended. */
    sendingCode<T>(code: string, send: () => Promise<T>): Promise<T>;
  },
): Session & Pick<Leaving, 'endByItself' | 'endInMemory'> & { isBusy(): boolean; stop(): void } {
  const returning = createReturning(ground, live, queue);
  const entering = createEntering(ground, live, queue, { returning, intents: parts.intents });
  const leaving = createLeaving(ground, live, queue, { ...parts, isEntering: () => entering.isBusy() });
  const wire = ground.ports.platform;

  /** Learns the names of the person; a platform that does not tell leaves what is known. */
  async function describe(mine: Live): Promise<string> {
    const told = await live.use(mine.account.id, (platform, bearer, account) => wire.describeUser(platform, bearer, account.userId));
    if (!live.isOpen(mine)) throw new AppError('SESSION_ENDED');
    const { username, fullName } = mine.account;
    if (told.username === username && told.fullName === fullName) return username;
    const account = { ...mine.account, ...told };
    live.learn(mine, { account });
    await ground.index.change((index) => ({ ...index, accounts: upsert(index.accounts, account, (one) => one.id === account.id) }));
    return told.username;
  }

  async function verify(mine: Live): Promise<{ userId: string; username: string }> {
    try {
      const { userId } = await live.use(mine.account.id, (platform, bearer) => wire.whoami(platform, bearer));
      if (userId !== mine.account.userId) {
        // SECURITY: what answers for another person must not be shown or used as this one.
        await live.endDead(mine, 'notAccepted');
        throw new AppError('WRONG_ACCOUNT');
      }
      live.learn(mine, { verified: 'yes' });
      const username = await describe(mine).catch((error: unknown) => {
        if (isAppError(error, 'SESSION_ENDED')) throw error;
        return mine.account.username;
      });
      return { userId, username };
    } catch (error) {
      if (!isAppError(error, 'SESSION_ENDED', 'WRONG_ACCOUNT')) live.learn(mine, { verified: 'offline' });
      throw error;
    }
  }

  live.onOpened((mine) => {
    const isNew = live.factsOf(mine).verified === 'yes';
    ground.background('session.verify', isNew ? describe(mine) : verify(mine));
  });

  return {
    state: () => live.state(),
    stateOf: (accountId) => live.stateOf(accountId),
    onChange: (listener) => live.onChange(listener),
    restore: () => returning.restore(),
    wake: () => returning.wake(),
    signIn: (input) => entering.signIn(input),
    submitCode: (input) => parts.sendingCode(input.code, () => entering.submitCode(input)),
    cancel: () => entering.cancel(),
    isBusy: () => entering.isBusy(),
    inspectToken: (input) => entering.inspectToken(input),
    keepToken: (input) => entering.keepToken(input),
    previewSignOut: (input) => leaving.previewSignOut(input),
    signOut: (input) => leaving.signOut(input),
    endByItself: leaving.endByItself,
    endInMemory: leaving.endInMemory,
    verify: async (input) => verify(live.need(input?.accountId)),
    stop: () => {
      entering.stop();
      returning.stop();
      live.stop();
    },
  };
}
