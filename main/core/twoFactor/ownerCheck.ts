import type { OwnerProof } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Lock } from '../services';
import { discard } from '../session/discard';
import type { Revocations } from '../tokens/revocationQueue';
import type { AtHand } from './atHand';

/** A session that a password check opened by the way is ended at once; it would last this long. */
const CHECK_MS = 60_000;

/** Resolves where whoever asks may read what is kept of this account. REFUSED, WRONG_PASSPHRASE, PASSPHRASE_WAIT, or as a sign-in. */
export type OwnerCheck = (account: AtHand, proof: OwnerProof) => Promise<void>;

/**
 * By the app lock's passphrase where one is set up: it is the stronger of the two at this desk, it works offline, and an account
 * of single sign-on has no other. Else by the account's password, which the platform checks.
 */
export function createOwnerCheck(ground: Ground, queue: Revocations, lock: Pick<Lock, 'state' | 'check'>): OwnerCheck {
  const { clock, platform: wire } = ground.ports;

  async function checkPassword(account: AtHand, password: string): Promise<void> {
    const expiresMs = clock.now() + CHECK_MS;
    const answer = await wire.signIn(account.platform, { username: account.username, password, otp: null, expiresMs });
    // With two-factor authentication on, the platform asks for the code only after the right password, and opens nothing.
    if (answer.kind === 'needsCode') return;
    const record = ground.index.value().accounts.find((one) => one.id === account.id);
    if (record !== undefined) await discard(ground, queue, record, answer.token, { expiresMs });
  }

  return async (account, proof) => {
    // SECURITY: an open window is not enough to read what is kept, and the passphrase never goes to the platform as a password.
    if (lock.state().isSetUp !== (proof.by === 'passphrase')) throw new AppError('REFUSED', { details: { field: 'proof' } });
    if (proof.by === 'passphrase') await lock.check(proof);
    else await checkPassword(account, proof.password);
  };
}
