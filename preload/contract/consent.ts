/** The treaty's part about who may be given a token: its policy, and what a person allowed for now. */
import { z } from 'zod';

const ms = z.number().int().nonnegative();

/** Who may have a token: any program; those that a person says yes to; those that are listed; none. */
export const POLICY_KINDS = ['allow', 'ask', 'listed', 'never'] as const;
/** deny: this request alone; always and never: written into the token's policy for that program. */
export const CONSENT_ANSWERS = ['once', 'tenMinutes', 'terminal', 'always', 'deny', 'never'] as const;

/** A program's file, absolute. */
export const programPath = z
  .string()
  .min(2)
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:\\)[^\p{Cc}]+$/u);

export const tokenPolicy = z.strictObject({
  kind: z.enum(POLICY_KINDS),
  /** Programs for which it is settled, whatever the kind says; `never` of the kind stands above them. */
  programs: z.array(z.strictObject({ path: programPath, isAllowed: z.boolean() })).max(200),
});

/** What a person allowed for a while: one program in one terminal. */
const approval = z.strictObject({
  id: z.string().max(64),
  program: z.string().nullable(),
  path: z.string().nullable(),
  terminal: z.string().nullable(),
  reach: z.enum(['tenMinutes', 'terminal']),
  sinceMs: ms,
  /** It ends then unless it is used before; null: with the terminal. */
  untilMs: ms.nullable(),
});

export const consentOfToken = z.strictObject({
  policy: tokenPolicy,
  approvals: z.array(approval).max(500),
  /** Programs that asked for it since dxkey started, the latest first. */
  asked: z.array(z.string().max(4096)).max(20),
  /** Those of them that do what a script says: a yes for always would be one to every script. */
  scripted: z.array(z.string().max(4096)).max(20),
});

/** Another number after each change of what stands for any token. */
export const consentChanges = z.strictObject({ changes: z.number().int().nonnegative() });

/** What is not named stays. */
export const policyChange = {
  kind: z.enum(POLICY_KINDS).nullable(),
  allow: z.array(programPath).max(50),
  deny: z.array(programPath).max(50),
  /** No longer settled. */
  forget: z.array(programPath).max(200),
};

export type PolicyKind = (typeof POLICY_KINDS)[number];
export type TokenPolicy = z.infer<typeof tokenPolicy>;
export type Approval = z.infer<typeof approval>;
export type ConsentOfToken = z.infer<typeof consentOfToken>;
export type ConsentChanges = z.infer<typeof consentChanges>;
export type ConsentAnswer = (typeof CONSENT_ANSWERS)[number];
