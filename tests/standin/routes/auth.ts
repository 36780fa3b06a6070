import { z } from 'zod';
import { cleanScope } from '../world';
import { PlatformError } from '../platformError';
import { isPassword } from '../passwords';
import { scope } from '../seed';
import { isFullScope, issueToken, revokeToken } from '../tokens';
import { secretOf, useCode } from '../invented/codes';
import { apiTokenExpiryMs, sessionExpiryMs } from '../invented/expiry';
import { fail, forgetFailures, refuseWhileLocked } from '../invented/lockout';
import { tokenToRevoke } from '../invented/revocation';
import { tokenAnswer } from '../invented/tokenAnswer';
import { listedTokens, tokenRow } from '../invented/tokenRows';
import type { Person, PersonRecord } from '../model';
import type { Platform } from '../platform';
import { callerOf, input } from './call';
import type { Answer, Call } from './call';

const expires = z.number().int().nullish();
const passwordForm = z.object({ username: z.string(), password: z.string(), otp: z.string().nullish(), expires });
const mintForm = z.object({ scope: scope.default({ full: true }), label: z.string().max(255).nullish(), expires });

/** Both forms share the path: a body with a username is a sign-in, any other a mint by the bearer. */
export function newAuthToken(call: Call): Answer | Promise<Answer> {
  return 'username' in call.body || 'password' in call.body ? signIn(call) : mint(call);
}

export function destroyAuthToken(call: Call): Answer {
  const caller = callerOf(call);
  const { tokenSignature } = input(call, z.object({ tokenSignature: z.string() }));
  revokeToken(call.platform, tokenToRevoke(call.platform, caller, tokenSignature));
  return {};
}

export function listAuthTokens(call: Call): Answer {
  const { label } = input(call, z.object({ label: z.boolean().default(false) }));
  return { tokens: listedTokens(call.platform, callerOf(call)).map((token) => tokenRow(token, label)) };
}

export function findAccessTokens(call: Call): Answer {
  const asked = input(
    call,
    z.object({ label: z.boolean().default(false), limit: z.number().int().min(1).max(100).default(100), starting: z.string().nullish() }),
  );
  const all = listedTokens(call.platform, callerOf(call));
  const start = typeof asked.starting === 'string' ? all.findIndex((token) => token.signature === asked.starting) : 0;
  if (start === -1) throw new PlatformError('InvalidInput', 'starting: not a value that this method gave');
  const page = all.slice(start, start + asked.limit);
  return { tokens: page.map((token) => tokenRow(token, asked.label)), next: all[start + asked.limit]?.signature ?? null };
}

export function getUserInfo(call: Call): Answer {
  const { person } = callerOf(call);
  return { username: person.username, user_id: person.id };
}

async function signIn(call: Call): Promise<Answer> {
  const { platform } = call;
  const form = input(call, passwordForm);
  const person = platform.world.people.get(`user-${form.username}`);
  const record = platform.state.records.people[`user-${form.username}`];
  if (person?.isSso === true) {
    throw new PlatformError(
      'SSORequiredError',
      'The user is registered via single sign-on and may only log in through the identity provider',
    );
  }
  if (record) refuseWhileLocked(record, platform.clock.now());
  const isRight = await isPassword(form.password, record?.passwordHash ?? null);
  if (!person || !record || !isRight) {
    fail(platform, record, new PlatformError('UsernameOrPasswordError', 'The username or password is incorrect'));
  }
  checkCode(platform, person, record, form.otp ?? null);
  forgetFailures(record);
  const expiresMs = sessionExpiryMs(form.expires, platform.clock.now());
  const made = issueToken(platform, {
    userId: person.id,
    label: null,
    parentSignature: null,
    scope: { full: true },
    expiresMs,
    isSession: true,
  });
  return tokenAnswer(made);
}

function checkCode(platform: Platform, person: Person, record: PersonRecord, otp: string | null): void {
  const secret = secretOf(person, record);
  if (secret === null) return;
  if (otp === null || otp === '') throw new PlatformError('OTPRequiredError', 'A one-time password is required');
  if (useCode(record, secret, otp, platform.clock.now()) !== 'right') {
    fail(platform, record, new PlatformError('OTPMismatchError', 'The one-time password is incorrect'));
  }
}

function mint(call: Call): Answer {
  const { platform } = call;
  const caller = callerOf(call);
  const form = input(call, mintForm);
  if (!isFullScope(caller.token.scope)) throw new PlatformError('PermissionDenied', 'A token of limited scope may not make tokens');
  const made = issueToken(platform, {
    userId: caller.person.id,
    label: form.label ?? null,
    parentSignature: caller.token.signature,
    scope: cleanScope(form.scope),
    expiresMs: apiTokenExpiryMs(form.expires, platform.clock.now()),
    isSession: false,
  });
  return tokenAnswer(made);
}
