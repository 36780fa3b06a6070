import type { Clock, Stop } from '../ports';

const KEPT_MS = 10 * 60_000;

/** Secrets that were just made and can be copied until their dialog closes; in memory, for ten minutes at most. */
export interface FreshSecrets {
  hold(signature: string, secret: string): void;
  get(signature: string): string | null;
  drop(signature: string): void;
  dismiss(): void;
}

export function createFreshSecrets(clock: Clock): FreshSecrets {
  const held = new Map<string, { secret: string; stop: Stop }>();
  function drop(signature: string): void {
    held.get(signature)?.stop();
    held.delete(signature);
  }
  return {
    hold(signature, secret) {
      drop(signature);
      const stop = clock.after(KEPT_MS, () => {
        drop(signature);
      });
      held.set(signature, { secret, stop });
    },
    get: (signature) => held.get(signature)?.secret ?? null,
    drop,
    dismiss() {
      for (const signature of [...held.keys()]) drop(signature);
    },
  };
}
