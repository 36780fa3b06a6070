import type { Clock, Stop, SystemClocks } from '../../main/core/ports';

export interface FakeClock extends Clock, SystemClocks {
  /** Moves time on, running what falls due in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>;
  /** The computer sleeps: date and uptime go on, timers and the awake clock stand still. */
  sleep(ms: number): void;
  /** A hand on the clock of the wall: nothing else moves. */
  setDate(byMs: number): void;
  /** Another boot after `downMs`: the counters begin anew, and nothing of the former run comes back. */
  reboot(downMs: number): void;
  /** For a process that began anew within the same boot. */
  setUptime(ms: number): void;
  /** No timer runs for so long, though all clocks do: a process that the system holds back. */
  stall(ms: number): void;
  /** Timers that still wait. */
  pending(): number;
}

export function fakeClock(startMs = 1_800_000_000_000): FakeClock {
  // Timers run by `awakeMs`; the date and the uptime are it and what was added to each.
  let awakeMs = 0;
  let dateOffsetMs = startMs;
  let uptimeOffsetMs = 3_600_000;
  let boots = 1;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const clock: FakeClock = {
    bootId: 'boot-1',
    now: () => dateOffsetMs + awakeMs,
    uptimeMs: () => uptimeOffsetMs + awakeMs,
    awakeMs: () => awakeMs,
    // As in Greenwich.
    minuteOfDay: (atMs) => Math.floor(atMs / 60_000) % 1440,
    after(delayMs, run): Stop {
      const timer = { atMs: awakeMs + delayMs, run };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    async advance(ms) {
      const endMs = awakeMs + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].filter((timer) => timer.atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers.delete(next);
        awakeMs = Math.max(awakeMs, next.atMs);
        next.run();
      }
      awakeMs = endMs;
      await settle();
    },
    sleep(ms) {
      dateOffsetMs += ms;
      uptimeOffsetMs += ms;
    },
    setDate(byMs) {
      dateOffsetMs += byMs;
    },
    reboot(downMs) {
      timers.clear();
      boots += 1;
      clock.bootId = `boot-${String(boots)}`;
      dateOffsetMs += downMs;
      uptimeOffsetMs = -awakeMs;
    },
    setUptime(ms) {
      uptimeOffsetMs = ms - awakeMs;
    },
    stall(ms) {
      awakeMs += ms;
    },
    pending: () => timers.size,
  };
  return clock;
}

/** Lets every promise that can settle now do so; no fake waits for anything else. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
