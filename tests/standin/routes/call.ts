import type { z } from 'zod';
import type { Platform } from '../platform';
import { PlatformError } from '../platformError';
import { authenticate } from '../tokens';
import type { Caller } from '../tokens';

/** One request, its body already parsed. */
export interface Call {
  platform: Platform;
  authorization: string | undefined;
  body: Record<string, unknown>;
  /** The id in the path of `/project-xxxx/describe` and its like; empty for a system route. */
  objectId: string;
}

export type Answer = Record<string, unknown>;
export type Handler = (call: Call) => Answer | Promise<Answer>;

export function callerOf(call: Call): Caller {
  return authenticate(call.platform, call.authorization);
}

/** The body as `shape` wants it, or InvalidInput that names the member. Unknown members are let through: dx sends some. */
export function input<Shape extends z.ZodType>(call: Call, shape: Shape): z.infer<Shape> {
  const result = shape.safeParse(call.body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new PlatformError('InvalidInput', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`);
}

/** The members that `describe: {fields: {...}}` asks for; everything for `true` or nothing. */
export function pickFields(description: Answer, describe: unknown): Answer {
  const fields = typeof describe === 'object' && describe !== null && 'fields' in describe ? describe.fields : undefined;
  if (typeof fields !== 'object' || fields === null) return description;
  const wanted = new Set(Object.entries(fields).flatMap(([name, isWanted]) => (isWanted === true ? [name] : [])));
  return Object.fromEntries(Object.entries(description).filter(([name]) => name === 'id' || wanted.has(name)));
}
