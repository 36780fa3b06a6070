import type { IdleState } from '../../../../preload/contract/contract';
import type { Ground } from '../../ground';
import type { IdleRecord } from '../../ports';
import type { Live } from '../liveSession';
import { createActivity, type Activity } from './activity';
import { limitFor, sessionIdleMs } from './kept';
import { warningMsOf } from './limit';

/** What is watched of one password session: when its person was seen last, and what follows from it. */
export interface Watch extends Pick<Activity, 'input' | 'read'> {
  live: Live;
  limitMs(): number;
  leftMs(): number;
  isWarning(): boolean;
  /** True at most three times a limit, and only where the person was seen since the last time. */
  isContactDue(): boolean;
  /** Whether the computer's own idle time is of use now. */
  needsSensor(): boolean;
  /** Whether somebody is there by that idle time, or it is a dead sensor's. */
  seemsAttended(): boolean;
  state(): IdleState;
  record(): IdleRecord;
}

export function createWatch(ground: Ground, live: Live): Watch {
  const { clock, clocks } = ground.ports;
  const { id: accountId } = live.account;
  const limit = () => limitFor(ground, accountId);
  const limitMs = (): number => limit().limitMs;
  // SECURITY: clocks that cannot be right leave no time at all.
  const startIdleMs = sessionIdleMs(ground, live.record) ?? Infinity;
  const activity = createActivity(clocks, clocks.uptimeMs() - startIdleMs, limitMs);
  let contactMs = clocks.uptimeMs();
  const isForComputer = (): boolean => ground.settings.value().settings.activity === 'computer';
  const leftMs = (): number => Math.max(0, activity.lastMs() + limitMs() - clocks.uptimeMs());
  const isWarning = (): boolean => leftMs() <= warningMsOf(limitMs());

  return {
    live,
    input: () => {
      activity.input();
    },
    read: (idleMs) => {
      activity.read(idleMs);
    },
    limitMs,
    leftMs,
    isWarning,
    isContactDue() {
      const nowMs = clocks.uptimeMs();
      if (activity.lastMs() <= contactMs || nowMs - contactMs < limitMs() / 3) return false;
      contactMs = nowMs;
      return true;
    },
    needsSensor: isForComputer,
    seemsAttended: () => isForComputer() && !activity.isAway(),
    state: () => ({
      ...limit(),
      deadlineMs: Math.round(clock.now() + leftMs()),
      isWarning: isWarning(),
      activity: isForComputer() && !activity.isSensorDead() ? 'computer' : 'app',
      sensor: !isForComputer() ? 'unused' : activity.isSensorDead() ? 'dead' : 'working',
    }),
    record: () => {
      const uptimeMs = clocks.uptimeMs();
      const dateMs = clock.now();
      const activityUptimeMs = activity.lastMs();
      return {
        accountId,
        signature: live.record.signature,
        bootId: clocks.bootId,
        activityUptimeMs,
        // Counted back from now, so that both say the same moment whatever was done to the clock since.
        activityDateMs: Math.max(0, Math.round(dateMs - (uptimeMs - activityUptimeMs))),
        seenDateMs: dateMs,
      };
    },
  };
}
