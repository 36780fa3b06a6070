/**
 * OUR INVENTION (PROTOCOL.md `?`): the HTTP statuses of the sign-in errors, whose names alone are known, and both the name
 * and the status of the lock-out's error and of those of two-factor authentication over the API. A client must branch on the type.
 */
export const INVENTED_STATUS_OF = {
  OTPRequiredError: 401,
  OTPMismatchError: 401,
  UsernameOrPasswordError: 401,
  AccountLockedError: 403,
  OTPReplayedError: 401,
  BackupCodeMismatchError: 401,
  EnrolmentGoneError: 422,
} as const;
