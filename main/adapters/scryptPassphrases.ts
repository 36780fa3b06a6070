import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../core/errors';
import type { PassphraseHash } from '../core/ports';

interface Cost {
  /** Memory is 128 * n * r bytes, here 128 MiB for less than a second. */
  n: number;
  r: number;
  p: number;
}

const COST: Cost = { n: 131_072, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Node's own scrypt. A verifier is `scrypt$N$r$p$salt$hash`, so that a later version may cost more and still read it. */
export const scryptPassphrases: PassphraseHash = {
  async make(passphrase) {
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(passphrase, salt, COST);
    return ['scrypt', COST.n, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
  },
  async check(passphrase, verifier) {
    const { cost, salt, hash } = read(verifier);
    // SECURITY: how long the comparison takes must not tell how much was right.
    return timingSafeEqual(await derive(passphrase, salt, cost), hash);
  },
};

function read(verifier: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const found = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(verifier);
  const [n = 0, r = 0, p = 0] = (found?.slice(1, 4) ?? []).map(Number);
  const [salt, hash] = (found?.slice(4) ?? []).map((text) => Buffer.from(text, 'base64'));
  // SECURITY: what is in the keychain may be somebody else's making: it may neither be cheap to guess against nor fill the memory.
  const isOurs = n >= COST.n && n <= 4 * COST.n && r === COST.r && p >= 1 && p <= 4 && hash?.length === HASH_BYTES;
  if (!isOurs || salt === undefined || salt.length < SALT_BYTES) throw new AppError('LOCK_LOST');
  return { cost: { n, r, p }, salt, hash };
}

function derive(passphrase: string, salt: Buffer, { n, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, HASH_BYTES, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
