import type { SessionState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { AccountRecord, Clock, SessionRecord, Stop } from '../ports';

/** A session that can be used now, one an account. Its bearer stays in memory of main and goes to its own platform only. */
export interface Live {
  account: AccountRecord;
  record: SessionRecord;
  bearer: string;
}

/** What is known of an open session beyond what the index keeps. */
export type SessionFacts = Pick<Extract<SessionState, { status: 'signedIn' }>, 'verified' | 'canMint' | 'idle'>;

export interface OpenSessions {
  onOpened(listener: (live: Live) => void): Stop;
  /** Told once for each session that was opened, however it ended, and before anything else of its end is done. */
  onClosed(listener: (live: Live) => void): Stop;
  /** Runs before anybody is given a session; what it closes is not given. */
  guardWith(guard: (live: Live) => void): void;
  liveOf(accountId: string): Live | null;
  /** Whether this very session is still open. */
  isOpen(live: Live): boolean;
  factsOf(live: Live): SessionFacts;
  /** What was learned of an open session; one that has ended learns nothing. */
  learn(live: Live, facts: Partial<SessionFacts> & { account?: AccountRecord }): void;
  /** The platform told when the session really ends. */
  setExpiry(live: Live, expiresMs: number): void;
  /** Nothing can use the session from now on. */
  detach(live: Live): void;
}

interface Held {
  live: Live;
  facts: SessionFacts;
  stopExpiry: Stop;
}

/** The open sessions and the time of each; `expired` is told of one whose time is over. */
export function createOpenSessions(
  ground: Ground,
  on: { changed(): void; expired(live: Live): void },
): OpenSessions & { add(live: Live, verified: 'yes' | 'notYet'): void; tellOpened(live: Live): void; stop(): void } {
  const { clock } = ground.ports;
  const opened = createEmitter<Live>();
  const closed = createEmitter<Live>();
  const held = new Map<string, Held>();
  let guard: (live: Live) => void = () => undefined;
  const heldOf = (accountId: string): Live | null => held.get(accountId)?.live ?? null;
  const isOpen = (live: Live): boolean => heldOf(live.account.id) === live;
  function liveOf(accountId: string): Live | null {
    const live = heldOf(accountId);
    // SECURITY: a session whose time is over is given to nobody, however late its timer is.
    if (live !== null) guard(live);
    return heldOf(accountId);
  }

  function detach(live: Live): void {
    if (!isOpen(live)) return;
    held.get(live.account.id)?.stopExpiry();
    held.delete(live.account.id);
    closed.emit(live);
  }
  function watchExpiry(mine: Held): void {
    mine.stopExpiry();
    mine.stopExpiry = atEnd(clock, mine.live.record, () => {
      on.expired(mine.live);
    });
  }

  return {
    liveOf,
    isOpen,
    detach,
    guardWith: (next) => void (guard = next),
    onOpened: (listener) => opened.on(listener),
    onClosed: (listener) => closed.on(listener),
    add(live, verified) {
      const former = heldOf(live.account.id);
      if (former !== null) detach(former);
      const mine: Held = { live, facts: { verified, canMint: canMintOf(ground, live), idle: null }, stopExpiry: () => undefined };
      held.set(live.account.id, mine);
      watchExpiry(mine);
    },
    tellOpened: (live) => {
      opened.emit(live);
    },
    factsOf: (live) => held.get(live.account.id)?.facts ?? { verified: 'notYet', canMint: 'no', idle: null },
    learn(live, { account, ...facts }) {
      const mine = held.get(live.account.id);
      if (mine?.live !== live) return;
      if (account !== undefined) live.account = account;
      mine.facts = { ...mine.facts, ...facts };
      on.changed();
    },
    setExpiry(live, expiresMs) {
      const mine = held.get(live.account.id);
      if (mine?.live !== live) return;
      live.record = { ...live.record, expiresMs };
      watchExpiry(mine);
      on.changed();
      ground.background('session.expiry', recordEnd(ground, live.record));
    },
    stop: () => {
      for (const { stopExpiry } of held.values()) stopExpiry();
    },
  };
}

/** Calls `run` when the session's known time is over. */
function atEnd(clock: Clock, { expiresMs }: SessionRecord, run: () => void): Stop {
  return expiresMs === null ? () => undefined : clock.after(Math.max(0, expiresMs - clock.now()), run);
}

/** A session that is no longer the recorded one stays out of the index. */
async function recordEnd(ground: Ground, record: SessionRecord): Promise<void> {
  await ground.index.change((index) =>
    index.sessions.some((one) => one.signature === record.signature)
      ? { ...index, sessions: index.sessions.map((one) => (one.signature === record.signature ? record : one)) }
      : index,
  );
}

function canMintOf(ground: Ground, { record }: Live): SessionFacts['canMint'] {
  if (record.openedBy === 'password') return 'yes';
  const scope = ground.index.value().tokens.find((one) => one.signature === record.signature)?.scope.kind;
  return scope === 'full' ? 'yes' : scope === 'projects' ? 'no' : 'unknown';
}
