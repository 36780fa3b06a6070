import { describe, expect, it } from 'vitest';
import { scryptPassphrases } from '../../../main/adapters/scryptPassphrases';

const CANARY = 'CANARY correct horse battery';

// It costs a second of a free computer on purpose; a busy one needs several.
describe('a passphrase in scrypt', { timeout: 60_000 }, () => {
  it('is told from another, and is not in what is kept; its cost and a salt of its own are', async () => {
    const verifier = await scryptPassphrases.make(CANARY);
    expect(verifier).toMatch(/^scrypt\$131072\$8\$1\$/);
    expect(verifier).not.toContain('CANARY');
    expect(await scryptPassphrases.check(CANARY, verifier)).toBe(true);
    expect(await scryptPassphrases.check(`${CANARY} `, verifier)).toBe(false);
    expect(await scryptPassphrases.make(CANARY)).not.toBe(verifier);
  });

  const salt = Buffer.alloc(16, 7).toString('base64');
  const hash = Buffer.alloc(32, 7).toString('base64');
  it.each([
    ['nothing', ''],
    ['another kind', `argon2$131072$8$1$${salt}$${hash}`],
    ['one that is cheap to guess against', `scrypt$1024$8$1$${salt}$${hash}`],
    ['one that would fill the memory', `scrypt$9999999$8$1$${salt}$${hash}`],
    ['one without a salt', `scrypt$131072$8$1$AA==$${hash}`],
    ['a short one, which a chance passphrase could match', `scrypt$131072$8$1$${salt}$AA==`],
  ])('SECURITY: what is not of our making opens nothing: %s', async (_, verifier) => {
    await expect(scryptPassphrases.check(CANARY, verifier)).rejects.toMatchObject({ code: 'LOCK_LOST' });
  });
});
