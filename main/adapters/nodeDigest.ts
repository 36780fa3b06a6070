import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Digest } from '../core/ports';

/** Signatures and ids from Node's own crypto. */
export const nodeDigest: Digest = {
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  randomId: () => randomBytes(16).toString('hex'),
  randomKey: () => randomBytes(32).toString('hex'),
  hmacSha256Hex: (keyHex, text) => createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text, 'utf8').digest('hex'),
};
