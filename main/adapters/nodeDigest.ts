import { createHash, randomBytes } from 'node:crypto';
import type { Digest } from '../core/ports';

/** Signatures and ids from Node's own crypto. */
export const nodeDigest: Digest = {
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  randomId: () => randomBytes(16).toString('hex'),
};
