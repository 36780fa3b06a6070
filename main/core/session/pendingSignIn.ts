import type { AccountRecord, Clock, PlatformInfo, Stop } from '../ports';

/** How long a password or a pasted token waits in memory for the person's next step. */
const PATIENCE_MS = 5 * 60_000;

/** What a half-done sign-in holds in memory, and nowhere else. */
export type Pending =
  | { kind: 'password'; platform: PlatformInfo; username: string; password: string; isInMemory: boolean }
  | { kind: 'token'; account: AccountRecord; token: string; signature: string; isInMemory: boolean };

export interface PendingSignIn {
  get<K extends Pending['kind']>(kind: K): Extract<Pending, { kind: K }> | null;
  /** Waits for the person from now on; held again after a failed step, it waits anew. */
  hold(what: Pending): void;
  drop(): void;
}

/** One password or pasted token at the most. `onTooLong` is told that nobody took the next step in time. */
export function createPendingSignIn(clock: Clock, onTooLong: () => void): PendingSignIn {
  let pending: Pending | null = null;
  let stopPatience: Stop = () => undefined;

  function drop(): void {
    stopPatience();
    pending = null;
  }
  return {
    get<K extends Pending['kind']>(kind: K) {
      return pending?.kind === kind ? (pending as Extract<Pending, { kind: K }>) : null;
    },
    hold(what) {
      drop();
      pending = what;
      stopPatience = clock.after(PATIENCE_MS, onTooLong);
    },
    drop,
  };
}
