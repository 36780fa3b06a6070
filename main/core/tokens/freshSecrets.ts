import type { Clock, Stop } from '../ports';

const KEPT_MS = 10 * 60_000;

/** Secrets that were just made and can be copied until their dialog closes; in memory, for ten minutes at most. */
export interface FreshSecrets {
  hold(accountId: string, signature: string, secret: string): void;
  get(accountId: string, signature: string): string | null;
  drop(signature: string): void;
  /** All of them, or one account's. */
  dismiss(accountId?: string): void;
}

export function createFreshSecrets(clock: Clock): FreshSecrets {
  const held = new Map<string, { accountId: string; secret: string; stop: Stop }>();
  function drop(signature: string): void {
    held.get(signature)?.stop();
    held.delete(signature);
  }
  return {
    hold(accountId, signature, secret) {
      drop(signature);
      const stop = clock.after(KEPT_MS, () => {
        drop(signature);
      });
      held.set(signature, { accountId, secret, stop });
    },
    get: (accountId, signature) => {
      const found = held.get(signature);
      return found?.accountId === accountId ? found.secret : null;
    },
    drop,
    dismiss(accountId) {
      for (const [signature, one] of [...held]) if (accountId === undefined || one.accountId === accountId) drop(signature);
    },
  };
}
