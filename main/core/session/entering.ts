import type { Ground } from '../ground';
import type { Session } from '../services';
import type { Revocations } from '../tokens/revocationQueue';
import type { EntryParts } from './entryParts';
import { createEntryTurns } from './entryTurn';
import type { LiveSession } from './liveSession';
import { createPasswordEntry } from './passwordEntry';
import { createPendingSignIn } from './pendingSignIn';
import type { Returning } from './returning';
import type { SignInIntents } from './signInIntents';
import { createTokenEntry } from './tokenEntry';

export type Entering = Pick<Session, 'signIn' | 'submitCode' | 'cancel' | 'inspectToken' | 'keepToken'> & {
  isBusy(): boolean;
  stop(): void;
};

/** The ways in: a password and its code, or an API token; one step at a time. */
export function createEntering(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: { returning: Returning; intents: SignInIntents },
): Entering {
  const pending = createPendingSignIn(ground.ports.clock, () => {
    if (!turns.isBusy()) turns.cancel();
  });
  const startAfresh = (): void => {
    if (turns.isBusy()) return;
    pending.drop();
    live.tell({ kind: 'restarted' });
  };
  const turns = createEntryTurns(live, pending);
  const entry: EntryParts = { ground, live, queue, turns, pending, startAfresh, ...parts };
  return {
    ...createPasswordEntry(entry),
    ...createTokenEntry(entry),
    cancel: () => turns.cancel(),
    isBusy: () => turns.isBusy(),
    stop: () => {
      pending.drop();
    },
  };
}
