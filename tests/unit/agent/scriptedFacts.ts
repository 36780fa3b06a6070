/** Who and what scripted services tell of. */
import type { AccountCard, PlatformInfo, SessionState, TokenRow } from '../../../preload/contract/contract';
import type { BuildFacts } from '../../../main/core/ports';

export const platform: PlatformInfo = {
  key: 'standin',
  kind: 'standin',
  name: 'Stand-in',
  apiUrl: 'http://127.0.0.1:4100',
  authUrl: 'http://127.0.0.1:4100',
  webUrl: null,
};

export const facts: BuildFacts = {
  version: '0.1.0',
  electronVersion: '45.4.1',
  runtime: 'pinned',
  build: 'test',
  os: 'linux',
  hostname: 'laptop',
};

export const ACCOUNT_ID = `${platform.key}/user-amy`;

export const signedIn: SessionState = {
  status: 'signedIn',
  account: { id: ACCOUNT_ID, platform, userId: 'user-amy', username: 'amy', fullName: 'Amy Test' },
  openedBy: 'password',
  tokenSignature: null,
  sinceMs: 1,
  expiresMs: null,
  verified: 'yes',
  canMint: 'yes',
  idle: null,
};

export const signedOut: SessionState = { status: 'signedOut', accountId: ACCOUNT_ID, last: { platform, username: 'amy' }, ended: null };

/** The one account, where it is signed in. */
export function cardsOf(session: SessionState): AccountCard[] {
  if (session.status !== 'signedIn') return [];
  const { account, openedBy, idle } = session;
  return [{ account, status: 'signedIn', openedBy, idle, ended: null }];
}

export function tokenRow(change: Partial<TokenRow> = {}): TokenRow {
  return {
    signature: 'ab'.repeat(32),
    label: 'dxkey laptop',
    last4: 'QRST',
    scope: { kind: 'full' },
    state: 'live',
    held: 'here',
    origin: 'minted',
    madeMs: 1,
    expiresMs: 1_900_000_000_000,
    lastUsedMs: null,
    parentSignature: null,
    worksWhileAway: false,
    defaultProject: null,
    isShellToken: true,
    isPaused: false,
    leaseCount: 0,
    reachesPhi: 0,
    replacedBy: null,
    selfRotation: 'off',
    ...change,
  };
}

/** Of a grant, what every one has alike. */
export function givenTo({ secret, username }: { secret: string; username: string }) {
  return { accountId: ACCOUNT_ID, secret, username, platform };
}
