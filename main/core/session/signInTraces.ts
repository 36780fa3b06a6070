import type { UnansweredState } from '../../../preload/contract/contract';
import type { Ground } from '../ground';
import type { ServerToken, UnansweredSignIn } from '../ports';
import type { PlatformList } from '../tokens/platformList';
import type { Live, LiveSession } from './liveSession';

/** How long a request that was on its way may still be carried out, after its connection is gone. */
export const STILL_ARRIVING_MS = 120_000;
/** What two clocks that were compared may still differ by. */
const CLOCK_SLACK_MS = 60_000;

type Trace = Pick<UnansweredState['signIns'][number], 'look' | 'sessions'>;

/** What the account's own list tells of a sign-in whose answer never came. */
export interface SignInTraces {
  /** The open session of the account whose name was typed. */
  ownerOf(one: UnansweredSignIn): Live | null;
  look(one: UnansweredSignIn): Trace;
}

export function createSignInTraces(ground: Ground, live: LiveSession, list: Pick<PlatformList, 'of'>): SignInTraces {
  function ownerOf(one: UnansweredSignIn): Live | null {
    const { accounts } = ground.index.value();
    const isNamed = (account: { platform: { key: string }; username: string }): boolean =>
      account.platform.key === one.platform.key && account.username.toLowerCase() === one.username.toLowerCase();
    const accountId = one.accountId ?? accounts.find(isNamed)?.id;
    return accountId === undefined ? null : live.liveOf(accountId);
  }

  function look(one: UnansweredSignIn): Trace {
    const mine = ownerOf(one);
    const told = mine === null ? null : list.of(mine.account.id);
    if (mine === null || told === null) return { look: 'signIn', sessions: [] };
    if (told.rows === null) return { look: 'notListed', sessions: [] };
    // An answer from before the sign-in says nothing of it.
    if ((told.checkedMs ?? 0) < one.askedMs) return { look: 'looking', sessions: [] };
    const aheadMs = ground.ports.platform.clockOffsetMs(mine.account.platform) ?? 0;
    const found = findSessions(one, { rows: told.rows, mine, known: knownSignatures(), aheadMs });
    if (found.sessions.length > 0) return { look: 'found', sessions: found.sessions };
    if (!found.isWhole) return { look: 'notListed', sessions: [] };
    return { look: (told.checkedMs ?? 0) >= one.askedMs + STILL_ARRIVING_MS ? 'none' : 'looking', sessions: [] };
  }

  function knownSignatures(): Set<string> {
    const { tokens, sessions } = ground.index.value();
    return new Set([...tokens, ...sessions, ...ground.queue.value().entries].map(({ signature }) => signature));
  }

  return { ownerOf, look };
}

interface Listed {
  rows: readonly ServerToken[];
  mine: Live;
  known: ReadonlySet<string>;
  /** How far the platform's clock is ahead. */
  aheadMs: number;
}

/** The rows that this sign-in may have made; `isWhole` false: the list cannot rule out that there are more. */
function findSessions(one: UnansweredSignIn, { rows, mine, known, aheadMs }: Listed): { sessions: Trace['sessions']; isWhole: boolean } {
  const areMarked = rows.some((row) => row.isSession);
  const ownIsListed = mine.record.openedBy === 'password' && rows.some((row) => row.signature === mine.record.signature);
  // Where sessions are listed without being marked as such, one has neither a label nor a parent.
  const isSession = (row: ServerToken): boolean => (areMarked ? row.isSession : row.label === null && row.parentSignature === null);
  const unknown = rows.filter((row) => isSession(row) && !known.has(row.signature));
  const fromMs = one.askedMs + aheadMs - CLOCK_SLACK_MS;
  const isOfThen = ({ madeMs, expiresMs }: ServerToken): boolean =>
    expiresMs === one.untilMs || (madeMs !== null && madeMs >= fromMs && madeMs <= fromMs + STILL_ARRIVING_MS + 2 * CLOCK_SLACK_MS);
  const sessions = unknown.filter(isOfThen).map(({ signature, madeMs, expiresMs }) => ({ signature, madeMs, expiresMs }));
  const isDated = unknown.every((row) => row.madeMs !== null || isOfThen(row));
  return { sessions, isWhole: (areMarked || ownIsListed) && isDated };
}
