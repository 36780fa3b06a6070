/** The app without its window, in a process that can be killed: the real core, treaty, files, keychain and platform adapter. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { keychainService } from '../../../main/agent/location';
import { createAuditFiles } from '../../../main/adapters/auditFiles';
import { openDocuments } from '../../../main/adapters/documents';
import { watchSecretService } from '../../../main/adapters/dbus/secretServiceState';
import { createKeytarSecretStore } from '../../../main/adapters/keytarSecretStore';
import { nodeDigest } from '../../../main/adapters/nodeDigest';
import { createPlatform } from '../../../main/adapters/platform/platform';
import type { Fetch } from '../../../main/adapters/platform/fetch';
import { systemClock } from '../../../main/adapters/systemClock';
import { systemClocks } from '../../../main/adapters/systemClocks';
import { createDispatch } from '../../../main/ipc/dispatch';
import { createHandlers } from '../../../main/ipc/handlers';
import { createTestServices } from '../../fakes/createTestServices';

export const HEADLESS_ARGUMENT = '--headless-app';

const log = { info: () => undefined, warn: () => undefined };
const fetchKept: Fetch = (url, init) => fetch(url, init);
/** As Electron's one-shot sessions: no connection is used twice. */
const fetchOnce: Fetch = (url, init) => fetch(url, { ...init, headers: { ...init.headers, Connection: 'close' } });

/** One line of stdin is a call of the treaty, one line of stdout its answer. */
export function serveHeadless(env: NodeJS.ProcessEnv): void {
  const dataDir = env.DXKEY_DATA_DIR ?? '';
  const { services } = createTestServices({
    platformPolicy: { loopbackOnly: true, standinUrl: env.DXKEY_STANDIN_URL ?? null },
    ports: {
      ...{ clock: systemClock, clocks: systemClocks, log, digest: nodeDigest },
      documents: openDocuments(dataDir, log),
      auditFiles: createAuditFiles(join(dataDir, 'activity')),
      secrets: createKeytarSecretStore({ service: keychainService(env, process.platform, '/'), log, watch: watchSecretService() }),
      platform: createPlatform({ fetchKept, fetchOnce, clock: systemClock, log }),
    },
  });
  const desktop = {
    openLink: () => Promise.resolve(),
    installCommand: () => Promise.resolve(''),
    secretShown: () => undefined,
    quit: () => undefined,
  };
  const ready = services.start();
  const { lock, erase } = services;
  const handlers = createHandlers(services, desktop);
  const dispatch = createDispatch({ handlers, isTrusted: () => true, ready, lock, erase, log });
  const nobody = {} as Parameters<typeof dispatch>[0];
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const { id, channel, input } = JSON.parse(line) as { id: number; channel: string; input: unknown };
      void dispatch(nobody, channel, input).then((answer) => {
        process.stdout.write(`${JSON.stringify({ id, answer })}\n`);
      });
    })
    .on('close', () => {
      process.exit(0);
    });
}
