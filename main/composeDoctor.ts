/** The doctor's part of the command's composition root, loaded by `dxkey doctor` alone: what it sees itself, and what the app tells. */
import { homedir } from 'node:os';
import type { Finding, FindingCode } from '../preload/contract/contract';
import { hasOwner, TRAY_WATCHER } from './adapters/dbus/bus';
import { openPlainBus, type PlainBus } from './adapters/dbus/plainBus';
import { askForState, stateOfError } from './adapters/dbus/secretServiceQuestions';
import { createComputerSenses } from './adapters/doctor/computerSenses';
import { createPlatformLook } from './adapters/doctor/platformLook';
import { readStoredFacts, type StoredFacts } from './adapters/doctor/storedFacts';
import { CODE_OF_STATE, PROBED } from './adapters/keychainCodes';
import { createProcesses } from './adapters/processes';
import type { AgentClient } from './agent/client';
import { dataFolder, type SocketLocation } from './agent/location';
import { platformKeyOf } from './core/accounts/keys';
import { createPlatforms } from './core/accounts/platforms';
import { computerChecks, mend } from './core/doctor/computer';
import { readKeychain, readTray } from './core/doctor/doctor';
import { examine, type Check } from './core/doctor/examine';
import { found, inOrder, unchecked } from './core/doctor/findings';
import { platformChecks } from './core/doctor/platforms';
import { isAppError } from './core/errors';
import type { Clock, PlatformInfo } from './core/ports';

export interface DoctorParts {
  run(): Promise<Finding[]>;
  fix(findings: readonly Finding[]): Promise<{ fixed: FindingCode[]; failed: FindingCode[] }>;
}

interface Parts {
  env: NodeJS.ProcessEnv;
  location: SocketLocation;
  connectIfRunning(): Promise<AgentClient | null>;
  hasDesktop: boolean;
}

/** The app's own checks end within 6 s. */
const APP_MS = 7_500;
const BUS_MS = 1_200;
/** The whole is promised within 10 s. */
const WHOLE_MS = 9_500;
const LEAST_MS = 2_000;
const MOST_MS = 6_000;
/** Its timers keep the process alive, unlike the app's: what is waited for is told, whatever else has ended. */
const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
/** This shell's own surroundings count for what is started in it, not the app's. */
const OWN = new Set<Finding['id']>(['app', 'socket', 'proxy', 'dxFiles', 'permissions', 'leftovers', 'hook']);

export function composeDoctor(parts: Parts): DoctorParts {
  const { env, location } = parts;
  const home = homedir();
  const folder = dataFolder(env, process.platform, home);
  const senses = createComputerSenses({ home, dataFolder: folder, socket: location, env, processes: createProcesses() });

  async function run(): Promise<Finding[]> {
    const startedMs = clock.now();
    const stored = await readStoredFacts(folder);
    const [own, app] = await Promise.all([
      examine(
        computerChecks(senses, () => stored.proxyKind),
        clock,
      ),
      askApp(parts),
    ]);
    const mine = own.filter(({ id }) => app.findings === null || OWN.has(id));
    const leftMs = Math.min(MOST_MS, Math.max(LEAST_MS, WHOLE_MS - (clock.now() - startedMs)));
    const rest = app.findings?.filter(({ id }) => !OWN.has(id)) ?? (await examine(withoutApp(parts, stored, app.state), clock, leftMs));
    return inOrder([app.state, ...mine, ...rest]);
  }

  return { run, fix: (findings) => mend(findings, senses) };
}

interface AppSight {
  state: Finding;
  /** Null: what only the app knows nobody told. */
  findings: Finding[] | null;
}

/** Bounded as a whole: an app that is there and says nothing, not even hello, must not hold up the rest. */
function askApp(parts: Parts): Promise<AppSight> {
  let client: AgentClient | null = null;
  const asked = parts.connectIfRunning().then(async (connected): Promise<AppSight> => {
    client = connected;
    if (connected === null) return { state: found(parts.hasDesktop ? 'appAbsent' : 'appNoDesktop'), findings: null };
    return { state: found('appRunning'), findings: (await connected.request('doctor', {}, { timeoutMs: APP_MS })).findings };
  });
  return new Promise<AppSight>((resolve) => {
    const stop = clock.after(APP_MS, () => {
      resolve({ state: found('appSilent'), findings: null });
    });
    void asked
      .catch((error: unknown): AppSight => ({ state: found(stateOf(error)), findings: null }))
      .then((sight) => {
        stop();
        resolve(sight);
      });
  }).finally(() => client?.close());
}

function stateOf(error: unknown): 'appLocked' | 'appOther' | 'appAbsent' | 'appSilent' {
  if (isAppError(error, 'APP_LOCKED')) return 'appLocked';
  if (isAppError(error, 'APP_CANNOT_START')) return 'appOther';
  // Another user's socket: the app is not there, and the check of the socket says what is.
  return isAppError(error, 'REFUSED') ? 'appAbsent' : 'appSilent';
}

/** What the app would tell and a command can find out, too; sensors and runtime are the app's own. */
function withoutApp({ env }: Parts, stored: StoredFacts, app: Finding): Check[] {
  const isLinux = process.platform === 'linux';
  const onBus = async <T>(question: (bus: PlainBus) => Promise<T>): Promise<T> => {
    const bus = await openPlainBus({ env, callBoundMs: BUS_MS });
    try {
      return await question(bus);
    } finally {
      bus.close();
    }
  };
  const keychain = async (): Promise<Finding[]> => {
    const state = await onBus(askForState).catch(stateOfError);
    return [readKeychain(state === 'ready' ? 'ready' : PROBED[CODE_OF_STATE[state]], 'ready')];
  };
  const tray = async (): Promise<Finding[]> => {
    if (app.what === 'appNoDesktop') return [];
    const isOwned = await onBus((bus) => hasOwner(bus, TRAY_WATCHER)).catch(() => null);
    return [readTray(isOwned === null ? 'unknown' : isOwned ? 'present' : 'absent')];
  };
  return [
    { id: 'keychain', look: isLinux ? keychain : () => [unchecked('keychain')] },
    ...reachWithoutApp(env, stored),
    ...(isLinux ? [{ id: 'tray', look: tray } as const] : []),
  ];
}

function reachWithoutApp(env: NodeJS.ProcessEnv, { accountIds, proxyKind, customPlatforms }: StoredFacts): Check[] {
  const policy = { loopbackOnly: false, standinUrl: env.DXKEY_STANDIN_URL ?? null };
  const book = createPlatforms(policy, __DXKEY_BUILD__, () => customPlatforms);
  // SECURITY: where an account's platform is follows from its id, never from a URL in the index.
  const platforms = (): PlatformInfo[] => [...new Set(accountIds.map(platformKeyOf))].flatMap((key) => book.byKey(key) ?? []);
  const isByProxy = proxyKind === 'fixed' || (proxyKind === 'system' && hasProxyVariable(env));
  // SECURITY: a way that the person set is the only way: what the command cannot go by is left to the app, never gone round.
  if (isByProxy && accountIds.length > 0) return [{ id: 'reach', look: () => [found('reachNeedsApp')] }];
  return platformChecks(platforms, createPlatformLook({ fetch, clock: clock }));
}

const hasProxyVariable = (env: NodeJS.ProcessEnv): boolean =>
  Object.entries(env).some(([name, value]) => /^(https?|all)_proxy$/i.test(name) && (value ?? '') !== '');
