import type { Uncopied } from '../../../preload/contract/contract';
import type { Clock, Stop } from '../ports';

const KEPT_MS = 10 * 60_000;

/** Tokens that were just made: their secrets can be copied until the dialog closes, in memory, for ten minutes at most. */
export interface FreshSecrets {
  hold(accountId: string, made: Uncopied & { signature: string; secret: string }): void;
  get(accountId: string, signature: string): string | null;
  copied(signature: string): void;
  /** What nobody has copied yet, also where the secret was dropped since. */
  uncopied(accountId: string): Uncopied[];
  drop(signature: string): void;
  /** The secrets go, what nobody has copied is still known. */
  dropSecrets(): void;
  /** All of them, or one account's. */
  dismiss(accountId?: string): void;
}

interface Fresh extends Uncopied {
  accountId: string;
  secret: string | null;
  isCopied: boolean;
  stop: Stop;
}

export function createFreshSecrets(clock: Clock): FreshSecrets {
  const held = new Map<string, Fresh>();
  function drop(signature: string): void {
    held.get(signature)?.stop();
    held.delete(signature);
  }
  return {
    hold(accountId, { signature, secret, label, isKept }) {
      drop(signature);
      const stop = clock.after(KEPT_MS, () => {
        one.secret = null;
      });
      const one: Fresh = { accountId, secret, label, isKept, isCopied: false, stop };
      held.set(signature, one);
    },
    get: (accountId, signature) => {
      const found = held.get(signature);
      return found?.accountId === accountId ? found.secret : null;
    },
    copied(signature) {
      const one = held.get(signature);
      if (one !== undefined) one.isCopied = true;
    },
    uncopied: (accountId) =>
      [...held.values()].filter((one) => one.accountId === accountId && !one.isCopied).map(({ label, isKept }) => ({ label, isKept })),
    drop,
    dropSecrets() {
      for (const one of held.values()) one.secret = null;
    },
    dismiss(accountId) {
      for (const [signature, one] of [...held]) if (accountId === undefined || one.accountId === accountId) drop(signature);
    },
  };
}
