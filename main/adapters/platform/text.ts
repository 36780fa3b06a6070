import type { z } from 'zod';
import { AppError } from '../../core/errors';

/** Text to show: without control characters, which a terminal would act on. */
export function shown(raw: unknown): string | null {
  if (typeof raw !== 'string') return null;
  const text = raw.replace(/\p{Cc}/gu, ' ').trim();
  return text === '' ? null : text;
}

/** An id that goes into a path; anything else would name another route. */
export function inPath(shape: z.ZodType<string>, id: string, field: string): string {
  const parsed = shape.safeParse(id);
  if (!parsed.success) throw new AppError('INVALID_INPUT', { details: { field } });
  return parsed.data;
}
