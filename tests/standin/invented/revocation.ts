/**
 * OUR INVENTION (PROTOCOL.md `?`): what destroyAuthToken answers for a signature that is unknown, dead or somebody else's
 * (ResourceNotFound, so that it tells nothing), and whether a scoped token may revoke another than itself (a switch).
 */
import type { TokenRecord } from '../model';
import type { Platform } from '../platform';
import { PlatformError } from '../platformError';
import { findToken, isFullScope } from '../tokens';
import type { Caller } from '../tokens';

export function tokenToRevoke(platform: Platform, caller: Caller, signature: string): TokenRecord {
  const token = findToken(platform, signature);
  if (token?.userId !== caller.person.id || token.ended !== null) {
    throw new PlatformError('ResourceNotFound', 'The specified token could not be found');
  }
  const isItself = token === caller.token;
  if (!isItself && !isFullScope(caller.token.scope) && !platform.state.records.settings.scopedMayRevoke) {
    throw new PlatformError('PermissionDenied', 'A scoped token may revoke itself only');
  }
  return token;
}
