import { accountIdOf } from '../accounts/keys';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { PlatformInfo } from '../ports';
import type { LiveSession } from '../session/liveSession';

export interface AtHand {
  id: string;
  platform: PlatformInfo;
  username: string;
}

/** Whose two-factor authentication is meant: the account that is signed in, or the one whose code is asked for. */
export interface WhoIsAtHand {
  account(): AtHand | null;
  /** NOT_SIGNED_IN; SESSION_ENDED where another account was meant. */
  signedIn(meant?: string): AtHand;
}

export function createWhoIsAtHand(ground: Ground, live: LiveSession): WhoIsAtHand {
  function signedInOrNull(): AtHand | null {
    const state = live.state();
    if (state.status !== 'signedIn') return null;
    const { platform, userId, username } = state.account;
    return { id: accountIdOf(platform, userId), platform, username };
  }
  /** At the code step nobody has an id yet: an account of that name that this computer knows. */
  function atCodeStep(): AtHand | null {
    const state = live.state();
    if (state.status !== 'needsCode') return null;
    const { platform, username } = state;
    const known = ground.index.value().accounts.find((one) => one.username === username && one.platform.key === platform.key);
    return known === undefined ? null : { id: known.id, platform, username };
  }
  return {
    account: () => signedInOrNull() ?? atCodeStep(),
    signedIn(meant) {
      const account = signedInOrNull();
      if (account === null) throw new AppError('NOT_SIGNED_IN');
      // SECURITY: a password that was typed for one account is never sent for another that is shown by now.
      if (meant !== undefined && meant !== account.id) throw new AppError('SESSION_ENDED');
      return account;
    },
  };
}
