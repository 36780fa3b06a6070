import { AppError } from '../errors';
import type { SetupKey } from './oneTimeCodes';

/** A key as it was taken in, with what it calls itself; the names are the page's own words. */
export interface TakenKey {
  key: SetupKey;
  issuer: string | null;
  account: string | null;
}

const SHORTEST = 16;
const LONGEST = 256;

/** A setup key as it is typed (spaces, dashes, small letters), or an `otpauth://totp` link. NOT_A_SETUP_KEY for anything else. */
export function parseSetupKey(text: string): TakenKey {
  const trimmed = text.trim();
  return /^otpauth:/i.test(trimmed) ? parseLink(trimmed) : { key: plainKey(trimmed), issuer: null, account: null };
}

/** The link that an authenticator scans. */
export function setupLink({ key, issuer, account }: TakenKey): string {
  const { secret, algorithm, digits, period } = key;
  const label = [issuer, account].filter((part) => part !== null).join(':');
  const query = [
    `secret=${secret}`,
    ...(issuer === null ? [] : [`issuer=${encodeURIComponent(issuer)}`]),
    ...(algorithm === 'sha1' ? [] : [`algorithm=${algorithm.toUpperCase()}`]),
    ...(digits === 6 ? [] : [`digits=${String(digits)}`]),
    ...(period === 30 ? [] : [`period=${String(period)}`]),
  ];
  return `otpauth://totp/${encodeURIComponent(label === '' ? 'DNAnexus' : label)}?${query.join('&')}`;
}

function plainKey(text: string): SetupKey {
  return { secret: base32(text), algorithm: 'sha1', digits: 6, period: 30 };
}

function base32(text: string): string {
  const letters = text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (!/^[A-Z2-7]+$/.test(letters) || letters.length < SHORTEST || letters.length > LONGEST) throw new AppError('NOT_A_SETUP_KEY');
  return letters;
}

function parseLink(text: string): TakenKey {
  const match = /^otpauth:\/\/totp\/([^?]*)\?(.*)$/i.exec(text);
  if (match === null) throw new AppError('NOT_A_SETUP_KEY');
  const query = queryOf(match[2] ?? '');
  const [first = '', second] = decoded(match[1] ?? '').split(':', 2);
  const issuer = query.get('issuer') ?? (second === undefined ? '' : first);
  const key: SetupKey = {
    secret: base32(query.get('secret') ?? ''),
    algorithm: oneOf(query.get('algorithm')?.toLowerCase() ?? 'sha1', ['sha1', 'sha256', 'sha512'] as const),
    digits: Number(oneOf(query.get('digits') ?? '6', ['6', '7', '8'] as const)) as SetupKey['digits'],
    period: Number(oneOf(query.get('period') ?? '30', ['15', '30', '60'] as const)),
  };
  return { key, issuer: shown(issuer), account: shown(second ?? first) };
}

function queryOf(text: string): Map<string, string> {
  return new Map(
    text.split('&').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair.toLowerCase(), ''] : [pair.slice(0, at).toLowerCase(), decoded(pair.slice(at + 1).replaceAll('+', ' '))];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError('NOT_A_SETUP_KEY');
  }
}

function oneOf<T extends string>(value: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new AppError('NOT_A_SETUP_KEY');
  return found;
}

/** The page's own words, without what steers text; null for none. */
function shown(text: string): string | null {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, 100);
  return plain === '' ? null : plain;
}
