import { AppError, isAppError } from '../errors';
import { upsert, type Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { ClipboardCare, Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import { createEntering } from './entering';
import { createLeaving, type Leaving } from './leaving';
import { accountOf, type LiveSession } from './liveSession';
import { createReturning } from './returning';

/** Sign-in, the session while it lives, and sign-out, as one service. */
export function createSession(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: { clipboard: ClipboardCare; leases: LeaseEnder; childCount(signature: string): number | null },
): Session & Pick<Leaving, 'endByItself'> & { stop(): void } {
  const returning = createReturning(ground, live, queue);
  const entering = createEntering(ground, live, queue, returning);
  const leaving = createLeaving(ground, live, queue, { ...parts, isEntering: () => entering.isBusy() });
  const wire = ground.ports.platform;

  /** Learns the names of the person; a platform that does not tell leaves what is known. */
  async function describe(): Promise<string> {
    const mine = live.live();
    if (mine === null) throw new AppError('NOT_SIGNED_IN');
    const told = await live.use((platform, bearer, account) => wire.describeUser(platform, bearer, account.userId));
    if (live.live() !== mine) throw new AppError('SESSION_ENDED');
    const { username, fullName } = mine.account;
    if (told.username === username && told.fullName === fullName) return username;
    mine.account = { ...mine.account, ...told };
    live.tell({ kind: 'learned', facts: { account: accountOf(ground, mine.account) } });
    const { account } = mine;
    await ground.index.change((index) => ({ ...index, accounts: upsert(index.accounts, account, (one) => one.id === account.id) }));
    return told.username;
  }

  async function verify(): Promise<{ userId: string; username: string }> {
    const mine = live.live();
    if (mine === null) throw new AppError('NOT_SIGNED_IN');
    try {
      const { userId } = await live.use((platform, bearer) => wire.whoami(platform, bearer));
      if (userId !== mine.account.userId) {
        // SECURITY: what answers for another person must not be shown or used as this one.
        await live.endDead(mine, 'notAccepted');
        throw new AppError('WRONG_ACCOUNT');
      }
      live.tell({ kind: 'learned', facts: { verified: 'yes' } });
      const username = await describe().catch((error: unknown) => {
        if (isAppError(error, 'SESSION_ENDED')) throw error;
        return mine.account.username;
      });
      return { userId, username };
    } catch (error) {
      if (!isAppError(error, 'SESSION_ENDED', 'WRONG_ACCOUNT') && live.live() === mine)
        live.tell({ kind: 'learned', facts: { verified: 'offline' } });
      throw error;
    }
  }

  live.onOpened(() => {
    const state = live.state();
    const isNew = state.status === 'signedIn' && state.verified === 'yes';
    ground.background('session.verify', isNew ? describe() : verify());
  });

  return {
    state() {
      // SECURITY: what is shown never outlives the session, however late a timer is.
      live.live();
      return live.state();
    },
    onChange: (listener) => live.onChange(listener),
    restore: () => returning.restore(),
    signIn: (input) => entering.signIn(input),
    submitCode: (input) => entering.submitCode(input),
    cancel: () => entering.cancel(),
    inspectToken: (input) => entering.inspectToken(input),
    keepToken: (input) => entering.keepToken(input),
    previewSignOut: () => leaving.previewSignOut(),
    signOut: (input) => leaving.signOut(input),
    endByItself: leaving.endByItself,
    verify,
    stop: () => {
      entering.stop();
      returning.stop();
      live.stop();
    },
  };
}
