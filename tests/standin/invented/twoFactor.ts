/**
 * OUR INVENTION, all of it (PROTOCOL.md: "no public route exists"): two-factor authentication over the API. DNAnexus does it in
 * the browser alone; there these routes answer ResourceNotFound, as they do here with `twoFactorRoutes: ResourceNotFound`.
 *
 * The one idea: nothing counts before `finishTwoFactor`, which takes one of the new back-up codes typed back. Whoever stops
 * earlier, or loses an answer, has the account as it was; whoever lost the last answer has both the authenticator and the codes.
 * A step that is begun waits 15 minutes; another one takes its place. Turning on, off or anew ends the person's other sessions
 * (documented of changed credentials). `keySet` and `codeSet` name the step that made the secret and the codes, so that a client
 * can tell whether what it keeps still counts.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../ids';
import type { PendingFactor, PersonRecord } from '../model';
import { isPassword } from '../passwords';
import { PlatformError } from '../platformError';
import { callerOf, input } from '../routes/call';
import type { Answer, Call } from '../routes/call';
import { endOtherSessions, isFullScope } from '../tokens';
import type { Caller } from '../tokens';
import { freshSalt, secretOfSalt } from '../totp';
import { orgsOf } from '../world';
import { secretOf, useCode, useTimedCode } from './codes';
import { fail, forgetFailures, refuseWhileLocked } from './lockout';

const PENDING_MS = 15 * 60_000;
const CODES = 10;
/** No look-alikes, and never six digits: a code of the authenticator is told by its form. */
const LETTERS = 'abcdefghjkmnpqrstvwxyz23456789';

interface Asker extends Caller {
  call: Call;
  record: PersonRecord;
  nowMs: number;
}

const reauth = { password: z.string().max(1_024), otp: z.string().max(64).nullish() };

/** `{}` -> what holds now. */
export function describeTwoFactor(call: Call): Answer {
  return description(askerOf(call));
}

/** `{password, otp?}` -> a new secret. The code (or a back-up code) is wanted where it is on already: it is moved, not added. */
export async function beginTwoFactor(call: Call): Promise<Answer> {
  const asker = askerOf(call);
  await reauthenticate(asker, input(call, z.object(reauth)));
  const salt = freshSalt();
  const pending = begun(asker, { salt, backupCodeHashes: null });
  const secret = secretOfSalt(salt);
  const label = encodeURIComponent(`DNAnexus stand-in:${asker.person.username}`);
  return {
    enrolment: pending.id,
    secret,
    otpauth: `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent('DNAnexus stand-in')}`,
  };
}

/** `{enrolment, otp}` -> the back-up codes, once. Asked again with another code, it gives other codes: an answer may be lost. */
export function confirmTwoFactor(call: Call): Answer {
  const asker = askerOf(call);
  const asked = input(call, z.object({ enrolment: z.string(), otp: z.string().max(64) }));
  const pending = pendingOf(asker, asked.enrolment);
  if (pending.salt === null) throw new PlatformError('EnrolmentGoneError', 'There is no secret to confirm');
  refuseWhileLocked(asker.record, asker.nowMs);
  const verdict = useTimedCode(pending, secretOfSalt(pending.salt), asked.otp.replace(/\s/g, ''), asker.nowMs);
  refuseCode(asker, verdict);
  return { backupCodes: issueCodes(asker, pending) };
}

/** `{password, otp}` -> `{enrolment, backupCodes}`: new codes for the same secret, which count from `finishTwoFactor` on. */
export async function renewBackupCodes(call: Call): Promise<Answer> {
  const asker = askerOf(call);
  if (asker.record.factor === 'off') throw new PlatformError('InvalidState', 'Two-factor authentication is off');
  await reauthenticate(asker, input(call, z.object(reauth)));
  const pending = begun(asker, { salt: null, backupCodeHashes: [] });
  return { enrolment: pending.id, backupCodes: issueCodes(asker, pending) };
}

/** `{enrolment, backupCode}` -> the step counts from now on; asked again after a lost answer, it says the same. The code stays unused. */
export function finishTwoFactor(call: Call): Answer {
  const asker = askerOf(call);
  const asked = input(call, z.object({ enrolment: z.string(), backupCode: z.string().max(64) }));
  const { record, nowMs } = asker;
  if (record.codeSet === asked.enrolment) return description(asker);
  const pending = pendingOf(asker, asked.enrolment);
  if (pending.backupCodeHashes?.includes(sha256Hex(asked.backupCode.trim())) !== true) {
    throw new PlatformError('BackupCodeMismatchError', 'That is not one of the new back-up codes');
  }
  if (pending.salt !== null) {
    record.factor = { salt: pending.salt };
    record.keySet = pending.id;
    record.enabledMs = nowMs;
    record.lastTimeStep = pending.lastTimeStep;
  }
  record.backupCodeHashes = pending.backupCodeHashes;
  record.codeSet = pending.id;
  record.codesMadeMs = nowMs;
  record.pending = null;
  if (pending.salt !== null) endOtherSessions(call.platform, asker);
  call.platform.state.save();
  return description(asker);
}

/** `{enrolment}`: what was begun is forgotten; the account is as it was. */
export function cancelTwoFactor(call: Call): Answer {
  const asker = askerOf(call);
  const { enrolment } = input(call, z.object({ enrolment: z.string() }));
  if (asker.record.pending?.id === enrolment) asker.record.pending = null;
  call.platform.state.save();
  return description(asker);
}

/** `{password, otp}`: off. PermissionDenied where it is mandatory. */
export async function disableTwoFactor(call: Call): Promise<Answer> {
  const asker = askerOf(call);
  if (mandatoryFor(asker) !== null) throw new PlatformError('PermissionDenied', 'Two-factor authentication is mandatory for this account');
  if (asker.record.factor === 'off') return description(asker);
  await reauthenticate(asker, input(call, z.object(reauth)));
  const off = {
    factor: 'off',
    keySet: null,
    codeSet: null,
    enabledMs: null,
    codesMadeMs: null,
    pending: null,
    lastTimeStep: null,
  } as const;
  Object.assign(asker.record, off, { backupCodeHashes: [] });
  endOtherSessions(call.platform, asker);
  call.platform.state.save();
  return description(asker);
}

function askerOf(call: Call): Asker {
  const { platform } = call;
  if (platform.state.records.settings.twoFactorRoutes !== 'works') {
    throw new PlatformError('ResourceNotFound', 'No such API method');
  }
  const caller = callerOf(call);
  if (caller.person.isSso) throw new PlatformError('SSORequiredError', 'The identity provider of the organisation looks after this');
  if (!isFullScope(caller.token.scope)) throw new PlatformError('PermissionDenied', 'A token of limited scope may not do this');
  const record = platform.state.records.people[caller.person.id];
  if (!record) throw new PlatformError('ResourceNotFound', 'No such account');
  return { ...caller, call, record, nowMs: platform.clock.now() };
}

function description(asker: Asker): Answer {
  const { record } = asker;
  return {
    state: record.factor === 'off' ? 'off' : 'on',
    mandatoryFor: mandatoryFor(asker),
    keySet: record.keySet,
    codeSet: record.codeSet,
    enabled: record.enabledMs,
    codesMade: record.codesMadeMs,
    codesLeft: record.backupCodeHashes.length,
  };
}

/** Who demands it: an org's id, or the account's own. */
function mandatoryFor({ call, person }: Asker): string | null {
  const org = orgsOf(call.platform.world, person.id).find((each) => each.policies.twoFactorRequired === true);
  return org?.id ?? (person.isTwoFactorMandatory ? person.id : null);
}

async function reauthenticate(asker: Asker, { password, otp }: { password: string; otp?: string | null | undefined }): Promise<void> {
  const { record, person, call, nowMs } = asker;
  refuseWhileLocked(record, nowMs);
  if (!(await isPassword(password, record.passwordHash))) {
    fail(call.platform, record, new PlatformError('UsernameOrPasswordError', 'The password is incorrect'));
  }
  const secret = secretOf(person, record);
  if (secret !== null) {
    if (otp === undefined || otp === null || otp === '') throw new PlatformError('OTPRequiredError', 'A one-time password is required');
    refuseCode(asker, useCode(record, secret, otp, nowMs));
  }
  forgetFailures(record);
}

/** A code that was right once is told apart from one that never was. */
function refuseCode({ call, record }: Asker, verdict: 'right' | 'wrong' | 'replayed'): void {
  if (verdict === 'right') return;
  const error =
    verdict === 'replayed'
      ? new PlatformError('OTPReplayedError', 'The one-time password was used already')
      : new PlatformError('OTPMismatchError', 'The one-time password is incorrect');
  fail(call.platform, record, error);
}

function begun({ call, record, nowMs }: Asker, what: Pick<PendingFactor, 'salt' | 'backupCodeHashes'>): PendingFactor {
  record.pending = { ...what, id: randomBytes(12).toString('hex'), startedMs: nowMs, lastTimeStep: null };
  call.platform.state.save();
  return record.pending;
}

function pendingOf({ record, nowMs }: Asker, id: string): PendingFactor {
  const { pending } = record;
  if (pending?.id !== id || nowMs - pending.startedMs >= PENDING_MS) {
    throw new PlatformError('EnrolmentGoneError', 'This step has expired, or another one took its place');
  }
  return pending;
}

function issueCodes({ call }: Asker, pending: PendingFactor): string[] {
  const codes = Array.from({ length: CODES }, () => `${letters(4)}-${letters(4)}`);
  pending.backupCodeHashes = codes.map(sha256Hex);
  call.platform.state.save();
  return codes;
}

function letters(count: number): string {
  return Array.from(randomBytes(count), (byte) => LETTERS.charAt(byte % LETTERS.length)).join('');
}
