import { isAppError } from '../../errors';
import type { Ground } from '../../ground';
import type { TokenRecord } from '../../ports';

/** A rotation by itself that failed is tried again after this; twice as long each time, up to six hours. */
const AGAIN_MS = 15 * 60_000;
const LONGEST_AGAIN_MS = 6 * 3_600_000;

export interface SelfRotations {
  /** False where it failed, or failed shortly before. */
  rotate(token: TokenRecord): Promise<boolean>;
  /** When it is tried again; 0 where nothing failed. */
  againMs(signature: string): number;
}

/** Rotations that nobody asked for by hand, and when they are tried again. */
export function createSelfRotations({ ports: { clock, log } }: Ground, rotate: (token: TokenRecord) => Promise<unknown>): SelfRotations {
  const again = new Map<string, { count: number; atMs: number }>();
  return {
    async rotate(token) {
      const former = again.get(token.signature);
      if (former !== undefined && former.atMs > clock.now()) return false;
      try {
        await rotate(token);
        again.delete(token.signature);
        return true;
      } catch (error) {
        log.warn('rotation.bySelf', isAppError(error) ? { code: error.code } : {}, error);
        const count = (former?.count ?? 0) + 1;
        const delayMs = Math.min(LONGEST_AGAIN_MS, AGAIN_MS * 2 ** Math.min(count - 1, 10));
        again.set(token.signature, { count, atMs: clock.now() + delayMs });
        return false;
      }
    },
    againMs: (signature) => again.get(signature)?.atMs ?? 0,
  };
}
