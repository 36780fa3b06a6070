import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// 16 MiB and about 50 ms a try: real enough to show a wait, cheap enough for a suite that signs in a hundred times.
const COST = { N: 16_384, r: 8, p: 1 };
const LENGTH = 32;

/** `scrypt$<salt hex>$<key hex>`; the password itself is never kept. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('hex')}$${(await derive(password, salt)).toString('hex')}`;
}

/** With no hash (no such user) the same work is done, so that the answer's time does not tell. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = (hash ?? `scrypt$${'00'.repeat(16)}$${'00'.repeat(LENGTH)}`).split('$');
  const derived = await derive(password, Buffer.from(salt, 'hex'));
  return hash !== null && timingSafeEqual(derived, Buffer.from(key, 'hex'));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, LENGTH, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
