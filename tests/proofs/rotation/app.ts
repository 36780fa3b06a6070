/** The app without its window in a process of its own: the real core, files, processes and platform adapter, and a keychain of files. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createAuditFiles } from '../../../main/adapters/auditFiles';
import { openDocuments } from '../../../main/adapters/documents';
import { nodeDigest } from '../../../main/adapters/nodeDigest';
import type { Fetch } from '../../../main/adapters/platform/fetch';
import { createPlatform } from '../../../main/adapters/platform/platform';
import { createProcesses } from '../../../main/adapters/processes';
import { createShellFolders } from '../../../main/adapters/shellFolders';
import { toErrorAnswer } from '../../../main/core/errors';
import type { Clock, CorePorts, SecretStore } from '../../../main/core/ports';
import { createTestServices } from '../../fakes/createTestServices';
import { scaledClock } from '../platformFaults/scaledClock';
import { startDeath, type Death } from './death';

export const APP_ARGUMENT = '--rotation-app';
/** How often it is looked whether a process with a token has ended. */
const POLL_MS = 50;

const log = { info: () => undefined, warn: () => undefined };
/** While this file is there no request leaves the computer. */
export const unpluggedFile = (folder: string): string => join(folder, 'unplugged');
/** As Node tells of a port on which nobody listens. */
const refused = (): Error => new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });

function fetchesOf(folder: string): { fetchKept: Fetch; fetchOnce: Fetch } {
  const fetchKept: Fetch = (url, init) => (existsSync(unpluggedFile(folder)) ? Promise.reject(refused()) : fetch(url, init));
  /** As Electron's one-shot sessions: no connection is used twice. */
  const fetchOnce: Fetch = (url, init) => fetchKept(url, { ...init, headers: { ...init.headers, Connection: 'close' } });
  return { fetchKept, fetchOnce };
}

export const secretFile = (folder: string, key: string): string => join(folder, 'secrets', Buffer.from(key).toString('hex'));

export function readSecret(folder: string, key: string): string | null {
  try {
    return readFileSync(secretFile(folder, key), 'utf8');
  } catch {
    return null;
  }
}

/** What is written outlives a SIGKILL, as in a keychain; no keychain's daemon has to be started for each of some hundred cases. */
function fileSecretStore(folder: string): SecretStore {
  mkdirSync(join(folder, 'secrets'), { recursive: true, mode: 0o700 });
  return {
    probe: () => Promise.resolve('ready'),
    get: (key) => Promise.resolve(readSecret(folder, key)),
    set: (key, secret) => {
      const file = secretFile(folder, key);
      writeFileSync(`${file}.new`, secret, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return Promise.resolve();
    },
    remove: (key) => {
      const isThere = readSecret(folder, key) !== null;
      rmSync(secretFile(folder, key), { force: true });
      return Promise.resolve(isThere);
    },
  };
}

/** What a computer has: files, processes, the network, and a keychain of files. */
export function realPorts(folder: string, clock: Clock) {
  const processes = createProcesses({ clock, pollMs: POLL_MS });
  const uptimeMs = (): number => clock.now();
  return {
    ...{ clock, log, processes, digest: nodeDigest, secrets: fileSecretStore(folder) },
    clocks: { bootId: 'boot', uptimeMs, awakeMs: uptimeMs, minuteOfDay: () => 720 },
    documents: openDocuments(join(folder, 'data'), log),
    platform: createPlatform({ ...fetchesOf(folder), clock, log }),
    auditFiles: createAuditFiles(join(folder, 'activity')),
    shellFolders: createShellFolders({ processes, log, env: { XDG_RUNTIME_DIR: folder } }),
  } satisfies Partial<CorePorts>;
}

/** With a step at which the app may die before and after each call that keeps something or reaches the platform. */
function dyingPorts(folder: string, clock: Clock, death: Death): Partial<CorePorts> {
  const ports = realPorts(folder, clock);
  for (const [name, store] of Object.entries(ports.documents))
    Object.assign(ports.documents, { [name]: death.around(name, store, ['save']) });
  return {
    ...ports,
    secrets: death.around('keychain', ports.secrets, ['set', 'remove']),
    platform: death.around('platform', ports.platform, ['mint', 'whoami', 'listTokens', 'destroy']),
  };
}

interface Call {
  id: number;
  /** A service and its verb, or one of the app's own. */
  call: string;
  input: unknown;
}

/** One line of stdin is a call of a service, one line of stdout its answer. */
export async function serveApp(folder: string, url: string): Promise<void> {
  const death = startDeath();
  const clock = scaledClock();
  const core = createTestServices({ ports: dyingPorts(folder, clock, death), platformPolicy: { loopbackOnly: true, standinUrl: url } });
  const services = core.services as unknown as Record<string, Record<string, (input: unknown) => unknown>>;
  const own: Record<string, (input: never) => unknown> = {
    go: (speed: number) => {
      clock.go(speed);
    },
    dieAt: death.at,
    steps: death.steps,
  };
  await core.services.start();
  const run = async ({ call, input }: Call): Promise<unknown> => {
    const [service = '', verb = ''] = call.split('.');
    const ownVerb = own[call];
    return ownVerb === undefined ? services[service]?.[verb]?.(input) : ownVerb(input as never);
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const asked = JSON.parse(line) as Call;
      const answer = (told: object): void => void process.stdout.write(`${JSON.stringify({ id: asked.id, ...told })}\n`);
      run(asked).then(
        (value) => {
          answer({ value: value ?? null });
        },
        (error: unknown) => {
          answer({ error: toErrorAnswer(error), what: String(error) });
        },
      );
    })
    .on('close', () => process.exit(0));
}
