import type { AppError } from '../../core/errors';

/** INVENTED, with the routes of twoFactorRoutes.ts: what the stand-in calls its refusals. */
export const TWO_FACTOR_ERROR_TYPES: readonly (readonly [string, AppError['code']])[] = [
  ['OTPReplayedError', 'CODE_REPLAYED'],
  ['BackupCodeMismatchError', 'BACKUP_CODE_MISMATCH'],
  ['EnrolmentGoneError', 'ENROLMENT_GONE'],
  // Where a code is wanted beside the password and none came.
  ['OTPRequiredError', 'WRONG_CODE'],
];
