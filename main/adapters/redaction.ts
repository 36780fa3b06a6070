/** What stands in a log where a secret stood. */
export const REDACTED = '[redacted]';

const SECRET_NAMES = 'password|passphrase|otp|secret|token|access_token|auth_token|authorization|credential';

const PATTERNS: readonly [RegExp, string][] = [
  // SECURITY: an Authorization header in an error of the network stack would put a bearer into the log.
  [/\b(bearer|basic)\s+[^\s"',;]+/giu, `$1 ${REDACTED}`],
  // SECURITY: `"password": "..."`, `otp=...`: a body or a query that an error quotes.
  [new RegExp(`(["']?\\b(?:${SECRET_NAMES})["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s"',;&}]+)`, 'giu'), `$1${REDACTED}`],
  // SECURITY: a code of an authenticator or a back-up code holds a digit; the name of an error does not.
  [/(["']?\bcode["']?\s*[:=]\s*["']?)(?=[^\s"',;&}]*\d)[^\s"',;&}]+/giu, `$1${REDACTED}`],
  // SECURITY: a DNAnexus token is 32 letters and digits; a signature (64 hex) is public and stays readable.
  [/(?<![0-9A-Za-z])[0-9A-Za-z]{32}(?![0-9A-Za-z])/gu, REDACTED],
];

/** Whether a field of this name has no business in a log at all. */
export function isSecretName(name: string): boolean {
  return new RegExp(`^(?:${SECRET_NAMES}|bearer)$`, 'iu').test(name);
}

export interface Redaction {
  /** Adds a string that must never be written, whatever it looks like; short ones would blank ordinary words and are left out. */
  hide(secret: string): void;
  redact(text: string): string;
}

/** How many hidden strings are remembered; the oldest falls out, so that a long run does not grow. */
const MOST_HIDDEN = 1_000;
const SHORTEST_HIDDEN = 6;

/** Takes what looks like a secret, and what was named as one, out of a text. */
export function createRedaction(): Redaction {
  const hidden = new Set<string>();
  return {
    hide(secret) {
      if (secret.length < SHORTEST_HIDDEN) return;
      hidden.delete(secret);
      hidden.add(secret);
      const oldest = hidden.values().next();
      if (hidden.size > MOST_HIDDEN && oldest.done !== true) hidden.delete(oldest.value);
    },
    redact(text) {
      let clean = text;
      // SECURITY: a secret of another shape (a pasted token, a password) is known only because it was named.
      for (const secret of hidden) if (clean.includes(secret)) clean = clean.split(secret).join(REDACTED);
      for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement);
      return clean;
    },
  };
}
