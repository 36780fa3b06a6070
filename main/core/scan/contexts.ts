/** Where a token of DNAnexus is written: what stands before it says what it is. Each pattern ends with the token. */

/**
 * securityContext: `DX_SECURITY_CONTEXT`, environment.json included; variable: `DX_API_TOKEN` and its like; dxLogin and uaToken: the
 * commands that take one; netrc and bearer: beside a host of DNAnexus; elsewhere: recognised by its signature alone.
 */
export const CONTEXTS = ['securityContext', 'variable', 'dxLogin', 'uaToken', 'netrc', 'bearer', 'elsewhere'] as const;
export type Context = (typeof CONTEXTS)[number];

/** SECURITY: only what stands in one of these may be sent to a platform to ask whose it is; anything else may be another service's secret. */
const MAY_BE_TRIED: readonly Context[] = ['securityContext', 'variable', 'dxLogin', 'uaToken'];
export const mayBeTried = (context: Context): boolean => MAY_BE_TRIED.includes(context);

export interface Rule {
  context: Context;
  /** Global; the token is the last group and ends the match, a name that decides how much it must look like one is the first. */
  pattern: RegExp;
}

const TOKEN = '([A-Za-z0-9_-]{20,128})(?![A-Za-z0-9_-])';
/** Quotes and the backslashes before them, as deep as strings are nested in strings. */
const QUOTES = `(?:["'\`\\\\]|&quot;|&#3[49];){0,40}`;
/** The start of a word, also where a newline before it is written as an escape. */
const WORD = String.raw`(?:(?<![A-Za-z0-9_])|(?<=\\[nrtfb])|(?<=\\u[0-9a-fA-F]{4}))`;
/** The rest of one command: no other command's, but over a continued line. */
const SAME_COMMAND = String.raw`(?:(?!\\n)[^\n;|&]|(?<=[\\,]["'\s]{0,4})\n|(?<=[\\,])\\n){0,400}?`;
const SAME_LINE = String.raw`(?:[^\n]|(?<=\\\r?)\n){0,300}?`;

const ASSIGNED = String.raw`[\])\s]{0,3}${QUOTES}[\])]{0,2}[ \t]{0,20}(?:(?:<-|=>|=|:[-=])[ \t]{0,20}(?:[\w.]{0,20}\()?|:\s{0,40}(?=\\{0,40}["'])|:[ \t]{0,20}(?:[>|][+-]?[ \t]{0,4}\r?\n[ \t]{0,40})?|,\s{0,40}(?=\\{0,40}["'])|\r?\n\s{0,40}value[ \t]{0,4}[:=][ \t]{0,4})${QUOTES}`;
const ENTRY = String.raw`(?:["'\\\s]|&quot;|&#3[49];){0,40}(?:=>|[:=,])(?:["'\\\s(]|&quot;|&#3[49];){0,40}`;
const TOKEN_WORD = String.raw`(?:TOKEN|AUTH|SECRET|CRED|PASS|API_?KEY)`;

const rule = (context: Context, source: string, flags = 'g'): Rule => ({ context, pattern: new RegExp(source, flags) });

export const RULES: readonly Rule[] = [
  rule('securityContext', `security_context[\\s\\S]{0,300}?auth_token(?!_)${ENTRY}${TOKEN}`, 'gi'),
  rule('securityContext', `auth_token_type${ENTRY}bearer["'\\\\,\\s]{1,80}auth_token(?!_)${ENTRY}${TOKEN}`, 'gi'),
  rule('securityContext', `auth_token(?!_)${ENTRY}${TOKEN}(?=["'\\\\,\\s]{1,80}auth_token_type)`, 'gi'),
  rule('variable', `${WORD}(?:DX|DNANEXUS)_[A-Z0-9_]{0,40}${TOKEN_WORD}[A-Z0-9_]{0,40}${ASSIGNED}${TOKEN}`, 'gi'),
  rule('variable', `${WORD}(?:dx|dnanexus)(?:Api|Auth)?Token${ASSIGNED}${TOKEN}`),
  // Without a separator, as `setenv`, fish's `set` and `%env` have it.
  rule(
    'variable',
    `${WORD}(?:DX|DNANEXUS)_[A-Z0-9_]{0,40}${TOKEN_WORD}[A-Z0-9_]{0,40}[ \\t]{1,20}${QUOTES}([A-Za-z0-9]{32})(?![A-Za-z0-9_-])`,
  ),
  // Under a name that says nothing, only what looks like nothing else.
  rule(
    'variable',
    `${WORD}DX_[A-Z0-9_]{1,60}${ASSIGNED}(?=[A-Za-z0-9]{32}(?![A-Za-z0-9_-]))(?=[A-Z0-9]{0,31}[a-z])(?=[a-z0-9]{0,31}[A-Z])(?=[A-Za-z]{0,31}[0-9])${TOKEN}`,
  ),
  rule('dxLogin', `${WORD}dx["'\\\\,\\s]{1,20}login${SAME_COMMAND}--token["'\\\\,\\s=]{1,20}${TOKEN}`),
  rule('uaToken', `${WORD}ua(?:\\.exe)?["'\\\\,\\s]${SAME_COMMAND}--auth-token["'\\\\,\\s=]{1,20}${TOKEN}`),
  rule('netrc', `machine\\s{1,20}[A-Za-z0-9.-]{0,100}dnanexus\\.com\\s(?:(?!machine\\s)[\\s\\S]){0,300}?password\\s{1,20}["']?${TOKEN}`),
  rule('bearer', `dnanexus\\.com${SAME_LINE}bearer["'\\\\\\s]{1,20}${TOKEN}`, 'gi'),
  rule('bearer', `bearer["'\\\\\\s]{1,20}${TOKEN}(?=${SAME_LINE}dnanexus\\.com)`, 'gi'),
];

const NO_TOKEN =
  /^(?:project|file|record|applet|app|job|analysis|workflow|globalworkflow|user|org|container|database|stage)-|^[0-9a-f]{8}-[0-9a-f]{4}-|example|replace|placeholder|changeme|redacted|removed|dxkey|your[_-]?token|x{5}/i;
const USUAL = /^[A-Za-z0-9]{32}$/;
const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/];
const FEWEST_DIFFERENT = 10;

/** Whether a string in such a place may be a token at all: no id, no filler, no word. A real one misses this once in a billion. */
export function looksRandom(text: string): boolean {
  if (NO_TOKEN.test(text) || new Set(text).size < FEWEST_DIFFERENT) return false;
  const classes = CLASSES.filter((one) => one.test(text)).length;
  return USUAL.test(text) ? classes >= 2 : text.length >= 24 && classes === 3;
}
