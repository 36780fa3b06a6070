import dbus from 'dbus-next';
import type { Socket } from 'node:net';
import { BusError, type Environment, type SessionBus, sessionBusPath, systemBusPath } from './bus';

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
