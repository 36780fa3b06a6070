import type { EndReason, IdleState, LockReason } from '../../../../preload/contract/contract';
import type { Ground } from '../../ground';
import type { Stop } from '../../ports';
import type { Live, LiveSession } from '../liveSession';
import { warningMsOf } from './limit';
import type { Saving } from './saving';
import type { Watch } from './watch';

export interface IdleParts {
  /** Ends a session by itself; never throws. */
  end(live: Live, reason: Extract<EndReason, 'idle' | 'away'>): void;
  /** Asks the platform who the session is: it may count silence as absence, and tells what it has ended itself. */
  verify(live: Live): Promise<unknown>;
  /** Locks the app; nothing where no lock is set up. */
  lockApp(reason: LockReason): void;
}

/** How often a session is looked at while nothing is near: what a crash loses of its person's activity, and what a laptop is woken for. */
const SLOWEST_LOOK_MS = 60_000;
/** The same while the sensor says that somebody is there: whether they are, or it is dead, takes many readings to tell. */
const SLOWEST_ATTENDED_MS = 15_000;
const FASTEST_LOOK_MS = 1_000;
/** The uptime of some systems moves in whole seconds: a timer that finds a rest left waits this long. */
const SHORTEST_WAIT_MS = 250;

export interface Looks {
  /** Reads the sensor, ends what is over, tells what changed, and comes again in time. */
  look(): void;
  isWarning(): boolean;
  forget(live: Live): void;
  stop(): void;
}

/** The one timer of idle logout, and what it does when it comes. */
export function createLooks(
  ground: Ground,
  live: LiveSession,
  parts: Pick<IdleParts, 'end' | 'verify'> & { watches: ReadonlyMap<string, Watch>; saving: Saving },
): Looks {
  const { clock, idleSensor, log } = ground.ports;
  const { watches, saving } = parts;
  const told = new Map<Live, IdleState>();
  let stopTimer: Stop = () => undefined;
  let isLooking = false;

  function readSensor(): void {
    const reading = [...watches.values()].filter((watch) => watch.needsSensor());
    if (reading.length === 0) return;
    const idleMs = idleSensor.idleMs();
    for (const watch of reading) watch.read(idleMs);
  }

  function tell(watch: Watch): void {
    const next = watch.state();
    const former = told.get(watch.live);
    if (former !== undefined && isSaid(former, next)) return;
    told.set(watch.live, next);
    live.learn(watch.live, { idle: next });
  }

  function attend(watch: Watch): void {
    if (watch.leftMs() === 0) {
      log.info('session.idle', { limitMs: watch.limitMs() });
      parts.end(watch.live, 'idle');
      return;
    }
    tell(watch);
    // Only a person who is there keeps a session alive on the platform.
    if (watch.isContactDue()) ground.background('idle.contact', parts.verify(watch.live));
  }

  function look(): void {
    if (isLooking) return;
    isLooking = true;
    try {
      readSensor();
      for (const watch of [...watches.values()]) attend(watch);
      saving.lookAgain();
    } finally {
      isLooking = false;
    }
    stopTimer();
    if (watches.size > 0) stopTimer = clock.after(Math.min(...[...watches.values()].map(nextLookMs)), look);
  }

  return {
    look,
    isWarning: () => [...told.values()].some((one) => one.isWarning),
    forget: (one) => void told.delete(one),
    stop: () => {
      stopTimer();
    },
  };
}

/** Said anew where what a person reads would change: not for each breath of somebody who works. */
function isSaid(former: IdleState, next: IdleState): boolean {
  const { deadlineMs: formerEnd, ...formerRest } = former;
  const { deadlineMs: nextEnd, ...nextRest } = next;
  const stepMs = next.isWarning ? FASTEST_LOOK_MS : next.limitMs / 15;
  return Math.abs(nextEnd - formerEnd) < stepMs && JSON.stringify(formerRest) === JSON.stringify(nextRest);
}

function nextLookMs(watch: Watch): number {
  const leftMs = watch.leftMs();
  const limitMs = watch.limitMs();
  if (watch.isWarning()) return Math.min(FASTEST_LOOK_MS, Math.max(leftMs, SHORTEST_WAIT_MS));
  const restMs = watch.seemsAttended() ? Math.min(SLOWEST_ATTENDED_MS, limitMs / 60) : Math.min(SLOWEST_LOOK_MS, limitMs / 15);
  const usualMs = Math.max(FASTEST_LOOK_MS, restMs);
  return Math.max(SHORTEST_WAIT_MS, Math.min(usualMs, leftMs - warningMsOf(limitMs)));
}
