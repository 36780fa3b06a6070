import type { AppError, Reached } from '../../core/errors';
import { LOCKOUT_ERROR_TYPE } from './lockout';
import { TWO_FACTOR_ERROR_TYPES } from './twoFactorErrors';

/** `error.type` of the platform (PROTOCOL.md) to our code: the type decides, never the HTTP status. */
const CODES: ReadonlyMap<string, AppError['code']> = new Map([
  ['InvalidAuthentication', 'TOKEN_NOT_ACCEPTED'],
  ['PermissionDenied', 'PERMISSION_DENIED'],
  ['SSORequiredError', 'SSO_REQUIRED'],
  ['SpendingLimitExceeded', 'SPENDING_LIMIT'],
  ['OrgExpired', 'ORG_EXPIRED'],
  ['ResourceNotFound', 'NOT_FOUND'],
  ['OTPMismatchError', 'WRONG_CODE'],
  ['UsernameOrPasswordError', 'WRONG_PASSWORD'],
  [LOCKOUT_ERROR_TYPE, 'ACCOUNT_LOCKED'],
  ...TWO_FACTOR_ERROR_TYPES,
  ['RateLimitConditional', 'PLATFORM_BUSY'],
  ['ServiceUnavailable', 'PLATFORM_BUSY'],
  ['InternalError', 'PLATFORM_FAULT'],
]);

/** The server broke off on its own: what was asked may be done all the same. */
const UNSETTLED = new Set(['InternalError', 'ServiceUnavailable']);

/** What a typed refusal means; one that we do not know is a refusal all the same. */
export function meaningOfType(type: string): { code: AppError['code']; reached: Reached } {
  return { code: CODES.get(type) ?? 'PLATFORM_REFUSED', reached: UNSETTLED.has(type) ? 'maybe' : 'yes' };
}
