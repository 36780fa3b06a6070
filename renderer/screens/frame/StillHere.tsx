/** The last minute before idle logout: asked over whatever is open. Any touch of the computer is an answer as good as the button. */
import { useState } from 'react';
import type { Account, IdleState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { takeSession } from '../../stores/mirrors';
import { useSecond } from '../../stores/now';
import { minutesText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.idle;

interface Warned {
  account: Account;
  idle: IdleState;
}

const nameOf = ({ account }: Warned) => words.accounts.name(account.username, account.platform.name);

export function StillHere({ warned }: { warned: readonly Warned[] }) {
  const now = useSecond();
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [first, ...others] = [...warned].sort((a, b) => a.idle.deadlineMs - b.idle.deadlineMs);
  if (first === undefined) return null;
  const { idle } = first;
  const seconds = Math.max(0, Math.ceil((idle.deadlineMs - now) / 1000));

  const stay = async () => {
    setBusy(true);
    setError(takeSession(await vault.session.stay({})));
    setBusy(false);
  };

  return (
    // Esc is a person’s key: it means to stay.
    <Sheet title={text.title} role="alertdialog" onClose={() => void stay()}>
      <p className="lead break">
        {text.lead(nameOf(first), minutesText(idle.limitMs))} {others.length > 0 && text.others(others.map(nameOf))} {text.goesOn}
      </p>
      <p className="countdown tabular" role="timer" aria-label={text.leftLabel}>
        {text.seconds(seconds)}
      </p>
      <ErrorNote error={error} />
      <Row>
        <Push kind="primary" autoFocus isBusy={isBusy} onPress={() => void stay()}>
          {text.stay}
        </Push>
      </Row>
    </Sheet>
  );
}
