import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerControl } from './control';
import type { Control } from './control';
import { createFaultBook, errorOf, isCarriedOut } from './faults';
import type { Fault } from './faults';
import { bodyKind, createLedger } from './ledger';
import type { Platform } from './platform';
import { PlatformError } from './platformError';
import type { Call } from './routes/call';
import { routeOf } from './routes/table';

/** The one address: a stand-in that others could reach would take real passwords by mistake. */
const ADDRESS = '127.0.0.1';
const LONGEST_BODY = 1_000_000;
const CONTROL = '/control/';

export interface Standin {
  url: string;
  stop(): Promise<void>;
}

interface Reply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Serves `platform` on the loopback address; port 0 picks a free one. */
export async function serve(options: { platform: Platform; port: number; hasFaults: boolean }): Promise<Standin> {
  const control: Control = { platform: options.platform, faults: createFaultBook(), ledger: createLedger() };
  const server = createServer((request, response) => {
    handle(control, options.hasFaults, request, response).catch(() => {
      // The client went away in the middle, or a fault ended the connection: nobody is left to answer.
      response.destroy();
    });
  });
  const port = await listen(server, options.port);
  return {
    url: `http://${ADDRESS}:${String(port)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ADDRESS, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function handle(control: Control, hasFaults: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (hasFaults && path.startsWith(CONTROL)) {
    const { call } = await readCall(control, '', request);
    send(control, response, await replyOf(() => answerControl(control, path.slice(CONTROL.length), call)), null);
    return;
  }
  const route = routeOf(path);
  control.ledger.arrive(route.template);
  if (control.faults.takeBeforeBody(route.template)) {
    control.ledger.carried(route.template, 'unread');
    request.socket.destroy();
    return;
  }
  const { call, problem } = await readCall(control, route.objectId, request);
  const kind = bodyKind(route.template, problem ? null : call.body);
  control.ledger.carried(route.template, kind);
  const fault = control.faults.take(route.template, kind);
  const answer = (): unknown => {
    if (request.method !== 'POST' || !route.handler) throw new PlatformError('ResourceNotFound', `No such API method: ${path}`);
    if (problem) throw problem;
    return route.handler(call);
  };
  const reply = isCarriedOut(fault) ? await replyOf(answer) : { status: 200, body: '{}', headers: {} };
  // After the effect: a client that gives up in the meantime cannot know that it took place.
  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  send(control, response, fault ? spoilt(reply, fault) : reply, fault);
}

async function readCall(
  control: Control,
  objectId: string,
  request: IncomingMessage,
): Promise<{ call: Call; problem: PlatformError | null }> {
  const call: Call = { platform: control.platform, authorization: request.headers.authorization, body: {}, objectId };
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LONGEST_BODY) chunks.push(chunk);
  }
  if (length > LONGEST_BODY) return { call, problem: new PlatformError('InvalidInput', 'The body is too long') };
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return { call: { ...call, body: body as Record<string, unknown> }, problem: null };
    }
  } catch {
    // Not JSON: said below.
  }
  return { call, problem: new PlatformError('MalformedJSON', 'The body was expected to be a JSON object') };
}

async function replyOf(answer: () => unknown): Promise<Reply> {
  try {
    return { status: 200, body: JSON.stringify(await answer()), headers: {} };
  } catch (error) {
    if (error instanceof PlatformError) return errorReply(error);
    // Our own fault; its text may quote a request, so it is not printed.
    return errorReply(new PlatformError('InternalError', 'The stand-in failed'));
  }
}

function errorReply(error: PlatformError): Reply {
  const details = error.details === null ? {} : { details: error.details };
  const body = JSON.stringify({ error: { type: error.type, message: error.message, ...details } });
  return { status: error.status, body, headers: error.headers };
}

function spoilt(reply: Reply, fault: Fault): Reply {
  const refusal = fault.status !== undefined && fault.status >= 400 ? errorReply(errorOf(fault, fault.status)) : null;
  const body = fault.rawBody ?? (fault.badJson === true ? '{"results": [{"id": ' : (refusal ?? reply).body);
  const retryAfter = fault.retryAfterS === undefined ? {} : { 'Retry-After': String(fault.retryAfterS) };
  return { status: fault.status ?? reply.status, body, headers: { ...reply.headers, ...retryAfter, ...fault.headers } };
}

function send(control: Control, response: ServerResponse, reply: Reply, fault: Fault | null): void {
  if (fault?.drop === 'afterBody') {
    response.destroy();
    return;
  }
  const body = Buffer.from(reply.body);
  const nowMs = control.platform.clock.now();
  response.writeHead(reply.status, {
    'Content-Type': fault?.contentType ?? 'application/json',
    'Content-Length': body.length,
    Date: new Date(nowMs + (fault?.dateOffsetMs ?? 0)).toUTCString(),
    'x-request-id': `${String(nowMs)}-${String(randomInt(1_000_000))}`,
    ...reply.headers,
  });
  if (fault?.cutOff === true) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      response.destroy();
    });
    return;
  }
  response.end(body);
}
