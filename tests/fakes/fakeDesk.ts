import type { DeskEvent, DeskEvents, IdleSensor, SystemClocks } from '../../main/core/ports';

/** A desktop that tells of sleep, locks and other people, when the test says so. */
export interface FakeDesk extends DeskEvents {
  tell(event: DeskEvent): void;
}

export function fakeDesk(): FakeDesk {
  const listeners = new Set<(event: DeskEvent) => void>();
  return {
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of [...listeners]) listener(event);
    },
  };
}

/**
 * What the system says of the person's input. `busy`: somebody works all the time; `away`: nobody since `leave()` or the last
 * `touch()`; `stuck`: it always says `stuckMs`, as a desktop without the protocol; `broken`: it says nothing.
 */
export interface FakeIdleSensor extends IdleSensor {
  mode: 'busy' | 'away' | 'stuck' | 'broken';
  stuckMs: number;
  /** How often it was asked. */
  readings: number;
  leave(): void;
  touch(): void;
}

export function fakeIdleSensor(clocks: Pick<SystemClocks, 'awakeMs'>): FakeIdleSensor {
  let touchedMs = clocks.awakeMs();
  let isEven = false;
  const sensor: FakeIdleSensor = {
    mode: 'busy',
    stuckMs: 0,
    readings: 0,
    leave() {
      sensor.mode = 'away';
      touchedMs = clocks.awakeMs();
    },
    touch() {
      touchedMs = clocks.awakeMs();
    },
    idleMs() {
      sensor.readings += 1;
      if (sensor.mode === 'broken') return null;
      if (sensor.mode === 'stuck') return sensor.stuckMs;
      if (sensor.mode === 'away') return Math.floor((clocks.awakeMs() - touchedMs) / 1000) * 1000;
      // Nobody presses a key in every single second.
      isEven = !isEven;
      return isEven ? 0 : 500;
    },
  };
  return sensor;
}
