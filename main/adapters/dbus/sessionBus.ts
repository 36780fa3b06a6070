import dbus from 'dbus-next';
import type { Socket } from 'node:net';
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
function systemBusPath(env: Environment): string | null {
  const address = env.DBUS_SYSTEM_BUS_ADDRESS;
  if (address !== undefined && address !== '') return pathOfAddress(address);
  return existsSync(SYSTEM_BUS) ? SYSTEM_BUS : null;
}

/** The library keeps the socket to itself and does not tell when it closes; we must know, and it must not keep us running. */
function socketOf(bus: dbus.MessageBus): Socket | null {
  const inner = bus as unknown as { _connection?: { stream?: Socket } };
  return inner._connection?.stream ?? null;
}

function isErrorReply(error: unknown): error is { type: string } {
  return error instanceof dbus.DBusError;
}

/** As `openSessionBus`, to the system's bus. */
export function openSystemBus(options: { env: Environment; callBoundMs: number }): SessionBus {
  return openBus(systemBusPath(options.env), options.callBoundMs);
}

/**
 * A connection to the session bus on which every call has a bound and a dropped bus is an error of the call, never a crash.
 * Throws BusError('noBus') where there is no bus.
 */
export function openSessionBus(options: { env: Environment; callBoundMs: number }): SessionBus {
  return openBus(sessionBusPath(options.env), options.callBoundMs);
}

function openBus(path: string | null, callBoundMs: number): SessionBus {
  if (path === null) throw new BusError('noBus');
  let bus: dbus.MessageBus;
  try {
    bus = dbus.sessionBus({ busAddress: `unix:socket=${path}` });
  } catch (error) {
    throw new BusError('noBus', { cause: error });
  }

  let isClosed = false;
  let failure: BusError | null = null;
  const pending = new Set<(error: BusError) => void>();
  const lostListeners: (() => void)[] = [];
  const fail = (error: unknown): void => {
    failure ??= new BusError('noBus', { cause: error });
    for (const reject of pending) reject(failure);
    pending.clear();
    if (isClosed) return;
    isClosed = true;
    for (const listener of lostListeners) listener();
  };
  // Without a listener an `error` event would end the process when the desktop's bus ends.
  bus.on('error', fail);
  const socket = socketOf(bus);
  socket?.once('close', fail);
  socket?.unref();

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        if (failure !== null || isClosed) {
          reject(failure ?? new BusError('noBus'));
          return;
        }
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          pending.delete(reject);
          finish();
        };
        const timer = setTimeout(() => {
          settle(() => {
            reject(new BusError('noAnswer'));
          });
        }, callBoundMs);
        pending.add(reject);
        bus.call(new dbus.Message(call)).then(
          (answer) => {
            settle(() => {
              resolve((answer?.body ?? []) as unknown[]);
            });
          },
          (error: unknown) => {
            settle(() => {
              reject(isErrorReply(error) ? new BusError('refused', { errorName: error.type }) : new BusError('noBus', { cause: error }));
            });
          },
        );
      }),
    onSignal(listener) {
      bus.on('message', (message) => {
        if (message.type !== dbus.MessageType.SIGNAL) return;
        listener({ path: message.path, interface: message.interface, member: message.member, body: message.body as unknown[] });
      });
    },
    onLost(listener) {
      lostListeners.push(listener);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const reject of pending) reject(new BusError('noBus'));
      pending.clear();
      bus.disconnect();
      // A frozen bus would never end its side.
      socket?.destroy();
    },
  };
}

const BUS_NAME = 'org.freedesktop.DBus';

/** Whether somebody owns a name on the bus; asks only the bus itself and starts nothing. */
export async function hasOwner(bus: SessionBus, name: string): Promise<boolean> {
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
