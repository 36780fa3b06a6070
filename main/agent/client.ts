/** The command's end of the agent: connect, ask, hear. No zod; it trusts the shape of what the socket's owner, checked first, answers. */
import { lstatSync } from 'node:fs';
import { AppError } from '../core/errors';
import type { SocketLocation } from './location';
import type { OperationInput, OperationName, OperationOutput } from './messages';
import { createLineReader, MAX_ANSWER_BYTES, PROTOCOL_VERSION } from './protocol';
import { readTold } from './told';
import { openWire } from './wire';
import type { Wire, WireEnd } from './wire';

/** A sign-in may take the platform's full minute (60 s an action). */
const REQUEST_MS = 75_000;
const CONNECT_MS = 2000;

/** What a person typed or pasted goes along with these. */
const CARRYING_SECRETS: readonly OperationName[] = ['signIn', 'submitCode', 'inspectToken', 'importToken'];

export interface AgentClient {
  /** Rejects with the agent's code; APP_CANNOT_START (field `protocol`) where app and command are of different versions. */
  request<O extends OperationName>(
    op: O,
    input: OperationInput<O>,
    options?: { timeoutMs?: number; account?: string },
  ): Promise<OperationOutput<O>>;
  /** Calls `run` when the app ends a lease that this connection holds. */
  onLeaseEnded(run: (leaseId: string) => void): void;
  /** Calls `run` when the app ends the connection, or is gone; not after `close`. */
  onGone(run: () => void): void;
  close(): void;
}

/** Null where no app listens there. REFUSED (field `socket`) where the place belongs to another user. */
export async function connectAgent(location: SocketLocation): Promise<AgentClient | null> {
  if (!isPlaceOurs(location)) return null;
  const calls = createCalls();
  const wire = await openWire(location.path, calls.end, CONNECT_MS);
  return wire === null ? null : createClient(wire, calls);
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

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  timer: NodeJS.Timeout;
}

interface Calls {
  end: WireEnd;
  /** Rejects with what `ended` says where the connection is over. */
  ask(wire: Wire, asked: { op: OperationName; input: unknown; account?: string | undefined }, timeoutMs: number): Promise<unknown>;
  onLeaseEnded(run: (leaseId: string) => void): void;
  onGone(run: () => void): void;
}

/** What has been asked and not answered yet. */
function createCalls(): Calls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: AppError | null = null;
  let used: Wire | null = null;
  const endedLeases: string[] = [];
  let leaseEnded: (leaseId: string) => void = (leaseId) => endedLeases.push(leaseId);

  let gone: () => void = () => undefined;

  const fail = (): void => {
    const isFirst = ended === null;
    ended ??= new AppError('INTERNAL', { details: { field: 'app' } });
    for (const one of waiting.values()) {
      clearTimeout(one.timer);
      one.reject(ended);
    }
    waiting.clear();
    if (isFirst) gone();
  };
  const take = (line: string): void => {
    // SECURITY: read whole before the call is struck off: what is no answer of our app ends the connection, and with it the call.
    const told = readTold(line);
    if (told.kind === 'event') leaseEnded(told.leaseId);
    const one = told.kind === 'answer' ? waiting.get(told.id) : undefined;
    if (told.kind !== 'answer' || one === undefined) return;
    waiting.delete(told.id);
    clearTimeout(one.timer);
    if (told.ok) one.resolve(told.value);
    else one.reject(errorOf(told.error));
  };
  const broken = (): void => {
    fail();
    used?.close();
  };
  const reader = createLineReader({
    maxBytes: MAX_ANSWER_BYTES,
    onLine: (line) => {
      try {
        take(line);
      } catch {
        broken();
      }
    },
    onFault: broken,
  });

  return {
    end: { onData: reader.push, onEnd: fail },
    ask: (wire, asked, timeoutMs) =>
      new Promise((resolve, reject) => {
        if (ended !== null) {
          reject(ended);
          return;
        }
        used = wire;
        const id = ++lastId;
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new AppError('TIMED_OUT', { details: { field: 'app' } }));
        }, timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        wire.write(`${JSON.stringify({ id, ...asked })}\n`);
      }),
    onLeaseEnded: (run) => {
      leaseEnded = run;
      // One that ended before anybody listened is not lost.
      endedLeases.splice(0).forEach(run);
    },
    onGone: (run) => {
      gone = run;
      if (ended !== null) run();
    },
  };
}

function createClient(wire: Wire, calls: Calls): AgentClient {
  // Sent ahead of the first request in the same breath: no round trip of its own.
  const hello = calls.ask(wire, { op: 'hello', input: { protocol: PROTOCOL_VERSION } }, REQUEST_MS) as Promise<OperationOutput<'hello'>>;
  hello.catch(() => undefined);

  return {
    async request(op, input, options = {}) {
      const ask = () => calls.ask(wire, { op, input, account: options.account }, options.timeoutMs ?? REQUEST_MS);
      // SECURITY: a secret is told only once the other end has spoken as our app does; what carries none saves the round trip.
      const answer = CARRYING_SECRETS.includes(op) ? null : ask();
      answer?.catch(() => undefined);
      const app = await hello;
      if (app.protocol !== PROTOCOL_VERSION) throw new AppError('APP_CANNOT_START', { details: { field: 'protocol' } });
      return (await (answer ?? ask())) as OperationOutput<typeof op>;
    },
    onLeaseEnded: calls.onLeaseEnded,
    onGone: calls.onGone,
    close: () => {
      calls.onGone(() => undefined);
      wire.close();
    },
  };
}

function errorOf(error: { code: AppError['code']; details?: AppError['details'] }): AppError {
  return new AppError(error.code, error.details === undefined ? {} : { details: error.details });
}
