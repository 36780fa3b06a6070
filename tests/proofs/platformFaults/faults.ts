/** What the stand-in can do wrong, and the code that a person is to be told for it. */
import type { ErrorCode } from '../../../preload/contract/errors';
import type { FaultInput } from '../../fakes/standinProcess';

/** Clock time passes so many times faster than the wall's. */
export const SPEED = 10;
/** Past the adapter's 15 s an attempt, in the wall's time. */
const TOO_LATE_MS = 20_000 / SPEED;
const DAY_MS = 86_400_000;
export const LONG_WAIT_MS = 120_000;

export interface FaultKind {
  name: string;
  set(): Omit<FaultInput, 'route'>;
  /** Null: harmless, and must stay without consequence. */
  code: ErrorCode | null;
  /** Whether the request may have been carried out, as far as a client can tell. */
  isSettled: boolean;
  /** Whether the same idempotent call, tried again a moment later, is what a client does. */
  isRetried: boolean;
  /** The platform asked to wait longer than anybody should in silence. */
  isLongWait: boolean;
  /** Seen by the adapter as reaching nobody else's clock: slow by itself. */
  isSlow: boolean;
}

type Traits = Partial<Pick<FaultKind, 'isSettled' | 'isRetried' | 'isLongWait' | 'isSlow'>>;

const kind = (
  name: string,
  code: ErrorCode | null,
  set: Omit<FaultInput, 'route'> | (() => Omit<FaultInput, 'route'>),
  traits: Traits = {},
): FaultKind => ({
  name,
  code,
  set: typeof set === 'function' ? set : () => set,
  isSettled: code === null,
  isRetried: true,
  isLongWait: false,
  isSlow: false,
  ...traits,
});

const LONG: Traits = { isRetried: false, isLongWait: true };

function statuses(status: 500 | 503 | 429, code: ErrorCode): FaultKind[] {
  // A platform that limits the rate refuses before it does anything.
  const settled: Traits = status === 429 ? { isSettled: true } : {};
  const name = String(status);
  return [
    kind(name, code, { status }, settled),
    kind(`${name}, short wait`, code, { status, retryAfterS: 1 }, settled),
    kind(`${name}, long wait`, code, { status, retryAfterS: LONG_WAIT_MS / 1_000 }, { ...settled, ...LONG }),
    ...(status === 429 ? [] : [kind(`${name}, carried out`, code, { status, carriedOut: true })]),
  ];
}

/** `Retry-After` as a date of a server whose clock is a day ahead: the wait is what counts, not the day. */
function datedWait(): Omit<FaultInput, 'route'> {
  const until = new Date(Date.now() + DAY_MS + LONG_WAIT_MS).toUTCString();
  return { status: 503, dateOffsetMs: DAY_MS, headers: { 'Retry-After': until } };
}

export const FAULTS: readonly FaultKind[] = [
  ...statuses(500, 'PLATFORM_FAULT'),
  ...statuses(503, 'PLATFORM_BUSY'),
  ...statuses(429, 'PLATFORM_BUSY'),
  kind('too late', 'TIMED_OUT', { delayMs: TOO_LATE_MS }, { isSlow: true }),
  kind('too late, not carried out', 'TIMED_OUT', { delayMs: TOO_LATE_MS, carriedOut: false }, { isSlow: true }),
  kind('dropped before the body', 'OFFLINE', { drop: 'beforeBody' }),
  kind('dropped after the body', 'OFFLINE', { drop: 'afterBody' }),
  kind('dropped after the body, not carried out', 'OFFLINE', { drop: 'afterBody', carriedOut: false }),
  kind('cut off', 'MALFORMED_ANSWER', { cutOff: true }),
  kind('cut off, not carried out', 'MALFORMED_ANSWER', { cutOff: true, carriedOut: false }),
  kind('bad JSON', 'MALFORMED_ANSWER', { badJson: true }),
  kind('bad JSON, not carried out', 'MALFORMED_ANSWER', { badJson: true, carriedOut: false }),
  kind('wrong content type', 'MALFORMED_ANSWER', { contentType: 'text/html' }),
  kind("a gateway's page", 'PLATFORM_FAULT', { status: 502, contentType: 'text/html', rawBody: '<html>Bad gateway</html>' }),
  kind('a redirect', 'REDIRECT_REFUSED', { status: 307, headers: { Location: 'http://127.0.0.1:9/elsewhere' } }, { isRetried: false }),
  kind('a fast clock', null, { dateOffsetMs: 2 * DAY_MS }),
  kind('a slow clock', null, { dateOffsetMs: -2 * DAY_MS }),
  kind('a dated wait by a wrong clock', 'PLATFORM_BUSY', datedWait, LONG),
];
