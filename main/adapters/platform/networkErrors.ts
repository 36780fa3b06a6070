import { AppError } from '../../core/errors';
import type { Reached } from '../../core/errors';

type NetworkCode = 'OFFLINE' | 'TLS_FAILED' | 'PROXY_AUTH_REQUIRED' | 'REDIRECT_REFUSED' | 'TIMED_OUT' | 'MALFORMED_ANSWER';

/**
 * The names of Chromium (`net::ERR_...`), of Node and of undici, first match wins. `no` stands only where the request cannot
 * have left this computer whole: a name that did not resolve, a connection that was never made, a certificate that was refused.
 */
const NAMES: readonly [RegExp, NetworkCode, Reached][] = [
  [/redirect/iu, 'REDIRECT_REFUSED', 'maybe'],
  [/ERR_(PROXY_AUTH|UNEXPECTED_PROXY_AUTH|MISSING_AUTH_CREDENTIALS|UNSUPPORTED_AUTH_SCHEME)/u, 'PROXY_AUTH_REQUIRED', 'no'],
  [/Proxy response \(407\)/u, 'PROXY_AUTH_REQUIRED', 'no'],
  [/ERR_CERT_|ERR_SSL_(VERSION_OR_CIPHER_MISMATCH|CLIENT_AUTH_CERT_NEEDED|PINNED_KEY)|ERR_BAD_SSL_CLIENT_AUTH_CERT/u, 'TLS_FAILED', 'no'],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_UNTRUSTED|CERT_REVOKED|CERT_REJECTED|CERT_SIGNATURE_FAILURE|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA/u,
    'TLS_FAILED',
    'no',
  ],
  [/ERR_SSL_|EPROTO|ERR_TLS_/u, 'TLS_FAILED', 'maybe'],
  [
    /ERR_(NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_|INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_FAILED|CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|ADDRESS_INVALID|NETWORK_ACCESS_DENIED|PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|NO_SUPPORTED_PROXIES|MANDATORY_PROXY|PROXY_CERTIFICATE_INVALID|SOCKS_CONNECTION)/u,
    'OFFLINE',
    'no',
  ],
  [/ENOTFOUND|EAI_|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT/u, 'OFFLINE', 'no'],
  [/ERR_TIMED_OUT|ETIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT/u, 'TIMED_OUT', 'maybe'],
  [
    /ERR_(CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED|CONTENT_DECODING_FAILED|INVALID_RESPONSE|RESPONSE_)|HPE_/u,
    'MALFORMED_ANSWER',
    'maybe',
  ],
];

const AT_PROXY =
  /ERR_(PROXY_CONNECTION_FAILED|TUNNEL_CONNECTION_FAILED|NO_SUPPORTED_PROXIES|MANDATORY_PROXY|PROXY_CERTIFICATE_INVALID|SOCKS_CONNECTION)/u;

const DEEPEST = 5;

/** Names and codes of an error and of what caused it: undici hides the true one in `cause`, Node in `errors`. */
function namesOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > DEEPEST) return '';
  const code: unknown = 'code' in error ? error.code : '';
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  const deeper = [error.cause, ...inner].map((one) => namesOf(one, depth + 1)).join(' ');
  return `${typeof code === 'string' ? code : ''} ${error.message} ${deeper}`;
}

/** A failure of the way to the platform. An unknown one may have reached it. */
export function networkError(error: unknown): AppError {
  const names = namesOf(error);
  const known = NAMES.find(([pattern]) => pattern.test(names));
  const details = AT_PROXY.test(names) ? { details: { atProxy: true } } : {};
  return new AppError(known?.[1] ?? 'OFFLINE', { reached: known?.[2] ?? 'maybe', cause: error, ...details });
}
