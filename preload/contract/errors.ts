import type { Reach } from './reach';

/**
 * The closed list of what can go wrong, shared by every process: the renderer's treaty, the agent's socket and the command
 * carry these codes and never a message or a stack. Words for them: renderer/errorText.ts and main/cli/errorText.ts.
 */
export const ERROR_CODES = [
  // Sign-in and sessions
  'WRONG_PASSWORD',
  'WRONG_CODE',
  'ACCOUNT_LOCKED',
  'SSO_REQUIRED',
  'NOT_SIGNED_IN',
  'SIGN_IN_BUSY',
  'SESSION_ENDED',
  'TOKEN_NOT_ACCEPTED',
  'WRONG_ACCOUNT',
  'NO_SUCH_ACCOUNT',
  // The platform's answers and the way to it
  'OFFLINE',
  'TIMED_OUT',
  'TLS_FAILED',
  'PROXY_AUTH_REQUIRED',
  'REDIRECT_REFUSED',
  'PLATFORM_BUSY',
  'PLATFORM_FAULT',
  'PLATFORM_REFUSED',
  'MALFORMED_ANSWER',
  'PERMISSION_DENIED',
  'NOT_FOUND',
  'SPENDING_LIMIT',
  'ORG_EXPIRED',
  'PLATFORM_NOT_ALLOWED',
  'PLATFORM_IN_USE',
  // Tokens and leases
  'NO_SUCH_TOKEN',
  'AMBIGUOUS_TOKEN',
  'TOKEN_NOT_HELD',
  'TOKEN_EXPIRED',
  'TOKEN_GONE',
  'TOKEN_ENDS_FIRST',
  'TOKEN_PAUSED',
  'MINT_UNCERTAIN',
  'CANNOT_MINT',
  'SCOPE_UNKNOWN',
  'NEEDS_SHELL_TOKEN',
  'NO_SUCH_PROCESS',
  'NEEDS_CONSENT',
  'USE_REFUSED',
  'PROJECT_ELSEWHERE',
  'REFUSED',
  // Two-factor authentication
  'CODE_REPLAYED',
  'CODES_NOT_SAVED',
  'BACKUP_CODE_MISMATCH',
  'ENROLMENT_GONE',
  'NOT_A_SETUP_KEY',
  'NO_QR_CODE',
  'NOT_KEPT',
  // Keychain
  'KEYCHAIN_LOCKED',
  'KEYCHAIN_DENIED',
  'KEYCHAIN_MISSING',
  'KEYCHAIN_HUNG',
  'KEYCHAIN_FAULT',
  'SECRET_LOST',
  // App lock
  'APP_LOCKED',
  'WRONG_PASSPHRASE',
  'PASSPHRASE_WAIT',
  'LOCK_LOST',
  // Panic
  'FROZEN',
  // This computer
  'CLIPBOARD_FAILED',
  'FILE_FAULT',
  'FILE_CHANGED',
  'SCAN_GONE',
  'UNTRUSTED_SENDER',
  'INVALID_INPUT',
  'INTERNAL',
  // The command alone
  'APP_CANNOT_START',
  'NO_DESKTOP',
  'USAGE',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A token that an ambiguous name could have meant, or that would last; enough to choose by, nothing to use. */
export interface Candidate {
  label: string | null;
  last4: string | null;
  signaturePrefix: string;
}

/** All that may accompany a code across a process boundary. */
export interface ErrorDetails {
  /** The platform's `x-request-id`, for a support ticket. */
  requestId?: string | undefined;
  /** How long the platform asked us to wait, milliseconds. */
  retryAfterMs?: number | undefined;
  /** The input field that was refused. */
  field?: string | undefined;
  candidates?: Candidate[] | undefined;
  /** True where what could not be done now stands in the revocation queue. */
  queued?: boolean | undefined;
  /** True where the reply to a sign-in was lost: a session may be open that nobody holds, until it ends by itself. */
  sessionMayExist?: boolean | undefined;
  /** How many tries the platform says are left before it locks the account. */
  triesLeft?: number | undefined;
  /** The accounts, by name, that stand in the way. */
  accounts?: string[] | undefined;
  /** True where it was the proxy that could not be reached, or did not let us through. */
  atProxy?: boolean | undefined;
  /** The file of the program that a token's policy keeps out, for the rule that would let it in. */
  program?: string | undefined;
  /** What the token reaches that is asked for, where it is known. */
  reach?: Reach | undefined;
}

export interface ErrorAnswer {
  code: ErrorCode;
  details?: ErrorDetails | undefined;
}

/** What every call across the treaty resolves to; a refused call is an answer, never `undefined`. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: ErrorAnswer };
