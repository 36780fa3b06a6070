/** One person's computer: the real core and the real platform adapter over Node's own fetch, everything else in memory. */
import { createPlatform } from '../../../main/adapters/platform/platform';
import type { Fetch } from '../../../main/adapters/platform/fetch';
import type { Services } from '../../../main/core/services';
import { createTestServices } from '../../fakes/createTestServices';
import type { TestServices } from '../../fakes/createTestServices';
import { memoryLog } from '../../fakes/memoryLog';
import type { MemoryLog } from '../../fakes/memoryLog';
import { scaledClock } from './scaledClock';
import type { ScaledClock } from './scaledClock';

export interface Computer {
  clock: ScaledClock;
  fakes: TestServices;
  log: MemoryLog;
  services: Services;
  /** Quits the app and starts it again on what it kept. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const fetchKept: Fetch = (url, init) => fetch(url, init);
/** As Electron's one-shot sessions: no connection is used twice, so none is found dropped and its request sent again. */
const fetchOnce: Fetch = (url, init) => fetch(url, { ...init, headers: { ...init.headers, Connection: 'close' } });

export async function startComputer(url: string): Promise<Computer> {
  const clock = scaledClock();
  const log = memoryLog();
  const platform = createPlatform({ fetchKept, fetchOnce, clock, log });
  const clocks = { bootId: 'boot', uptimeMs: () => clock.now(), awakeMs: () => clock.now(), minuteOfDay: () => 720 };
  const fakes = createTestServices({ ports: { clock, clocks, log, platform }, platformPolicy: { loopbackOnly: true, standinUrl: url } });
  const computer: Computer = {
    clock,
    fakes,
    log,
    services: fakes.services,
    async restart() {
      await computer.services.stop();
      computer.services = fakes.restart();
      await computer.services.start();
    },
    async stop() {
      await computer.services.stop();
      clock.stop();
    },
  };
  await computer.services.start();
  return computer;
}
