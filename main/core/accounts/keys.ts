import type { PlatformInfo } from '../../../preload/contract/contract';

/** `<platform key>/<user id>`: everything of an account is keyed by it, so that no secret of one platform meets another. */
export function accountIdOf(platform: PlatformInfo, userId: string): string {
  return `${platform.key}/${userId}`;
}

/** The platform key of an account id; a custom key holds slashes, a user id none. */
export function platformKeyOf(accountId: string): string {
  return accountId.slice(0, accountId.lastIndexOf('/'));
}

export const sessionKey = (accountId: string): string => `session/${accountId}`;
export const tokenKey = (accountId: string, signature: string): string => `token/${accountId}/${signature}`;
/** What the app lock's passphrase is checked against. */
export const lockKey = 'lock/verifier';
/** Readable by the queue's worker alone; never listed, never handed out. */
export const condemnedKey = (signature: string): string => `condemned/${signature}`;
/** The key of the activity record's chain, and how far the chain had come. */
export const auditKey = 'audit/chain';
/** A two-factor secret that is kept by choice. */
export const factorKey = ({ accountId, kind, id }: { accountId: string; kind: 'key' | 'codes'; id: string }): string =>
  `${kind === 'key' ? 'authenticator' : 'backupCodes'}/${accountId}/${id}`;
