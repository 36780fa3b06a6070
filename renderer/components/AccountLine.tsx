/** One account in a list: who, where, and whether it is signed in. */
import type { AccountCard } from '../../preload/contract/contract';
import { words } from '../words';

export function AccountLine({ card }: { card: AccountCard }) {
  const { account } = card;
  return (
    <>
      <Avatar username={account.username} />
      <span className="account-names">
        <bdi className="clip account-name">{account.username}</bdi>
        <span className="clip dim">{account.platform.name}</span>
      </span>
      <span className="account-state dim">{stateText(card)}</span>
    </>
  );
}

/** `platformName` where another account has the same name: folded to icons, the two would look alike. */
export function Avatar({ username, platformName }: { username: string; platformName?: string | undefined }) {
  return (
    <span className="avatar" aria-hidden="true">
      {firstOf(username)}
      {platformName !== undefined && <span className="avatar-place">{firstOf(platformName)}</span>}
    </span>
  );
}

const stateText = ({ status, isInMemory }: AccountCard): string =>
  isInMemory === true ? words.memory.state : words.accounts.states[status];

const firstOf = (text: string) => [...new Intl.Segmenter().segment(text)][0]?.segment.toUpperCase();

/** As it is read aloud, in one breath. */
export const accountText = (card: AccountCard): string =>
  words.accounts.withState(words.accounts.name(card.account.username, card.account.platform.name), stateText(card));
