import type { SystemClocks } from '../../ports';

/** Readings in a row without growth before a sensor may be called dead. */
const FEWEST_READINGS = 5;

/** Longer than somebody at work rests their hands between two readings, mostly. */
const AWAY_MS = 15_000;

type Moment = { uptimeMs: number; awakeMs: number };

/**
 * When the person of one session was last seen, in uptime. The computer's idle time is believed as long as it grows now and
 * then: one that never does (as on some Wayland desktops) would keep a session open for ever.
 */
export interface Activity {
  lastMs(): number;
  isSensorDead(): boolean;
  /** Whether the last reading had grown, and was long: a sensor that works and a person who is not there. */
  isAway(): boolean;
  /** Input to this app. Ignored where the limit has passed already. */
  input(): void;
  /** One reading of the computer's idle time; null where it could not be read. */
  read(idleMs: number | null): void;
}

export function createActivity(clocks: SystemClocks, startMs: number, limitMs: () => number): Activity {
  const moment = (): Moment => ({ uptimeMs: clocks.uptimeMs(), awakeMs: clocks.awakeMs() });
  let lastMs = startMs;
  /** What still counts if the sensor turns out to be dead. */
  let provenMs = startMs;
  let isDead = false;
  let isAway = false;
  let former: Moment & { idleMs: number } = { ...moment(), idleMs: 0 };
  let still = { sinceAwakeMs: former.awakeMs, readings: 0 };

  /** SECURITY: activity after a gap as long as the limit comes too late: the session was over before it. */
  const take = (atMs: number): void => {
    if (atMs > lastMs && atMs - lastMs < limitMs()) lastMs = atMs;
  };

  function see(idleMs: number | null, now: Moment): void {
    const isGrowing = idleMs !== null && idleMs > former.idleMs;
    isAway = isGrowing && idleMs >= AWAY_MS;
    if (!isDead && idleMs !== null) {
      const inputAwakeMs = now.awakeMs - idleMs;
      // SECURITY: idle time stands still in sleep; of an input since the last reading only the earliest possible moment counts.
      if (inputAwakeMs > former.awakeMs) take(former.uptimeMs + (inputAwakeMs - former.awakeMs));
    }
    if (isGrowing) {
      isDead = false;
      provenMs = lastMs;
      still = { sinceAwakeMs: now.awakeMs, readings: 0 };
    } else still = { ...still, readings: still.readings + 1 };
    former = { ...now, idleMs: idleMs ?? former.idleMs };
  }

  function judge(now: Moment): void {
    const stillMs = now.awakeMs - still.sinceAwakeMs;
    if (isDead || stillMs < limitMs() / 2 || still.readings < FEWEST_READINGS) return;
    isDead = true;
    // SECURITY: what a dead sensor claimed does not count.
    lastMs = provenMs;
  }

  return {
    lastMs: () => lastMs,
    isSensorDead: () => isDead,
    isAway: () => isAway,
    input() {
      const nowMs = clocks.uptimeMs();
      take(nowMs);
      if (lastMs === nowMs) provenMs = nowMs;
    },
    read(idleMs) {
      const now = moment();
      see(idleMs, now);
      judge(now);
    },
  };
}
