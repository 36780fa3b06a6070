import type { Ground } from '../ground';
import type { Revocations } from '../tokens/revocationQueue';
import type { EntryTurns } from './entryTurn';
import type { LiveSession } from './liveSession';
import type { PendingSignIn } from './pendingSignIn';
import type { Returning } from './returning';
import type { SignInIntents } from './signInIntents';

/** What both ways in stand on. */
export interface EntryParts {
  ground: Ground;
  live: LiveSession;
  queue: Revocations;
  returning: Returning;
  turns: EntryTurns;
  pending: PendingSignIn;
  intents: SignInIntents;
  /** A new sign-in takes the place of one that waits for its next step. */
  startAfresh(): void;
}
