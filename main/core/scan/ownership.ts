import { accountIdOf } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { AccountRecord } from '../ports';
import type { ScanService } from '../services';
import type { Finding } from './findings';
import { ownerOf } from './knownTokens';
import { askHostOf, type Looking } from './look';

/** What the file says about its platform must not contradict the one that is asked. */
function isForHost({ hosts }: Finding, host: string): boolean {
  const [name] = host.split(':');
  return [...hosts].every((one) => one === name);
}

/** Asks the platform of the look's account whose the strings are that nobody knows. */
export function createAsk(ground: Ground, looking: Looking): ScanService['ask'] {
  const wire = ground.ports.platform;
  return async ({ tokenIds, host }) => {
    const { accountId } = looking.needLook();
    // SECURITY: a string goes to the host that the person said yes to, and to no other.
    if (accountId === null || host !== askHostOf(ground, accountId)) throw new AppError('REFUSED', { details: { field: 'host' } });
    const platform = platformOfAccount(ground, accountId);
    for (const tokenId of tokenIds) {
      const finding = looking.need(tokenId);
      // SECURITY: what stands outside a DNAnexus context, or beside another platform's name, may be another service's secret.
      if (!finding.shown.mayAsk || !isForHost(finding, host)) continue;
      try {
        const { userId } = await wire.whoami(platform, finding.secret);
        const owner = accountIdOf(platform, userId);
        const fallback = { username: userId.replace(/^user-/, ''), platformName: platform.name };
        Object.assign(finding.shown, { account: ownerOf(ground, owner, fallback), state: 'live', mayAsk: false });
      } catch (error) {
        if (!isAppError(error, 'TOKEN_NOT_ACCEPTED')) throw error;
        Object.assign(finding.shown, { state: 'expired', mayAsk: false });
      }
      looking.tell();
    }
    // Locked or signed out meanwhile: there is nothing left to tell.
    looking.needLook();
    return looking.state();
  };
}

/** The account of a found token; REFUSED (field `unchecked`) while nobody knows it: nothing is sent to find that out here. */
export function ownerRecord(ground: Ground, { shown }: Finding): AccountRecord {
  if (shown.account === null) throw new AppError('REFUSED', { details: { field: 'unchecked' } });
  const { id, username } = shown.account;
  const platform = platformOfAccount(ground, id);
  const known = accountById(ground.index.value(), id);
  return known ?? { id, platform, userId: id.slice(id.lastIndexOf('/') + 1), username, fullName: null };
}

/** A session of dxkey's own is ended by signing out, which says what stops. */
export function refuseSession(ground: Ground, signature: string): void {
  if (ground.index.value().sessions.some((one) => one.signature === signature)) throw new AppError('REFUSED');
}
