/** Every POST that the real dx was recorded to send gets an answer of the right kind: type, status, shape. */
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startStandin } from '../../fakes/standinProcess';
import type { FaultInput, SeedInput, StandinProcess } from '../../fakes/standinProcess';
import recording from '../../standin/wire/requests.json';
import seed from '../../standin/wire/seed.json';

interface Exchange {
  step: string;
  path: string;
  headers: Record<string, string | undefined>;
  body: Record<string, unknown>;
  answer: { status: number; body: Record<string, unknown> };
  fault?: { status: number; retryAfterS: number };
}
interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const EXPIRED = 'E'.repeat(32);
const exchanges = recording.exchanges as Exchange[];

let standin: StandinProcess;
/** What the braces of the recording stand for now. */
const known = { session: '', apiToken: '', apiTokenStep: '' };

beforeAll(async () => {
  standin = await startStandin({ seed: seed as SeedInput });
  await standin.control.mint({ username: 'amy', secret: EXPIRED, expiresInMs: -1 });
});
afterAll(() => standin.stop());

test('the recording is whole: 77 requests, none of them a CONNECT, none with a token of the recording', () => {
  expect(exchanges).toHaveLength(77);
  expect(exchanges.every((exchange) => exchange.path.startsWith('/'))).toBe(true);
  expect(JSON.stringify(recording)).not.toMatch(/"access_token": ?"(?!\{)/);
});

for (const [index, exchange] of exchanges.entries()) {
  test(`${String(index + 1)}. ${exchange.step}: POST ${exchange.path} -> ${String(exchange.answer.status)}`, async () => {
    const body = await filled(exchange);
    if (exchange.fault) await standin.control.fault(faultOf(exchange));
    const reply = await send(exchange, body);
    expect(reply.status).toBe(exchange.answer.status);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.headers['x-request-id']).toMatch(/^\d+-\d+$/);
    if (exchange.fault) expect(reply.headers['retry-after']).toBe(String(exchange.fault.retryAfterS));
    expectError(reply.body, exchange.answer.body);
    expectShape(reply.body, exchange.answer.body, 'answer');
    if (typeof reply.body.access_token === 'string') rememberSession(reply.body.access_token, String(reply.body.token_signature));
  });
}

function faultOf(exchange: Exchange): FaultInput {
  const fault: FaultInput = { route: exchange.path };
  return { ...fault, ...exchange.fault };
}

/** The body with its braces filled in; a step that uses an API token gets one of its own, since some steps destroy it. */
async function filled(exchange: Exchange): Promise<Record<string, unknown>> {
  if (known.apiTokenStep !== exchange.step) {
    known.apiToken = (await standin.control.mint({ username: 'amy', label: exchange.step })).secret;
    known.apiTokenStep = exchange.step;
  }
  const code = exchange.body.otp === '{code}' ? await standin.control.code('amy') : '';
  const entries = Object.entries(exchange.body).map(([name, value]): [string, unknown] => {
    const inMs = typeof value === 'string' ? /^\{in (\d+) ms\}$/.exec(value)?.[1] : undefined;
    if (inMs !== undefined) return [name, Date.now() + Number(inMs)];
    if (value === '{code}') return [name, code];
    if (value === '{sessionSignature}') return [name, signatureOf(known.session)];
    if (value === '{apiTokenSignature}') return [name, signatureOf(known.apiToken)];
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function send(exchange: Exchange, body: Record<string, unknown>): Promise<Reply> {
  const authorization = exchange.headers.Authorization?.replace('{session}', known.session)
    .replace('{apiToken}', known.apiToken)
    .replace('{expiredToken}', EXPIRED);
  const headers = { ...exchange.headers, ...(authorization === undefined ? {} : { Authorization: authorization }) };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(exchange.path, standin.url), { method: 'POST', agent: false, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

function rememberSession(secret: string, signature: string): void {
  expect(signature).toBe(signatureOf(secret));
  known.session = secret;
}

function signatureOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function expectError(actual: Record<string, unknown>, recorded: Record<string, unknown>): void {
  const typeOf = (body: Record<string, unknown>) => (body.error as { type?: unknown } | undefined)?.type;
  expect(typeOf(actual)).toBe(typeOf(recorded));
}

/** Everything that was recorded is there and of the same type; more may be there. */
function expectShape(actual: unknown, recorded: unknown, where: string): void {
  expect(kindOf(actual), where).toBe(kindOf(recorded));
  if (Array.isArray(recorded)) {
    const items = actual as unknown[];
    if (recorded.length > 0) expect(items.length, `${where} has items`).toBeGreaterThan(0);
    for (const item of items) expectShape(item, recorded[0] ?? item, `${where}[]`);
  } else if (typeof recorded === 'object' && recorded !== null) {
    for (const [name, value] of Object.entries(recorded)) expectShape((actual as Record<string, unknown>)[name], value, `${where}.${name}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
