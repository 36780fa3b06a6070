import type { AccountsState, AppState, Finding, KeychainState, PlatformInfo } from '../../../preload/contract/contract';
import { platformKeyOf } from '../accounts/keys';
import type { Ground } from '../ground';
import type { DoctorService, Services } from '../services';
import { computerChecks, mend, readSocket } from './computer';
import { examine, type Check } from './examine';
import { found, inOrder } from './findings';
import { platformChecks } from './platforms';

const KEYCHAIN = {
  ready: 'keychainReady',
  locked: 'keychainLocked',
  denied: 'keychainDenied',
  missing: 'keychainMissing',
  hung: 'keychainHung',
  fault: 'keychainFault',
} as const;

/** That somebody pressed Cancel only the last use of the keychain knows: asked again it is merely locked. */
export function readKeychain(now: KeychainState, lastUse: KeychainState): Finding {
  return found(KEYCHAIN[now === 'locked' && lastUse === 'denied' ? 'denied' : now]);
}

export function readIdle(list: AccountsState['list'], idleMs: number | null, desk: AppState['desk']): Finding[] {
  const sensors = list.flatMap(({ idle }) => (idle === null ? [] : [idle.sensor]));
  const isDead = sensors.includes('dead') || idleMs === null;
  const sensor = isDead ? 'idleDead' : sensors.includes('working') ? 'idleWorking' : 'idleUnused';
  return [found(sensor), ...(desk === 'untold' ? [found('deskUntold')] : [])];
}

const TRAY = { present: 'trayPresent', absent: 'trayAbsent', unknown: 'trayUnknown' } as const;
export const readTray = (tray: AppState['tray']): Finding => found(TRAY[tray]);

export function readRuntime({ runtime, version, electronVersion }: AppState): Finding {
  return found(runtime === 'fallback' ? 'runtimeFallback' : 'runtimePinned', { names: [version, electronVersion] });
}

export const readDamage = (names: readonly string[]): Finding[] => [
  names.length === 0 ? found('filesWell') : found('filesDamaged', { names, count: names.length }),
];

/** A build in the tree carries no command that could stand on the PATH. */
function readCommand({ path, canInstall }: AppState['command']): Finding[] {
  if (path !== null) return [found('commandOnPath')];
  return canInstall ? [found('commandAbsent')] : [];
}

/** The doctor as the app is: what it knows itself, and what it sees of this computer. */
export function createDoctor(ground: Ground, parts: Pick<Services, 'facts' | 'accounts' | 'settings'>): DoctorService {
  const { facts, accounts, settings } = parts;
  const { senses, lookAtPlatform, clock, idleSensor, clipboard } = ground.ports;

  async function keychain(): Promise<Finding[]> {
    const lastUse = facts.state().keychain;
    return [readKeychain(await facts.probeKeychain(), lastUse)];
  }

  function platforms(): PlatformInfo[] {
    const keys = new Set(accounts.state().list.map(({ account }) => platformKeyOf(account.id)));
    // SECURITY: where an account's platform is follows from its id, and the fallback runtime asks this computer's own alone.
    return [...keys].flatMap((key) => ground.platforms.byKey(key) ?? []);
  }

  function checks(): Check[] {
    const [socket, ...computer] = computerChecks(senses, () => settings.state().proxy.kind);
    return [
      { id: 'app', look: () => [found('appRunning')] },
      ...(socket === undefined ? [] : [facts.state().agent === 'refused' ? refused() : socket]),
      { id: 'keychain', look: keychain },
      ...platformChecks(platforms, lookAtPlatform),
      ...computer,
      { id: 'files', look: () => readDamage(facts.state().damagedFiles) },
      { id: 'command', look: () => readCommand(facts.state().command) },
      { id: 'idle', look: () => readIdle(accounts.state().list, idleSensor.idleMs(), facts.state().desk) },
      { id: 'tray', look: () => [readTray(facts.state().tray)] },
      { id: 'runtime', look: () => [readRuntime(facts.state())] },
    ];
  }

  /** Somebody else listens where this app would. */
  function refused(): Check {
    return {
      id: 'socket',
      look: async () => {
        const sight = await senses.socket();
        return sight.state === 'answers' || sight.state === 'absent'
          ? [found('socketRefused', { names: [sight.path] })]
          : readSocket(sight);
      },
    };
  }

  const run = async (): Promise<{ findings: Finding[] }> => ({ findings: inOrder(await examine(checks(), clock)) });
  return {
    run,
    async fix() {
      const { findings } = await run();
      return { ...(await mend(findings, senses)), ...(await run()) };
    },
    copy: async ({ text }) => ({ outcome: (await clipboard.write(text, false)).outcome }),
  };
}
