/** The command's end of the agent: connect, ask, hear. No zod; it trusts the shape of what the socket's owner, checked first, answers. */
import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Answer } from '../../preload/contract/errors';
import { AppError } from '../core/errors';
import type { SocketLocation } from './location';
import type { OperationInput, OperationName, OperationOutput } from './messages';
import { createLineReader, MAX_ANSWER_BYTES, PROTOCOL_VERSION } from './protocol';
import type { LeaseEndedEvent } from './protocol';

/** A sign-in may take the platform's full minute (60 s an action). */
const REQUEST_MS = 75_000;
const CONNECT_MS = 2000;

export interface AgentClient {
  /** Rejects with the agent's code; APP_CANNOT_START (field `protocol`) where app and command are of different versions. */
  request<O extends OperationName>(op: O, input: OperationInput<O>, options?: { timeoutMs?: number }): Promise<OperationOutput<O>>;
  /** Calls `run` when the app ends a lease that this connection holds. */
  onLeaseEnded(run: (leaseId: string) => void): void;
  close(): void;
}

/** Null where no app listens there. REFUSED (field `socket`) where the place belongs to another user. */
export async function connectAgent(location: SocketLocation): Promise<AgentClient | null> {
  if (!isPlaceOurs(location)) return null;
  const socket = await open(location.path);
  return socket === null ? null : createClient(socket);
}

function isPlaceOurs(location: SocketLocation): boolean {
  if (location.folder === null) return true;
  const uid = process.getuid?.() ?? 0;
  for (const path of [location.folder, location.path]) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return false;
    // SECURITY: a password is never told to a socket that another user put in our place.
    if (found.uid !== uid) throw new AppError('REFUSED', { details: { field: 'socket' } });
  }
  return true;
}

function open(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (result: Socket | null): void => {
      clearTimeout(timer);
      if (result === null) socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => {
      settle(null);
    }, CONNECT_MS);
    socket.once('connect', () => {
      settle(socket);
    });
    socket.on('error', () => {
      settle(null);
    });
  });
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  timer: NodeJS.Timeout;
}

function createClient(socket: Socket): AgentClient {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: AppError | null = null;
  const endedLeases: string[] = [];
  let leaseEnded: (leaseId: string) => void = (leaseId) => endedLeases.push(leaseId);

  const fail = (error: AppError): void => {
    ended ??= error;
    for (const one of waiting.values()) {
      clearTimeout(one.timer);
      one.reject(error);
    }
    waiting.clear();
  };
  const take = (line: string): void => {
    const message = JSON.parse(line) as LeaseEndedEvent | ({ id: number | null } & Answer<unknown>);
    if ('event' in message) {
      leaseEnded(message.leaseId);
      return;
    }
    const one = message.id === null ? undefined : waiting.get(message.id);
    if (one === undefined || message.id === null) return;
    waiting.delete(message.id);
    clearTimeout(one.timer);
    if (message.ok) one.resolve(message.value);
    else one.reject(errorOf(message.error));
  };
  listen(socket, take, fail);

  const ask = (op: OperationName, input: unknown, timeoutMs: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== null) {
        reject(ended);
        return;
      }
      const id = ++lastId;
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new AppError('TIMED_OUT', { details: { field: 'app' } }));
      }, timeoutMs);
      waiting.set(id, { resolve, reject, timer });
      socket.write(`${JSON.stringify({ id, op, input })}\n`);
    });

  // Sent ahead of the first request in the same breath: no round trip of its own.
  const hello = ask('hello', { protocol: PROTOCOL_VERSION }, REQUEST_MS) as Promise<OperationOutput<'hello'>>;
  hello.catch(() => undefined);

  return {
    async request(op, input, options = {}) {
      const answer = ask(op, input, options.timeoutMs ?? REQUEST_MS);
      answer.catch(() => undefined);
      const app = await hello;
      if (app.protocol !== PROTOCOL_VERSION) throw new AppError('APP_CANNOT_START', { details: { field: 'protocol' } });
      return (await answer) as OperationOutput<typeof op>;
    },
    onLeaseEnded: (run) => {
      leaseEnded = run;
      // One that ended before anybody listened is not lost.
      endedLeases.splice(0).forEach(run);
    },
    close: () => socket.destroy(),
  };
}

function listen(socket: Socket, take: (line: string) => void, fail: (error: AppError) => void): void {
  const broken = (): void => {
    fail(new AppError('INTERNAL', { details: { field: 'app' } }));
  };
  const reader = createLineReader({
    maxBytes: MAX_ANSWER_BYTES,
    onLine: (line) => {
      try {
        take(line);
      } catch {
        broken();
        socket.destroy();
      }
    },
    onFault: () => {
      broken();
      socket.destroy();
    },
  });
  socket.on('data', (chunk: Uint8Array) => {
    reader.push(chunk);
  });
  socket.on('error', broken);
  socket.on('close', broken);
}

function errorOf(error: { code: AppError['code']; details?: AppError['details'] }): AppError {
  return new AppError(error.code, error.details === undefined ? {} : { details: error.details });
}
