import type { z } from 'zod';
import { AppError, isAppError } from '../../core/errors';
import type { Reached } from '../../core/errors';
import type { Clock, Log, PlatformInfo } from '../../core/ports';
import { type Answered, readAnswer } from './answer';
import { createClockOffsets } from './clockOffsets';
import type { Fetch, FetchInit } from './fetch';
import { networkError } from './networkErrors';

export interface TransportOptions {
  /** Keeps connections; may send a request again by itself when a kept one drops. */
  fetchKept: Fetch;
  /** A fresh connection for each request, so that it reaches the server once (SECURITY.md row 24). */
  fetchOnce: Fetch;
  clock: Clock;
  log: Log;
  userAgent?: string;
  limits?: Partial<Limits>;
}

export interface Limits {
  attemptMs: number;
  actionMs: number;
  retries: number;
  /** A `Retry-After` up to here is waited for; a longer one is shown. */
  longestWaitMs: number;
  firstPauseMs: number;
}

const LIMITS: Limits = { attemptMs: 15_000, actionMs: 60_000, retries: 2, longestWaitMs: 5_000, firstPauseMs: 250 };

/** What one method of the Platform port may take in all, its pages and retries together. */
export interface Action {
  untilMs: number;
}

export interface Call {
  platform: PlatformInfo;
  server: 'api' | 'auth';
  path: string;
  body: Readonly<Record<string, unknown>>;
  /** Null for a password sign-in alone. */
  bearer: string | null;
  /** Carries a password, a code or mints: sent once, whatever comes back. */
  isOnce?: boolean;
  /** Types of refusal that are an answer to the caller. */
  asAnswer?: readonly string[];
}

export interface Transport {
  begin(): Action;
  call(action: Action, call: Call): Promise<Answered>;
  /** The value of an answer, as `shape` wants it; MALFORMED_ANSWER where it is not. */
  read<T>(call: Call, answered: Answered, shape: z.ZodType<T>): T;
  /** `call`, then `read`. */
  ask<T>(action: Action, call: Call, shape: z.ZodType<T>): Promise<T>;
  /** How far the platform's clock is ahead of ours; null before an answer told. */
  clockOffsetMs(platform: PlatformInfo): number | null;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(host);
}

/** The one place that makes a URL: the account's own origin and a fixed path, nothing else. */
function urlOf(call: Call): string {
  let base: URL;
  try {
    base = new URL(call.server === 'api' ? call.platform.apiUrl : call.platform.authUrl);
  } catch (error) {
    throw new AppError('PLATFORM_NOT_ALLOWED', { cause: error });
  }
  // SECURITY: a bearer or a password in clear is for this computer's own stand-in alone.
  const isSafe = base.protocol === 'https:' || (base.protocol === 'http:' && isLoopback(base.hostname));
  if (!isSafe) throw new AppError('PLATFORM_NOT_ALLOWED');
  return `${base.origin}${call.path}`;
}

function headersOf(call: Call, userAgent: string): Record<string, string> {
  // SECURITY: a line break would end the header, and the network stack's own complaint would quote the token.
  if (call.bearer !== null && !/^[\x21-\x7e]+$/u.test(call.bearer)) throw new AppError('INVALID_INPUT', { details: { field: 'token' } });
  return {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'DNAnexus-API': '1.0.0',
    'User-Agent': userAgent,
    ...(call.bearer === null ? {} : { Authorization: `Bearer ${call.bearer}` }),
  };
}

/** Whether the same idempotent call could do better a moment later; a refused connection is told at once. */
function isWorthAnotherTry(error: AppError): boolean {
  if (error.code === 'OFFLINE') return error.reached !== 'no';
  return isAppError(error, 'TIMED_OUT', 'PLATFORM_FAULT', 'PLATFORM_BUSY', 'MALFORMED_ANSWER');
}

/** What an earlier attempt may have done stays true, whatever a later one says of itself. */
function withReached(error: AppError, earlier: Reached): AppError {
  if (earlier === 'no' || error.reached !== 'no') return error;
  return new AppError(error.code, {
    reached: earlier,
    cause: error.cause,
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}

/** JSON POSTs with deadlines, capped retries and errors of ours. It logs routes, codes and request ids, never a body. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const userAgent = options.userAgent ?? 'dxkey';

  const offsets = createClockOffsets();

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve);
    });

  const attempt = async (url: string, init: Omit<FetchInit, 'signal'>, call: Call, boundMs: number): Promise<Answered> => {
    const controller = new AbortController();
    let stop = (): void => undefined;
    // A fetch that does not heed its signal must not outlast the deadline either.
    const deadline = new Promise<never>((_, reject) => {
      stop = clock.after(boundMs, () => {
        reject(new AppError('TIMED_OUT', { reached: 'maybe' }));
        controller.abort();
      });
    });
    // SECURITY: what must reach the server once never goes over a kept connection.
    const fetch = call.isOnce === true ? options.fetchOnce : options.fetchKept;
    const sentMs = clock.now();
    const exchange = fetch(url, { ...init, signal: controller.signal })
      .catch((error: unknown) => {
        throw networkError(error);
      })
      .then((answer) => {
        offsets.learn(call.platform, answer, { sentMs, gotMs: clock.now() });
        return answer;
      })
      .then((answer) => readAnswer(answer, { nowMs: clock.now(), asAnswer: call.asAnswer ?? [] }));
    try {
      return await Promise.race([exchange, deadline]);
    } finally {
      stop();
    }
  };

  const call = async (action: Action, request: Call): Promise<Answered> => {
    const url = urlOf(request);
    const init: Omit<FetchInit, 'signal'> = {
      method: 'POST',
      headers: headersOf(request, userAgent),
      body: JSON.stringify(request.body),
      // SECURITY: row 24. Nothing of these requests is cached, sent on, or given cookies.
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      bypassCustomProtocolHandlers: true,
    };
    let reached: Reached = 'no';
    for (let tries = 0; ; tries += 1) {
      const leftMs = action.untilMs - clock.now();
      if (leftMs <= 0) throw new AppError('TIMED_OUT', { reached });
      try {
        return await attempt(url, init, request, Math.min(limits.attemptMs, leftMs));
      } catch (error) {
        const failure: AppError =
          error instanceof AppError ? withReached(error, reached) : new AppError('INTERNAL', { reached: 'maybe', cause: error });
        log.warn('platform.failed', { route: routeName(request), tries: tries + 1 }, failure);
        if (failure.reached !== 'no') reached = 'maybe';
        const pauseMs = failure.details?.retryAfterMs ?? limits.firstPauseMs * 3 ** tries;
        const mayRetry = request.isOnce !== true && tries < limits.retries && isWorthAnotherTry(failure);
        if (!mayRetry || pauseMs > limits.longestWaitMs || clock.now() + pauseMs >= action.untilMs) throw failure;
        await wait(pauseMs);
      }
    }
  };

  const read = <T>(request: Call, answered: Answered, shape: z.ZodType<T>): T => {
    if (answered.kind === 'refused') throw new AppError('PLATFORM_REFUSED', { reached: 'yes' });
    const parsed = shape.safeParse(answered.value);
    if (parsed.success) return parsed.data;
    // SECURITY: only where, never what: the value may be a token.
    log.warn('platform.malformed', { route: routeName(request), at: parsed.error.issues[0]?.path.join('.') ?? '' });
    const { requestId } = answered;
    throw new AppError('MALFORMED_ANSWER', { reached: 'maybe', ...(requestId === undefined ? {} : { details: { requestId } }) });
  };

  return {
    begin: () => ({ untilMs: clock.now() + limits.actionMs }),
    call,
    read,
    ask: async (action, request, shape) => read(request, await call(action, request), shape),
    clockOffsetMs: (platform) => offsets.of(platform),
  };
}

/** A path without its object id: whose account it was is nobody's business in a log. */
function routeName(call: Call): string {
  return call.path.replace(/^\/(user|project|job|org)-[^/]+/u, '/$1-xxxx');
}
