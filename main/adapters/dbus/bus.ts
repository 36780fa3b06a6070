/** What a session bus is, where it is and what every bus can be asked; without the library, so that the command can share it. */
import { existsSync } from 'node:fs';

/** `noBus`: there is no session bus; `noAnswer`: nobody answered in time; `refused`: an error came back, named in `errorName`. */
export class BusError extends Error {
  readonly kind: 'noBus' | 'noAnswer' | 'refused';
  readonly errorName: string | null;

  constructor(kind: 'noBus' | 'noAnswer' | 'refused', options: { errorName?: string; cause?: unknown } = {}) {
    super(options.errorName ?? kind, { cause: options.cause });
    this.name = 'BusError';
    this.kind = kind;
    this.errorName = options.errorName ?? null;
  }
}

export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
}

export interface BusSignal {
  path: string;
  interface: string;
  member: string;
  body: unknown[];
}

export interface SessionBus {
  /** The body of the answer. Throws BusError. */
  call(call: BusCall): Promise<unknown[]>;
  /** Every signal that a match rule brought here. */
  onSignal(listener: (signal: BusSignal) => void): void;
  /** Once, when the bus went away without our doing. */
  onLost(listener: () => void): void;
  close(): void;
}

const SYSTEM_BUS = '/run/dbus/system_bus_socket';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Unix paths may come percent-encoded; an abstract name begins with a zero byte for Node. */
function socketPath(parameters: string): string | null {
  const pairs = new Map(
    parameters.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  );
  try {
    const path = pairs.get('path');
    if (path !== undefined) return decodeURIComponent(path);
    const name = pairs.get('abstract');
    return name === undefined ? null : `\0${decodeURIComponent(name)}`;
  } catch {
    return null;
  }
}

/** Where the session bus is: as libdbus looks, but it never starts one (an autolaunched bus would be a vault of its own). */
export function sessionBusPath(env: Environment): string | null {
  const address = env.DBUS_SESSION_BUS_ADDRESS;
  if (address !== undefined && address !== '') return pathOfAddress(address);
  const runtime = env.XDG_RUNTIME_DIR;
  const usual = runtime === undefined || runtime === '' ? null : `${runtime}/bus`;
  return usual !== null && existsSync(usual) ? usual : null;
}

function pathOfAddress(address: string): string | null {
  for (const one of address.split(';')) {
    const path = one.startsWith('unix:') ? socketPath(one.slice('unix:'.length)) : null;
    if (path !== null) return path;
  }
  return null;
}

/** Where the system's bus is: as named, else where every Linux has it. */
export function systemBusPath(env: Environment): string | null {
  const address = env.DBUS_SYSTEM_BUS_ADDRESS;
  if (address !== undefined && address !== '') return pathOfAddress(address);
  return existsSync(SYSTEM_BUS) ? SYSTEM_BUS : null;
}

/** Who keeps a desktop's tray icons. */
export const TRAY_WATCHER = 'org.kde.StatusNotifierWatcher';

const BUS_NAME = 'org.freedesktop.DBus';

/** Whether somebody owns a name on the bus; asks only the bus itself and starts nothing. */
export async function hasOwner(bus: Pick<SessionBus, 'call'>, name: string): Promise<boolean> {
  const call = { destination: BUS_NAME, path: '/org/freedesktop/DBus', interface: BUS_NAME, member: 'NameHasOwner' };
  return (await bus.call({ ...call, signature: 's', body: [name] }))[0] === true;
}

/** Asks the bus to tell when a name gets or loses its owner; the signals come by `onSignal`. */
export async function watchOwner(bus: SessionBus, name: string): Promise<void> {
  const rule = `type='signal',sender='${BUS_NAME}',interface='${BUS_NAME}',member='NameOwnerChanged',arg0='${name}'`;
  await addMatch(bus, rule);
}

/** Asks the bus for signals; they come by `onSignal`. */
export async function addMatch(bus: SessionBus, rule: string): Promise<void> {
  const call = { destination: BUS_NAME, path: '/org/freedesktop/DBus', interface: BUS_NAME, member: 'AddMatch' };
  await bus.call({ ...call, signature: 's', body: [rule] });
}
