import type { ErrorAnswer, ErrorCode, ErrorDetails } from '../../preload/contract/errors';

/** Whether a request that failed may have been carried out by the platform: decides what we may claim and whether to retry. */
export type Reached = 'no' | 'maybe' | 'yes';

/**
 * The only error that core and adapters throw on purpose. It carries a code of the closed list and strict details; no
 * message of it ever crosses a process boundary and none may hold a secret. `cause` is for the redacted log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  /** For a failed platform call; `no` where nothing was sent. */
  readonly reached: Reached;

  constructor(code: ErrorCode, options: { details?: ErrorDetails; reached?: Reached; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.reached = options.reached ?? 'no';
  }
}

/** The form in which an error may cross to a renderer or a command. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  if (!(error instanceof AppError)) return { code: 'INTERNAL' };
  return error.details === undefined ? { code: error.code } : { code: error.code, details: error.details };
}

export function isAppError(error: unknown, ...codes: ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}
