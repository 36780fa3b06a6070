import { EVENTS } from '../../preload/contract/channels';
import type { EventName } from '../../preload/contract/channels';
import { events } from '../../preload/contract/contract';
import type { Clock, Log, Stop } from '../core/ports';
import type { Lock } from '../core/services';
import type { EventSources } from './handlers';
import { isToldWhileLocked } from './lockGate';

/** Four a second at most. */
export const EVENT_INTERVAL_MS = 250;

/** The page's side of the events. */
export interface EventSink {
  isShowing(): boolean;
  send(event: EventName, state: unknown): void;
  /** Calls `run` each time the window comes to be shown. */
  onShown(run: () => void): Stop;
}

/**
 * Sends each event's whole state: at once when the last was long enough ago, else once for all that happened meanwhile;
 * nothing while the window is hidden, and everything once it shows again.
 */
export function startEventStream(parts: {
  sources: EventSources;
  sink: EventSink;
  lock: Pick<Lock, 'isLocked'>;
  clock: Clock;
  log: Log;
}): Stop {
  const { sources, sink, lock, clock, log } = parts;
  const changed = new Set<EventName>();
  let lastSentMs = Number.NEGATIVE_INFINITY;
  let stopTimer: Stop | null = null;

  const send = (event: EventName) => {
    changed.delete(event);
    // SECURITY: an event carries what its schema names and nothing else.
    const told = events[event].safeParse(sources[event].state());
    if (told.success) sink.send(event, told.data);
    else log.warn('ipc.eventRefused', { event });
  };
  const flush = () => {
    stopTimer = null;
    if (!sink.isShowing()) return;
    lastSentMs = clock.now();
    // SECURITY: locked, what happens behind the lock is not told; it is once the lock is open.
    for (const event of [...changed]) if (!lock.isLocked() || isToldWhileLocked(event)) send(event);
  };
  const schedule = () => {
    if (stopTimer !== null || changed.size === 0 || !sink.isShowing()) return;
    // A clock that was set back must not silence the events.
    const sinceMs = Math.max(0, clock.now() - lastSentMs);
    if (sinceMs >= EVENT_INTERVAL_MS) flush();
    else stopTimer = clock.after(EVENT_INTERVAL_MS - sinceMs, flush);
  };

  const stops = EVENTS.map((event) =>
    sources[event].onChange(() => {
      changed.add(event);
      // SECURITY: the page hides what it shows at once, also in a minimised window, not when its turn comes.
      if (event === 'lock.changed') send(event);
      schedule();
    }),
  );
  stops.push(
    sink.onShown(() => {
      for (const event of EVENTS) changed.add(event);
      schedule();
    }),
  );
  return () => {
    stopTimer?.();
    for (const stop of stops) stop();
  };
}
