/**
 * INVENTED, every route of this file: DNAnexus offers two-factor authentication in the browser alone (PROTOCOL.md), and answers
 * ResourceNotFound here. The stand-in's side is tests/standin/invented/twoFactor.ts. Should the platform ever have such routes,
 * this file and its errors change, and nothing else.
 */
import { z } from 'zod';
import type { FactorTruth, PlatformInfo, TwoFactorRoutes } from '../../core/ports';
import type { Transport } from './transport';

const id = z.string().min(1).max(200);
const time = z.number().int().nonnegative();
const backupCode = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/u);
const backupCodes = z.array(backupCode).min(1).max(50);
const secret = z
  .string()
  .min(8)
  .max(256)
  .regex(/^[A-Z2-7]+$/u);

const description = z.object({
  state: z.enum(['on', 'off']),
  mandatoryFor: id.nullable().catch(null),
  keySet: id.nullable().catch(null),
  codeSet: id.nullable().catch(null),
  enabled: time.nullable().catch(null),
  codesMade: time.nullable().catch(null),
  codesLeft: z.number().int().nonnegative().max(1_000).nullable().catch(null),
});

function toTruth(answer: z.infer<typeof description>): FactorTruth {
  const { state, mandatoryFor, keySet, codeSet, codesLeft } = answer;
  return { isOn: state === 'on', mandatoryFor, keySet, codeSet, codesLeft, enabledMs: answer.enabled, codesMadeMs: answer.codesMade };
}

const begun = z.object({
  enrolment: id,
  secret,
  otpauth: z
    .string()
    .max(1_000)
    .regex(/^otpauth:\/\/totp\//u),
});
const confirmed = z.object({ backupCodes });
const renewed = z.object({ enrolment: id, backupCodes });

export function createTwoFactorRoutes(transport: Transport): TwoFactorRoutes {
  const post = (platform: PlatformInfo, verb: string, bearer: string, body: Record<string, unknown>) =>
    ({ platform, server: 'auth', path: `/account/${verb}`, bearer, body }) as const;
  /** What carries a password or a code goes out once, whatever comes back (SECURITY.md row 24). */
  const once = (...parts: Parameters<typeof post>) => ({ ...post(...parts), isOnce: true });

  return {
    describeTwoFactor: async (platform, bearer) =>
      toTruth(await transport.ask(transport.begin(), post(platform, 'describeTwoFactor', bearer, {}), description)),
    beginTwoFactor: (platform, bearer, { password, otp }) =>
      transport.ask(transport.begin(), once(platform, 'beginTwoFactor', bearer, { password, otp }), begun),
    confirmTwoFactor: (platform, bearer, { enrolment, otp }) =>
      transport.ask(transport.begin(), once(platform, 'confirmTwoFactor', bearer, { enrolment, otp }), confirmed),
    renewBackupCodes: (platform, bearer, { password, otp }) =>
      transport.ask(transport.begin(), once(platform, 'renewBackupCodes', bearer, { password, otp }), renewed),
    finishTwoFactor: async (platform, bearer, input) =>
      toTruth(await transport.ask(transport.begin(), once(platform, 'finishTwoFactor', bearer, { ...input }), description)),
    cancelTwoFactor: async (platform, bearer, { enrolment }) => {
      await transport.ask(transport.begin(), post(platform, 'cancelTwoFactor', bearer, { enrolment }), z.object({}));
    },
    disableTwoFactor: async (platform, bearer, { password, otp }) =>
      toTruth(await transport.ask(transport.begin(), once(platform, 'disableTwoFactor', bearer, { password, otp }), description)),
  };
}
