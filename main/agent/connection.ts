import type { Socket } from 'node:net';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { errorAnswer } from '../../preload/contract/contract';
import { AppError, toErrorAnswer } from '../core/errors';
import type { Log } from '../core/ports';
import { operations as schemas, PROTOCOL_VERSION, request as requestSchema } from './messages';
import type { OperationName } from './messages';
import type { Caller, Operations } from './operations';
import { createLineReader, MAX_REQUEST_BYTES } from './protocol';

/** More than any command has under way; the rest is told to come back. */
const MAX_IN_FLIGHT = 8;
/** A peer that does not read its answers is dropped before they fill main's memory. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** From connecting to a whole `hello`, and from the first byte of a request to its last. */
const MAX_REQUEST_MS = 10_000;

export interface Connection {
  /** Tells the command that a lease it holds was ended in the app. */
  sendLeaseEnded(leaseId: string): void;
  close(): void;
}

/** Serves one peer that has been let in: lines in, validated both ways, answers out, errors by code only. */
export function serveConnection(parts: {
  socket: Socket;
  operations: Operations;
  caller: Caller;
  log: Log;
  /** Called when this peer has not read all that it was told. */
  onUnread: () => void;
}): Connection {
  const { socket, log } = parts;
  let inFlight = 0;
  let isForeignProtocol = false;

  const send = (message: unknown): void => {
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify(message)}\n`);
    if (socket.writableLength > MAX_UNREAD_BYTES) {
      log.warn('agent.slowReader');
      socket.destroy();
    } else if (socket.writableLength > 0) parts.onUnread();
  };

  const answer = async (line: string): Promise<void> => {
    const asked = readRequest(line);
    if (asked === null) {
      send({ id: null, ok: false, error: { code: 'INVALID_INPUT' } satisfies ErrorAnswer });
      return;
    }
    const { id, op, input, account = null } = asked;
    const protocol = op === 'hello' ? protocolOf(input) : null;
    if (protocol !== null) {
      clearTimeout(untilHello);
      isForeignProtocol = protocol !== PROTOCOL_VERSION;
    }
    // A command of another protocol learns ours from `hello`; nothing else of it may be misread.
    if ((isForeignProtocol && op !== 'hello') || inFlight >= MAX_IN_FLIGHT) {
      send({ id, ok: false, error: { code: 'REFUSED' } satisfies ErrorAnswer });
      return;
    }
    inFlight += 1;
    try {
      send({ id, ok: true, value: await perform(op, input, { ...parts, caller: { ...parts.caller, account } }) });
    } catch (error) {
      if (!(error instanceof AppError)) log.warn('agent.fault', { op: isOperation(op) ? op : 'unknown' }, error);
      send({ id, ok: false, error: strictError(error) });
    } finally {
      inFlight -= 1;
    }
  };

  // SECURITY: who does not say what our command says first keeps no place that a command may need.
  const untilHello = setTimeout(() => socket.destroy(), MAX_REQUEST_MS);
  const stopWatch = watchRequests(socket, (line) => void answer(line));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(untilHello);
    stopWatch();
  });
  return {
    sendLeaseEnded: (leaseId) => {
      send({ event: 'leaseEnded', leaseId });
    },
    close: () => socket.destroy(),
  };
}

/** Feeds whole lines on; ends a peer that sends half a one for too long, one too long, or what is not text. */
function watchRequests(socket: Socket, onLine: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const reader = createLineReader({
    maxBytes: MAX_REQUEST_BYTES,
    onLine: (line) => {
      stop();
      onLine(line);
    },
    onFault: () => {
      stop();
      // Out of step for good: one answer, then the end.
      socket.end(`${JSON.stringify({ id: null, ok: false, error: { code: 'INVALID_INPUT' } })}\n`);
      socket.destroySoon();
      // SECURITY: nor is it waited for that this peer reads what it has not read so far.
      timer = setTimeout(() => socket.destroy(), MAX_REQUEST_MS);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    reader.push(chunk);
    // SECURITY: from the first byte of the line: another byte now and then buys no more time.
    if (reader.hasPartialLine()) timer ??= setTimeout(() => socket.destroy(), MAX_REQUEST_MS);
  });
  return stop;
}

type Parts = Parameters<typeof serveConnection>[0];

async function perform(op: string, input: unknown, parts: Parts): Promise<unknown> {
  if (!isOperation(op)) throw new AppError('INVALID_INPUT');
  // SECURITY: nothing that the schema does not name reaches core.
  const given = schemas[op].input.safeParse(input);
  if (!given.success) throw invalidInput(given.error.issues);
  // The schema of this very operation has just said that the input is of its type, which the compiler cannot follow.
  const operate = parts.operations[op] as (input: unknown, caller: Caller) => unknown;
  const value = await operate(given.data, parts.caller);
  // SECURITY: nothing that the schema does not name leaves main, so that a secret cannot ride along by mistake.
  const told = schemas[op].output.safeParse(value);
  if (told.success) return told.data;
  const at = told.error.issues.map((issue) => issue.path.join('.')).join(' ');
  parts.log.warn('agent.outputRefused', { op, at: at.slice(0, 200) });
  throw new AppError('INTERNAL');
}

/** Only the first step of the path: it is a name of our schema, what follows may be what the caller wrote. */
function invalidInput(issues: readonly { path: readonly PropertyKey[] }[]): AppError {
  const field = issues[0]?.path[0];
  return new AppError('INVALID_INPUT', typeof field === 'string' ? { details: { field: field.slice(0, 60) } } : {});
}

function readRequest(line: string): { id: number; op: string; input?: unknown; account?: string | undefined } | null {
  try {
    const parsed = requestSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function protocolOf(input: unknown): number | null {
  const parsed = schemas.hello.input.safeParse(input);
  return parsed.success ? parsed.data.protocol : null;
}

/** An error whose details are not those of the treaty crosses as its code alone. */
function strictError(error: unknown): ErrorAnswer {
  const told = errorAnswer.safeParse(toErrorAnswer(error));
  return told.success ? told.data : { code: error instanceof AppError ? error.code : 'INTERNAL' };
}

function isOperation(op: string): op is OperationName {
  // SECURITY: `constructor` and its like are no operations.
  return Object.hasOwn(schemas, op);
}
