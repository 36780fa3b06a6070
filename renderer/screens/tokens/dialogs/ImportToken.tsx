/** Takes a token made elsewhere: main asks whose it is before it keeps it. */
import { useState, type SubmitEvent } from 'react';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { AwayChoice } from '../../../components/AwayChoice';
import { SecretInput, TextInput } from '../../../components/Fields';
import { ErrorNote } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, tell } from '../../../stores/desk';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { nameText } from '../rowFacts';

const text = words.importToken;

function tokenProblem(token: string): string | null {
  if (token === '') return words.signIn.missing.token;
  return /^[\x21-\x7e]+$/u.test(token) ? null : words.signIn.notAToken;
}

export function ImportToken() {
  const accountId = useAccountId();
  const [token, setToken] = useState('');
  const [label, setLabel] = useState('');
  const [isAway, setAway] = useState(false);
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const bare = token.trim();

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (tokenProblem(bare) !== null || label.trim() === '' || isBusy) return;
    setBusy(true);
    setError(null);
    const answer = await vault.tokens.import({ accountId, token: bare, label: label.trim(), worksWhileAway: isAway });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: words.tokens.imported(nameText(answer.value)) });
    closeDialog();
  };

  return (
    <Sheet title={text.title} onClose={closeDialog}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p className="lead">{text.lead}</p>
        <SecretInput
          label={text.token}
          value={token}
          onChange={setToken}
          autoFocus
          isMono
          maxLength={4096}
          autoComplete="off"
          error={isTried ? tokenProblem(bare) : null}
        />
        <TextInput
          label={text.label}
          value={label}
          onChange={setLabel}
          maxLength={200}
          error={isTried && label.trim() === '' ? words.newToken.missing.label : null}
        />
        <AwayChoice isAway={isAway} onChange={setAway} />
        <ErrorNote error={error} />
        <Row>
          <Push onPress={closeDialog}>{words.common.cancel}</Push>
          <Push type="submit" kind="primary" isBusy={isBusy}>
            {text.submit}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}
