import type { DeskEvent, DeskEvents, Log, Stop } from '../../core/ports';
import { addMatch, BusError, type BusSignal, type Environment, type SessionBus } from './bus';
import { openSessionBus, openSystemBus } from './sessionBus';

const LOGIND = 'org.freedesktop.login1';
const MANAGER = { destination: LOGIND, path: '/org/freedesktop/login1', interface: 'org.freedesktop.login1.Manager' };
const SESSION = 'org.freedesktop.login1.Session';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
/** GNOME speaks the second, most others the first; some speak both. */
const SCREEN_SAVERS = ['org.freedesktop.ScreenSaver', 'org.gnome.ScreenSaver'];
const CALL_BOUND_MS = 3_000;

export interface LinuxDesk extends DeskEvents {
  /** Whether logind tells of sleep, locks and other people here. Told once it is known. */
  onLogind(listener: (logind: 'present' | 'absent') => void): void;
}

/** What a Linux desktop tells: logind on the system's bus, the screen saver on the session's. What is told twice comes twice. */
export function createLinuxDesk(log: Log, env: Environment = process.env): LinuxDesk {
  const tellLogind: ((logind: 'present' | 'absent') => void)[] = [];
  let logind: 'present' | 'absent' | null = null;
  const sayLogind = (found: 'present' | 'absent'): void => {
    if (logind === found) return;
    logind = found;
    for (const listener of tellLogind) listener(found);
  };

  return {
    onLogind(listener) {
      tellLogind.push(listener);
      if (logind !== null) listener(logind);
    },
    watch(listener) {
      const stops = [watchLogind(listener, sayLogind, log, env), watchScreenSavers(listener, log, env)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function watchLogind(listener: (event: DeskEvent) => void, say: (logind: 'present' | 'absent') => void, log: Log, env: Environment): Stop {
  const bus = openOrNull(openSystemBus, env);
  if (bus === null) {
    say('absent');
    return () => undefined;
  }
  let session: string | null = null;
  bus.onSignal((signal) => {
    const event = logindEvent(signal, session);
    if (event !== null) listener(event);
  });
  bus.onLost(() => {
    say('absent');
  });
  follow(bus, env)
    .then((path) => {
      session = path;
      say('present');
    })
    .catch((error: unknown) => {
      log.info('desk.noLogind', { reason: error instanceof BusError ? (error.errorName ?? error.kind) : 'fault' });
      say('absent');
    });
  return () => {
    bus.close();
  };
}

/** SECURITY: the rules name logind as the sender, so that no other program on the system's bus speaks in its place. */
async function follow(bus: SessionBus, env: Environment): Promise<string> {
  const from = `type='signal',sender='${LOGIND}'`;
  await addMatch(bus, `${from},interface='${MANAGER.interface}',member='PrepareForSleep'`);
  const session = await ownSession(bus, env);
  await addMatch(bus, `${from},interface='${SESSION}',path='${session}'`);
  await addMatch(bus, `${from},interface='${PROPERTIES}',member='PropertiesChanged',path='${session}'`);
  return session;
}

/** Ours by our process; started by the user's own service manager a process belongs to no session: then by name, else the one on the screen. */
async function ownSession(bus: SessionBus, env: Environment): Promise<string> {
  const asks = [
    { member: 'GetSessionByPID', signature: 'u', body: [process.pid] },
    ...(env.XDG_SESSION_ID === undefined ? [] : [{ member: 'GetSession', signature: 's', body: [env.XDG_SESSION_ID] }]),
    { member: 'GetSession', signature: 's', body: ['auto'] },
  ];
  let trouble: unknown = new BusError('noAnswer');
  for (const ask of asks) {
    try {
      const [path] = await bus.call({ ...MANAGER, ...ask });
      if (typeof path === 'string' && /^\/org\/freedesktop\/login1\/session\/\w+$/.test(path)) return path;
    } catch (error) {
      trouble = error;
    }
  }
  throw trouble instanceof Error ? trouble : new BusError('noAnswer');
}

function logindEvent({ path, interface: from, member, body }: BusSignal, session: string | null): DeskEvent | null {
  if (from === MANAGER.interface && member === 'PrepareForSleep') return body[0] === true ? 'suspending' : 'resumed';
  if (path !== session) return null;
  if (from === SESSION && member === 'Lock') return 'locked';
  if (from === SESSION && member === 'Unlock') return 'unlocked';
  if (from !== PROPERTIES || member !== 'PropertiesChanged' || body[0] !== SESSION) return null;
  const isActive = changed(body[1], 'Active');
  if (isActive !== null) return isActive ? 'switchedBack' : 'switchedAway';
  const isLocked = changed(body[1], 'LockedHint');
  return isLocked === null ? null : isLocked ? 'locked' : 'unlocked';
}

function changed(properties: unknown, name: string): boolean | null {
  if (typeof properties !== 'object' || properties === null || !Object.hasOwn(properties, name)) return null;
  const variant = (properties as Record<string, unknown>)[name];
  const value: unknown = typeof variant === 'object' && variant !== null && 'value' in variant ? variant.value : null;
  return typeof value === 'boolean' ? value : null;
}

function watchScreenSavers(listener: (event: DeskEvent) => void, log: Log, env: Environment): Stop {
  const bus = openOrNull(openSessionBus, env);
  if (bus === null) return () => undefined;
  bus.onSignal(({ interface: from, member, body }) => {
    if (member !== 'ActiveChanged' || !SCREEN_SAVERS.includes(from)) return;
    listener(body[0] === true ? 'locked' : 'unlocked');
  });
  const asked = SCREEN_SAVERS.map((name) => addMatch(bus, `type='signal',interface='${name}',member='ActiveChanged'`));
  Promise.all(asked).catch((error: unknown) => {
    log.warn('desk.noScreenSaver', {}, error);
  });
  return () => {
    bus.close();
  };
}

function openOrNull(open: typeof openSystemBus, env: Environment): SessionBus | null {
  try {
    return open({ env, callBoundMs: CALL_BOUND_MS });
  } catch {
    return null;
  }
}
