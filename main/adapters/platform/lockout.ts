/**
 * INVENTED: that failed sign-ins lock an account is known (dx-toolkit), the error's type is not. This is the stand-in's type;
 * the real platform's, once seen, goes here and nowhere else. Until then its lock-out reads as PLATFORM_REFUSED.
 */
export const LOCKOUT_ERROR_TYPE = 'AccountLockedError';
