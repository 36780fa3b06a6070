import { createHash, randomBytes, randomInt } from 'node:crypto';

/** The alphabet of platform ids: no vowels, no look-alikes (PROTOCOL.md). */
const ID_ALPHABET = '0123456789BFGJKPQVXYZbfgjkpqvxyz';
const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The public id of a token: all that the stand-in keeps of it. */
export function signatureOf(token: string): string {
  return sha256Hex(token);
}

/** `class-` and 24 characters, the same for the same `from`, so that a seed gives the same ids on every start. */
export function steadyId(objectClass: string, from: string): string {
  const digest = createHash('sha256').update(`${objectClass}\n${from}`).digest();
  return `${objectClass}-${spell(digest, 24, ID_ALPHABET)}`;
}

export function freshId(objectClass: string): string {
  return `${objectClass}-${spell(randomBytes(24), 24, ID_ALPHABET)}`;
}

/** 32 characters, as the documentation says. */
export function freshToken(): string {
  let token = '';
  while (token.length < 32) token += TOKEN_ALPHABET.charAt(randomInt(TOKEN_ALPHABET.length));
  return token;
}

/** A generated seed's token: known to whoever knows the user and the number, so that a test can use any of a thousand. */
export function steadyToken(userId: string, index: number): string {
  return spell(
    createHash('sha256')
      .update(`${userId}\n${String(index)}`)
      .digest(),
    32,
    TOKEN_ALPHABET,
  );
}

function spell(bytes: Buffer, length: number, alphabet: string): string {
  return Array.from(bytes.subarray(0, length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
