/** The other accounts of this computer, beside a form: a press shows one, and leads to its sign-in where it is signed out. */
import { Button } from 'react-aria-components';
import { AccountLine, accountText } from '../../components/AccountLine';
import { switchAccount, useAccounts } from '../../stores/mirrors';
import { words } from '../../words';

export function OtherAccounts({ butNot }: { butNot: string | null }) {
  const list = useAccounts((state) => state.value?.list) ?? [];
  const others = list.filter((card) => card.account.id !== butNot);
  if (others.length === 0) return null;
  return (
    <nav className="others" aria-label={words.accounts.here}>
      <h2 className="others-title">{words.accounts.here}</h2>
      <ul className="others-list">
        {others.map((card) => (
          <li key={card.account.id}>
            <Button className="account" aria-label={accountText(card)} onPress={() => void switchAccount(card.account.id)}>
              <AccountLine card={card} />
            </Button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
