import type { SessionState } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { PlatformInfo } from '../ports';
import type { LiveSession } from './liveSession';
import type { PendingSignIn } from './pendingSignIn';

/** One step of a sign-in while it runs. */
export interface Turn {
  isCancelled(): boolean;
  /** From here on the step cannot be cancelled: what it makes is being kept. */
  commit(): void;
}

export interface EntryTurns {
  /** One step at a time; one that throws goes back to the state before it. */
  take(
    shown: { work: 'signIn' | 'submitCode' | 'inspectToken'; platform: PlatformInfo; username: string | null },
    run: (turn: Turn) => Promise<void>,
  ): Promise<SessionState>;
  isBusy(): boolean;
  /** Leaves a sign-in that waits or runs, unless it is committed, and goes back to the active account. */
  cancel(): SessionState;
}

export function createEntryTurns(live: LiveSession, pending: PendingSignIn): EntryTurns {
  /** The step that runs; a cancelled one finds another object here when it comes back. */
  let current: { isCommitted: boolean } | null = null;

  return {
    async take(shown, run) {
      if (current !== null || live.isSigningOut()) throw new AppError('SIGN_IN_BUSY');
      const mine = { isCommitted: false };
      const isCancelled = (): boolean => current !== mine;
      const commit = (): void => {
        mine.isCommitted = true;
      };
      current = mine;
      live.tell({ kind: 'began', work: shown.work, platformName: shown.platform.name, username: shown.username });
      try {
        await run({ isCancelled, commit });
      } catch (error) {
        // A cancelled step has nobody left to tell: the person is somewhere else already.
        if (!isCancelled()) {
          live.tell({ kind: 'failed' });
          throw error;
        }
      } finally {
        if (!isCancelled()) current = null;
      }
      return live.state();
    },
    isBusy: () => current !== null,
    cancel() {
      if (current?.isCommitted !== true) {
        current = null;
        pending.drop();
        live.tell({ kind: 'over' });
      }
      return live.state();
    },
  };
}
