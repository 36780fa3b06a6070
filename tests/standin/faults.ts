import { z } from 'zod';
import { BODY_KINDS } from './ledger';
import type { BodyKind } from './ledger';
import { PlatformError, isErrorType, typeForStatus } from './platformError';
import { ROUTE_TEMPLATES } from './routes/table';

/** One thing to go wrong. Several parts may be set together (a delay and a status); at least one must be. */
export const faultShape = z
  .strictObject({
    /** A route's template, or `*` for every route. */
    route: z.string().refine((route) => route === '*' || ROUTE_TEMPLATES.includes(route), 'no such route template'),
    /** Only requests that carry this. */
    body: z.enum(BODY_KINDS).optional(),
    times: z.union([z.number().int().positive(), z.literal('always')]).default(1),
    /** Lets so many pass first. */
    skip: z.number().int().nonnegative().default(0),
    /** Whether the request takes effect all the same; false by default with `status`, true with the others. */
    carriedOut: z.boolean().optional(),
    delayMs: z.number().int().nonnegative().max(600_000).optional(),
    /** `beforeBody`: nothing was read, nothing happened. `afterBody`: it was read, and carried out unless said otherwise. */
    drop: z.enum(['beforeBody', 'afterBody']).optional(),
    status: z.number().int().min(200).max(599).optional(),
    errorType: z.string().refine(isErrorType, 'no such error type').optional(),
    /** Whole seconds, sent as `Retry-After`. */
    retryAfterS: z.number().int().nonnegative().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    /** Half of the promised body, then the end. */
    cutOff: z.boolean().optional(),
    /** JSON that breaks off, with a true length. */
    badJson: z.boolean().optional(),
    /** Sent as it stands instead of the answer's body. */
    rawBody: z.string().optional(),
    contentType: z.string().optional(),
    /** Added to the `Date` header. */
    dateOffsetMs: z.number().int().optional(),
  })
  .refine((fault) => fault.drop !== 'beforeBody' || fault.body === undefined, 'a body that is not read cannot be told apart');

export type Fault = z.infer<typeof faultShape>;
export type FaultInput = z.input<typeof faultShape>;

export interface FaultBook {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for a request whose body was not read yet; uses one up. */
  takeBeforeBody(route: string): Fault | null;
  take(route: string, kind: BodyKind): Fault | null;
  /** How many are still to come. */
  left(): number;
}

export function createFaultBook(): FaultBook {
  let waiting: { fault: Fault; skip: number; left: number }[] = [];
  const use = (isMeant: (fault: Fault) => boolean): Fault | null => {
    const meant = waiting.filter((entry) => isMeant(entry.fault));
    const ready = meant.find((entry) => entry.skip === 0);
    for (const entry of meant) entry.skip = Math.max(0, entry.skip - 1);
    if (!ready) return null;
    ready.left -= 1;
    waiting = waiting.filter((entry) => entry.left > 0);
    return ready.fault;
  };
  const isFor = (fault: Fault, route: string) => fault.route === '*' || fault.route === route;
  return {
    add: (fault) => {
      waiting.push({ fault, skip: fault.skip, left: fault.times === 'always' ? Infinity : fault.times });
    },
    clear: () => {
      waiting = [];
    },
    takeBeforeBody: (route) => use((fault) => fault.drop === 'beforeBody' && isFor(fault, route)),
    take: (route, kind) =>
      use((fault) => fault.drop !== 'beforeBody' && isFor(fault, route) && (fault.body === undefined || fault.body === kind)),
    left: () => waiting.length,
  };
}

export function isCarriedOut(fault: Fault | null): boolean {
  return fault?.carriedOut ?? fault?.status === undefined;
}

/** The refusal that a `status` fault answers with in place of the true answer. */
export function errorOf(fault: Fault, status: number): PlatformError {
  const type = fault.errorType ?? typeForStatus(status);
  const text =
    type === 'ServiceUnavailable' ? 'Some resource was temporarily unavailable; please try again later' : 'A fault set by a test';
  return new PlatformError(isErrorType(type) ? type : 'InternalError', text);
}
