/** The panic's part of the treaty: counts and times alone, so that it may be told while the app is locked. */
import { z } from 'zod';
import { ERROR_CODES } from './errors';

const ms = z.number().int().nonnegative();
const count = z.number().int().nonnegative();

/** held: what this computer holds; listed: everything that the platform lists for the accounts of this computer. */
export const panicScope = z.enum(['held', 'listed']);

export const panicState = z.strictObject({
  /** The tray asks: the window shows the choice. */
  isAsked: z.boolean(),
  /** Not null: dxkey is frozen, nothing is handed out. */
  current: z
    .strictObject({
      scope: panicScope,
      sinceMs: ms,
      /** Nothing has reached a platform yet: all of it can be taken back. */
      canUndo: z.boolean(),
      isUndoing: z.boolean(),
      isWorking: z.boolean(),
      total: count,
      ended: count,
      nextTryMs: ms.nullable(),
      /** Why it is not over. */
      problem: z.enum(ERROR_CODES).nullable(),
    })
    .nullable(),
  /** What the last one came to, until it was read. */
  last: z
    .strictObject({
      scope: panicScope,
      atMs: ms,
      wasUndone: z.boolean(),
      revoked: count,
      waiting: count,
      needsSignIn: count,
      refused: count,
      othersMayExist: z.boolean(),
    })
    .nullable(),
});

/** What each choice would end. Null: no account's list could be read. */
export const panicPreview = z.strictObject({
  accountCount: count,
  heldCount: count,
  listedCount: count.nullable(),
  sessionCount: count,
  leaseCount: count,
  /** An account that is signed out, or whose list is refused, is not counted. */
  isListWhole: z.boolean(),
  running: z.strictObject({ isKnown: z.boolean(), count, isAtLeast: z.boolean() }),
});

export type PanicState = z.infer<typeof panicState>;
export type PanicPreview = z.infer<typeof panicPreview>;
export type PanicScope = z.infer<typeof panicScope>;
