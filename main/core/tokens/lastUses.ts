import type { Ground } from '../ground';
import type { Stop } from '../ports';

const WRITE_EVERY_MS = 60_000;

/** When each token was last handed out or copied; one write for many uses, for a loop of commands must not write the index each time. */
export interface LastUses {
  mark(signature: string): void;
  /** What the index does not say yet. */
  unwritten(): ReadonlyMap<string, number>;
  flush(): Promise<void>;
}

export function createLastUses(ground: Ground): LastUses {
  const { clock } = ground.ports;
  const uses = new Map<string, number>();
  let stopWrite: Stop | null = null;

  async function flush(): Promise<void> {
    stopWrite?.();
    stopWrite = null;
    const now = new Map(uses);
    if (now.size === 0) return;
    await ground.index.change((index) => ({
      ...index,
      tokens: index.tokens.map((one) => {
        const lastUsedMs = now.get(one.signature);
        return lastUsedMs === undefined ? one : { ...one, lastUsedMs };
      }),
    }));
    for (const [signature, atMs] of now) if (uses.get(signature) === atMs) uses.delete(signature);
  }

  return {
    mark(signature) {
      uses.set(signature, clock.now());
      stopWrite ??= clock.after(WRITE_EVERY_MS, () => {
        ground.background('tokens.lastUsed', flush());
      });
    },
    unwritten: () => uses,
    flush,
  };
}
