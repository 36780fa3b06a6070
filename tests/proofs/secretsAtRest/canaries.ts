/** The secrets of one run, made up anew each time, and every form in which one could lie somewhere. */
import { randomBytes } from 'node:crypto';

export interface Canary {
  name: string;
  text: string;
}

export interface Needle {
  canary: string;
  form: string;
  bytes: Buffer;
  /** Six digits stand in any longer number; such a hit counts only where it stands alone. */
  isDigits: boolean;
}

const letters = (count: number): string =>
  randomBytes(count * 3)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, count);

/** With what JSON and URLs write otherwise, so that each form is a form of its own. */
export const awkwardSecret = (): string => `"${letters(9)}\\ %${letters(9)}`;
export const tokenSecret = (): string => letters(32);
/** A back-up code as the stand-in's are: lower case and digits, four and four. */
export const backupCode = (): string => `${letters(4)}-${letters(4)}`.toLowerCase();
/** The secret of an authenticator: base32. */
export const otpSecret = (): string => Array.from(randomBytes(32), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');

export function needlesOf({ name, text }: Canary): Needle[] {
  const isDigits = /^\d{1,8}$/.test(text);
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  const forms: Record<string, Buffer> = { raw: utf8, utf16le: utf16, utf16be: Buffer.from(utf16).swap16() };
  if (!isDigits) {
    const url = encodeURIComponent(text);
    forms.json = Buffer.from(JSON.stringify(text).slice(1, -1));
    forms.jsonTwice = Buffer.from(JSON.stringify(JSON.stringify(text)).slice(3, -3));
    forms.url = Buffer.from(url);
    forms.urlPlus = Buffer.from(url.replaceAll('%20', '+'));
    forms.hex = Buffer.from(utf8.toString('hex'));
    forms.hexUpper = Buffer.from(utf8.toString('hex').toUpperCase());
    for (const shift of [0, 1, 2]) {
      const core = base64Core(utf8, shift);
      forms[`base64+${String(shift)}`] = Buffer.from(core);
      forms[`base64url+${String(shift)}`] = Buffer.from(core.replaceAll('+', '-').replaceAll('/', '_'));
    }
  }
  const seen = new Set<string>();
  return Object.entries(forms)
    .filter(([, bytes]) => !seen.has(bytes.toString('hex')) && seen.add(bytes.toString('hex')))
    .map(([form, bytes]) => ({ canary: name, form, bytes, isDigits }));
}

/** What base64 has of these bytes wherever they stand in a longer text: without the characters that their neighbours share. */
function base64Core(bytes: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
}
