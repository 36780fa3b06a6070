/** One account in a list: who, where, and whether it is signed in. */
import type { AccountCard } from '../../preload/contract/contract';
import { words } from '../words';

export function AccountLine({ card }: { card: AccountCard }) {
  const { account, status } = card;
  return (
    <>
      <Avatar username={account.username} />
      <span className="account-names">
        <bdi className="clip account-name">{account.username}</bdi>
        <span className="clip dim">{account.platform.name}</span>
      </span>
      <span className="account-state dim">{words.accounts.states[status]}</span>
    </>
  );
}

export function Avatar({ username }: { username: string }) {
  return (
    <span className="avatar" aria-hidden="true">
      {[...new Intl.Segmenter().segment(username)][0]?.segment.toUpperCase()}
    </span>
  );
}

/** As it is read aloud, in one breath. */
export const accountText = ({ account, status }: AccountCard): string =>
  words.accounts.withState(words.accounts.name(account.username, account.platform.name), words.accounts.states[status]);
