/** What stands in the activity record: what was done, to which token, from where. Never a secret. */

/** Each kind of thing that is recorded. */
export const DEEDS = [
  'token.made',
  'token.imported',
  'token.copied',
  'token.shown',
  'token.given',
  'token.leaseEnded',
  'token.revoked',
  'token.revokeQueued',
  'token.forgotten',
  'token.paused',
  'token.resumed',
  'token.rotated',
  'token.rotationUndone',
  'token.scrubbed',
  'consent.allowed',
  'consent.refused',
  'consent.policySet',
  'consent.withdrawn',
  'session.opened',
  'session.ended',
  'account.removed',
  'folder.set',
  'folder.removed',
  'lock.setUp',
  'lock.changed',
  'lock.removed',
  'twoFactor.on',
  'twoFactor.off',
  'twoFactor.codesRenewed',
  'twoFactor.secretShown',
  'twoFactor.secretCopied',
  'twoFactor.codesSaved',
  'twoFactor.forgotten',
  'panic.begun',
  'panic.undone',
  'activity.lost',
] as const;
export type Deed = (typeof DEEDS)[number];

/** Where it came from. Program, folder and terminal are the system's word, where it says them. */
export interface Source {
  by: 'window' | 'tray' | 'command' | 'app';
  program: string | null;
  folder: string | null;
  terminal: string | null;
}

/** An edge of the app itself: a press in the window or the tray, or what happened by itself. */
export const sourceOf = (by: Source['by']): Source => ({ by, program: null, folder: null, terminal: null });

/** Looked up only when there is something to record. */
export type SourceNow = Source | (() => Promise<Source>);

export interface DeedDone {
  deed: Deed;
  /** The account; null for what concerns the app as a whole. */
  accountId: string | null;
  /** As the platform's own audit trail shows a token: label and last 4. */
  token: { signature: string; label: string | null; last4: string | null } | null;
  /** A word of a closed list: how (`env`, `exec`), or why (`idle`, `expired`). */
  detail: string | null;
}

export interface Entry extends DeedDone {
  /** Counts from 1, without a gap. */
  n: number;
  atMs: number;
  source: Source;
}

/** Longer text than any real one is cut: a program may call itself what it likes. */
const LONGEST = 300;

/** One line of ASCII, so that each byte of it is one character and no byte can change unseen. */
export function entryText(entry: Entry): string {
  const cut = (text: string | null) => (text === null ? null : text.slice(0, LONGEST));
  const { n, atMs, deed, accountId, token, detail, source } = entry;
  const written = {
    n,
    atMs,
    deed,
    accountId,
    token: token === null ? null : { signature: token.signature, label: cut(token.label), last4: cut(token.last4) },
    detail: cut(detail),
    source: { by: source.by, program: cut(source.program), folder: cut(source.folder), terminal: cut(source.terminal) },
  };
  return JSON.stringify(written).replace(/[^\x20-\x7e]/gu, escapeUnits);
}

/** Each UTF-16 unit by itself, as JSON has it. */
function escapeUnits(character: string): string {
  return [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** The entry of a line's text, or null where it is none of ours. */
export function parseEntry(text: string): Entry | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  return isEntry(raw) ? raw : null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function isEntry(raw: unknown): raw is Entry {
  if (!isObject(raw) || !isCount(raw.n) || !isCount(raw.atMs)) return false;
  if (!DEEDS.some((deed) => deed === raw.deed) || !isTextOrNull(raw.accountId) || !isTextOrNull(raw.detail)) return false;
  return isToken(raw.token) && isSource(raw.source);
}

function isToken(raw: unknown): boolean {
  return raw === null || (isObject(raw) && typeof raw.signature === 'string' && isTextOrNull(raw.label) && isTextOrNull(raw.last4));
}

function isSource(raw: unknown): boolean {
  if (!isObject(raw) || !['window', 'tray', 'command', 'app'].includes(String(raw.by))) return false;
  return isTextOrNull(raw.program) && isTextOrNull(raw.folder) && isTextOrNull(raw.terminal);
}
