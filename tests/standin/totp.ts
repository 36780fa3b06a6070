/** RFC 6238 on node:crypto alone: SHA-1, six digits, 30 s. Other code than the app's, so that the two check each other. */
import { createHmac, randomBytes } from 'node:crypto';

const PERIOD_S = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The number of a moment's time step. */
export const timeStep = (nowMs: number): number => Math.floor(nowMs / 1_000 / PERIOD_S);

/** The code of a time step; `secret` is base32. */
export function codeOf(secret: string, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET.charAt(parseInt(five.padEnd(5, '0'), 2))).join('');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.toUpperCase().replace(/[\s=]/g, ''))
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** 16 hex characters from which a secret is derived, so that the file of records holds no secret that a search would find. */
export const freshSalt = (): string => randomBytes(8).toString('hex');

/** The secret of a salt: 160 bits, 32 letters. Anybody with the salt can derive it: this is a stand-in. */
export function secretOfSalt(salt: string): string {
  return toBase32(createHmac('sha1', 'dxkey stand-in').update(salt).digest());
}
