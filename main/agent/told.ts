/** What the agent tells, read by the command without zod: so much of its shape that no answer can leave a call unheard. */
import { ERROR_CODES } from '../../preload/contract/errors';
import type { Answer, ErrorAnswer, ErrorCode } from '../../preload/contract/errors';
import type { LeaseEndedEvent } from './protocol';

export type Told = ({ kind: 'answer'; id: number } & Answer<object>) | ({ kind: 'event' } & LeaseEndedEvent) | { kind: 'nothing' };

/** `nothing`: a line that answers no call of ours, or an event that we do not know. Throws on what is no line of our app. */
export function readTold(line: string): Told {
  const told: unknown = JSON.parse(line);
  if (!isObject(told)) throw new TypeError('no object');
  const { event, leaseId, id, ok, value, error } = told;
  if (event !== undefined) {
    return event === 'leaseEnded' && typeof leaseId === 'string' ? { kind: 'event', event, leaseId } : { kind: 'nothing' };
  }
  // What the app says of a request that it could not read, whose number it does not know.
  if (typeof id !== 'number') return { kind: 'nothing' };
  if (ok === true && isObject(value)) return { kind: 'answer', id, ok, value };
  if (ok === false && isObject(error) && typeof error.code === 'string') return { kind: 'answer', id, ok, error: errorOf(error) };
  throw new TypeError('no answer');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A code that we have no words for is our fault, whosever it is. */
function errorOf({ code, details }: Record<string, unknown>): ErrorAnswer {
  if (!isCode(code)) return { code: 'INTERNAL' };
  return isObject(details) ? { code, details } : { code };
}

function isCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}
