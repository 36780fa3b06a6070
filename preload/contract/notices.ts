/** Notices: what a person should hear of, wherever they are. Never a secret. */
import { z } from 'zod';

const ms = z.number().int().nonnegative();

/**
 * tokenExpiring: a token's end is near; firstUse: a program was given a token for the first time; revokedElsewhere: the platform no
 * longer knows a token that nobody revoked here; sessionEnding: a session is about to end.
 */
export const NOTICE_KINDS = ['tokenExpiring', 'firstUse', 'revokedElsewhere', 'sessionEnding'] as const;

export const notice = z.strictObject({
  id: z.string().max(100),
  kind: z.enum(NOTICE_KINDS),
  accountId: z.string().max(300),
  token: z
    .strictObject({
      signature: z.string().regex(/^[0-9a-f]{64}$/),
      label: z.string().max(400).nullable(),
      last4: z.string().max(4).nullable(),
    })
    .nullable(),
  /** Of a first use, as the system names it. */
  program: z.string().max(300).nullable(),
  atMs: ms,
  /** When what it warns of happens. */
  untilMs: ms.nullable(),
});
/** What has been told and not yet put aside, the newest first. `pressedId`: pressed on the desktop, so its action is to be shown. */
export const noticesState = z.strictObject({ open: z.array(notice).max(50), pressedId: z.string().max(100).nullable() });

/** One row of the settings each. */
export const noticeSettings = {
  noticeExpiring: z.boolean(),
  noticeFirstUse: z.boolean(),
  noticeRevokedElsewhere: z.boolean(),
  noticeSessionEnding: z.boolean(),
  /** Minutes after midnight, this computer's time, past midnight where `from` is the later one; null: none. */
  quietHours: z
    .strictObject({ fromMin: z.number().int().min(0).max(1439), toMin: z.number().int().min(0).max(1439) })
    .refine(({ fromMin, toMin }) => fromMin !== toMin)
    .nullable(),
};

export type NoticeKind = (typeof NOTICE_KINDS)[number];
export type Notice = z.infer<typeof notice>;
export type NoticesState = z.infer<typeof noticesState>;
