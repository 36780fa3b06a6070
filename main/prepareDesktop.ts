/**
 * What must stand before Electron is ready: where the data lives, the log, and a process that leaves no memory image. Little, since
 * the window waits for all that it loads.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createFileLog } from './adapters/fileLog';
import { isFirstUse } from './adapters/firstUse';
import { hardenProcess } from './adapters/hardening';
import { keepBuffersApart } from './adapters/privateBuffers';
import { systemClock } from './adapters/systemClock';
import { dataFolder } from './agent/location';
import type { EarlyParts } from './shell/composed';

export function prepareDesktop(): EarlyParts {
  keepBuffersApart();
  const folder = dataFolder(process.env, process.platform, homedir());
  const log = createFileLog({ folder: join(folder, 'log') });
  // SECURITY: before Chromium has children other than its zygotes: one that starts meanwhile would keep its core limit.
  const hardening = hardenProcess({ isDebuggable: __DXKEY_BUILD__ !== 'release' });
  log.info('app.start', { build: __DXKEY_BUILD__, areCoreDumpsOff: hardening.areCoreDumpsOff, isUndumpable: hardening.isUndumpable });
  return { dataFolder: folder, isFirstUse: isFirstUse(folder), log, clock: systemClock };
}
