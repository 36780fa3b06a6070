import type { IdleState } from '../../../../preload/contract/contract';
import type { IdlePolicyRecord } from '../../ports';

/** What the platform documents for a session that nobody has set otherwise for. */
export const PLATFORM_LIMIT_MS = 15 * 60_000;

/** Below this a person could not read the notice and press its button. */
export const SHORTEST_LIMIT_MS = 5_000;

/** The last minute before the end is said loudly; of a short limit, its second half. */
const WARNING_MS = 60_000;

export type IdleLimit = Pick<IdleState, 'limitMs' | 'from' | 'orgName' | 'isPolicyRead'>;

/** An org's limit takes the place of the platform's, longer or shorter; a person may only choose less. Null: nothing was read yet. */
export function idleLimit(policy: IdlePolicyRecord | null, personMs: number | null): IdleLimit {
  const ceiling = ceilingOf(policy);
  const isShorter = personMs !== null && personMs < ceiling.limitMs;
  return isShorter ? { ...ceiling, limitMs: personMs, from: 'person' } : ceiling;
}

function ceilingOf(policy: IdlePolicyRecord | null): IdleLimit {
  if (policy === null) return { limitMs: PLATFORM_LIMIT_MS, from: 'platform', orgName: null, isPolicyRead: true };
  const { limitMs, orgName, isReadable: isPolicyRead } = policy;
  // SECURITY: what could not be read may be as short as the platform's own limit, so a longer one that was read does not count.
  if (!isPolicyRead && (limitMs === null || limitMs >= PLATFORM_LIMIT_MS))
    return { limitMs: PLATFORM_LIMIT_MS, from: 'unreadable', orgName, isPolicyRead };
  if (limitMs === null) return { limitMs: PLATFORM_LIMIT_MS, from: 'platform', orgName: null, isPolicyRead };
  return { limitMs: Math.max(limitMs, SHORTEST_LIMIT_MS), from: 'org', orgName, isPolicyRead };
}

export function warningMsOf(limitMs: number): number {
  return Math.min(WARNING_MS, limitMs / 2);
}
