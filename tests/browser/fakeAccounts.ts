/** The accounts of the fake main: the one of its session, and the others that the scenario names. */
import type { AccountCard, AccountsState, SessionState } from '../../preload/contract/contract';
import { refuse, type Emit, type Part } from './fakeParts';
import { byPassword, type Scenario } from './scenario';

export function ownerOf({ session }: Scenario): string | null {
  if (session.status === 'signedIn') return session.account.id;
  return session.status === 'signedOut' || session.status === 'working' ? session.accountId : null;
}

export function accountsOf(scenario: Scenario): AccountsState {
  const own = cardOf(scenario.session);
  return {
    shownId: ownerOf(scenario),
    isAdding: ownerOf(scenario) === null,
    list: own === null ? scenario.others : [own, ...scenario.others],
    removed: scenario.removed,
  };
}

function cardOf(session: SessionState): AccountCard | null {
  if (session.status === 'signedIn') {
    const { account, openedBy, idle } = session;
    return { account, status: 'signedIn', openedBy, idle, ended: null };
  }
  if (session.status !== 'signedOut' || session.last === null || session.accountId === null) return null;
  const { platform, username } = session.last;
  const account = { id: session.accountId, platform, userId: `user-${username}`, username, fullName: null };
  return { account, status: 'signedOut', openedBy: null, idle: null, ended: session.ended?.reason ?? null };
}

export function accountHandlers(scenario: Scenario, emit: Emit): Part<'accounts'> {
  /** The shown one steps back among the others, and is found there again. */
  const become = (session: SessionState, others: AccountCard[]): SessionState => {
    scenario.session = session;
    scenario.others = others;
    emit('session.changed', session);
    return session;
  };
  const all = () => accountsOf(scenario).list;
  return {
    'accounts.load': () => accountsOf(scenario),
    'accounts.switch': ({ accountId }) => {
      const card = all().find((one) => one.account.id === accountId) ?? refuse({ code: 'NO_SUCH_ACCOUNT' });
      const others = all().filter((one) => one !== card);
      const { account, idle } = card;
      if (card.status === 'signedIn') return become({ ...byPassword, account, idle }, others);
      const { platform, username } = account;
      return become({ status: 'signedOut', accountId, last: { platform, username }, ended: null }, others);
    },
    'accounts.previewRemove': () => ({
      heldCount: scenario.tokens.rows.filter((one) => one.held === 'here').length,
      leases: scenario.leases,
      isSignedIn: scenario.session.status === 'signedIn',
      openedBy: scenario.session.status === 'signedIn' ? scenario.session.openedBy : null,
      keepsTwoFactor: scenario.twoFactor.authenticator !== null || scenario.twoFactor.backupCodes !== null,
    }),
    'accounts.remove': ({ accountId }) => {
      const { username, platform } = (all().find((one) => one.account.id === accountId) ?? refuse({ code: 'NO_SUCH_ACCOUNT' })).account;
      scenario.removed = { username, platformName: platform.name, queuedCount: 0, notes: [] };
      become({ status: 'signedOut', accountId: null, last: null, ended: null }, scenario.others);
      return { queuedCount: 0, notes: [] };
    },
    'accounts.add': () => become({ status: 'signedOut', accountId: null, last: null, ended: null }, all()),
  };
}
