import { z } from 'zod';
import { AppError, isAppError } from '../../core/errors';
import { meaningOfType } from './errorTypes';
import type { FetchAnswer } from './fetch';
import { triesLeftOf } from './lockout';
import { networkError } from './networkErrors';

/** A list of a thousand tokens is half a megabyte; more than this is no answer of the platform. */
const LARGEST_BYTES = 8_000_000;
const LONGEST_REQUEST_ID = 200;

type ErrorOptions = NonNullable<ConstructorParameters<typeof AppError>[1]>;

/** What the platform answered: its value, or the type of a refusal that the caller wanted to see as an answer. */
export type Answered = { kind: 'value'; value: unknown; requestId: string | undefined } | { kind: 'refused'; type: string };

const refusal = z.object({ error: z.object({ type: z.string().min(1).max(200), details: z.unknown().optional() }) });

function requestIdOf(answer: FetchAnswer): string | undefined {
  const id = answer.headers
    .get('x-request-id')
    ?.replace(/[^\x20-\x7e]/gu, '')
    .slice(0, LONGEST_REQUEST_ID);
  return id === undefined || id === '' ? undefined : id;
}

/** `Retry-After` in milliseconds: whole seconds, or an HTTP date by the server's own clock where it says its time. */
export function retryAfterMsOf(answer: Pick<FetchAnswer, 'headers'>, nowMs: number): number | undefined {
  const text = answer.headers.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,8}$/u.test(text)) return Number(text) * 1_000;
  const untilMs = Date.parse(text);
  if (Number.isNaN(untilMs)) return undefined;
  const serverNowMs = Date.parse(answer.headers.get('date') ?? '');
  return Math.max(0, untilMs - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs));
}

/** The whole body in one piece, which is the caller's to wipe. */
async function bytesOf(answer: FetchAnswer): Promise<Buffer> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return Buffer.alloc(0);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      const whole = Buffer.concat(pieces);
      // SECURITY: a body may hold a fresh token, and bytes, unlike strings, can be wiped.
      for (const piece of pieces) piece.fill(0);
      return whole;
    }
    if (!(value instanceof Uint8Array)) continue;
    size += value.byteLength;
    if (size > LARGEST_BYTES) {
      await reader.cancel().catch(() => undefined);
      throw new AppError('MALFORMED_ANSWER', { reached: 'maybe' });
    }
    pieces.push(value);
  }
}

/** A body that broke off is a malformed answer, whatever the network calls it; only our own deadline is told as such. */
async function textOf(answer: FetchAnswer, common: ErrorOptions): Promise<string> {
  try {
    const bytes = await bytesOf(answer);
    const text = bytes.toString('utf8');
    bytes.fill(0);
    return text;
  } catch (error) {
    const isTimeOut = !isAppError(error) && isAppError(networkError(error), 'TIMED_OUT');
    throw new AppError(isTimeOut ? 'TIMED_OUT' : 'MALFORMED_ANSWER', { ...common, reached: 'maybe' });
  }
}

function parse(answer: FetchAnswer, text: string): { json: unknown } | null {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/iu.test(answer.headers.get('content-type') ?? '')) return null;
  try {
    return { json: JSON.parse(text) };
  } catch {
    // SECURITY: the SyntaxError is dropped, since it quotes the body, and the body may hold a fresh token.
    return null;
  }
}

/** An answer without a type of error: a gateway's page, a captive portal, half a body. Only here the status decides. */
function untyped(status: number, common: ErrorOptions): AppError {
  if (status === 429 || status === 503) return new AppError('PLATFORM_BUSY', { ...common, reached: status === 429 ? 'yes' : 'maybe' });
  return new AppError(status >= 500 ? 'PLATFORM_FAULT' : 'MALFORMED_ANSWER', { ...common, reached: 'maybe' });
}

/** Reads an answer to its end. Throws what it means where it is not the value; `asAnswer` names refusals that are none. */
export async function readAnswer(answer: FetchAnswer, options: { nowMs: number; asAnswer: readonly string[] }): Promise<Answered> {
  const requestId = requestIdOf(answer);
  const retryAfterMs = retryAfterMsOf(answer, options.nowMs);
  const details = { ...(requestId === undefined ? {} : { requestId }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const common: ErrorOptions = Object.keys(details).length === 0 ? {} : { details };
  // SECURITY: a redirect would carry a bearer or a password to another host.
  if (answer.status >= 300 && answer.status < 400) throw new AppError('REDIRECT_REFUSED', { ...common, reached: 'maybe' });
  // Only a proxy says 407, and it does so before it forwards anything.
  if (answer.status === 407) throw new AppError('PROXY_AUTH_REQUIRED', { ...common, reached: 'no' });

  const parsed = parse(answer, await textOf(answer, common));
  if (parsed === null) throw untyped(answer.status, common);
  const refused = refusal.safeParse(parsed.json);
  if (refused.success) {
    const { type } = refused.data.error;
    if (options.asAnswer.includes(type)) return { kind: 'refused', type };
    const triesLeft = triesLeftOf(refused.data.error.details);
    const told = triesLeft === undefined ? common : { details: { ...details, triesLeft } };
    throw new AppError(meaningOfType(type).code, { ...told, reached: meaningOfType(type).reached });
  }
  if (answer.status >= 400) throw untyped(answer.status, common);
  return { kind: 'value', value: parsed.json, requestId };
}
