import { INVENTED_STATUS_OF } from './invented/statuses';

/** Every error type that the stand-in answers, with its HTTP status (PROTOCOL.md); clients must branch on the type. */
const STATUS_OF = {
  MalformedJSON: 400,
  InvalidAuthentication: 401,
  PermissionDenied: 401,
  SSORequiredError: 403,
  SpendingLimitExceeded: 403,
  OrgExpired: 403,
  ResourceNotFound: 404,
  InvalidInput: 422,
  InvalidState: 422,
  InvalidType: 422,
  RateLimitConditional: 429,
  InternalError: 500,
  ServiceUnavailable: 503,
  ...INVENTED_STATUS_OF,
} as const;

export type ErrorType = keyof typeof STATUS_OF;

/** A refusal in the platform's own form; `headers` go out with it. */
export class PlatformError extends Error {
  readonly type: ErrorType;
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Sent as the error's `details` where there are any. */
  details: Record<string, unknown> | null = null;

  constructor(type: ErrorType, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'PlatformError';
    this.type = type;
    this.status = STATUS_OF[type];
    this.headers = headers;
  }
}

export function isErrorType(name: string): name is ErrorType {
  return Object.hasOwn(STATUS_OF, name);
}

/** The error type that goes with a bare HTTP status, for a fault that names only the status. */
export function typeForStatus(status: number): ErrorType {
  if (status === 429) return 'RateLimitConditional';
  if (status === 503) return 'ServiceUnavailable';
  const found = (Object.keys(STATUS_OF) as ErrorType[]).find((type) => STATUS_OF[type] === status);
  return found ?? 'InternalError';
}
