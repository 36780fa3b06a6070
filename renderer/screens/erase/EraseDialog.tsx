/** Erase dxkey: what it takes, whether held tokens are revoked or only forgotten, and a word typed before anything goes. */
import { useCallback, useState, type SubmitEvent } from 'react';
import type { ErasePreview } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { TextInput } from '../../components/Fields';
import { KeptTokensPicker, type KeptTokens } from '../../components/KeptTokens';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { closeDialog } from '../../stores/desk';
import { takeErase } from '../../stores/mirrors';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.erase;
const SHOWN = 6;

export function EraseDialog({ isLocked }: { isLocked: boolean }) {
  const preview = useAnswer(useCallback(() => vault.erase.preview({}), []));
  const [tokens, setTokens] = useState<KeptTokens>('revoke');
  const [word, setWord] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const isConfirmed = word.trim().toLowerCase() === text.word && preview.value !== null;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!isConfirmed || isBusy) return;
    setBusy(true);
    const answer = await vault.erase.run({ tokens });
    setBusy(false);
    setError(takeErase(answer));
  };

  return (
    <Sheet title={text.title} width="l" role="alertdialog" onClose={closeDialog} isHeld={isBusy}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <p className="lead">{text.lead}</p>
        {preview.value === null && preview.error === null && <Note role="status">{text.loading}</Note>}
        {preview.value !== null && <Takes preview={preview.value} isLocked={isLocked} />}
        {preview.value !== null && preview.value.heldCount > 0 && <KeptTokensPicker value={tokens} onChange={setTokens} help={text.help} />}
        <TextInput label={text.confirm} value={word} onChange={setWord} autoComplete="off" maxLength={20} isDisabled={isBusy} />
        <ErrorNote error={error ?? preview.error} />
        <Row>
          <Push onPress={closeDialog} isDisabled={isBusy} autoFocus>
            {words.common.cancel}
          </Push>
          <Push type="submit" kind="danger" isBusy={isBusy} isDisabled={!isConfirmed}>
            {text.submit}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}

function Takes({ preview, isLocked }: { preview: ErasePreview; isLocked: boolean }) {
  const { accounts, accountCount, heldCount, sessionCount, leaseCount, queueCount, keyCount, codeSetCount } = preview;
  return (
    <ul className="plain-list">
      {accounts.slice(0, SHOWN).map(({ id, username, platformName, heldCount: held }) => (
        <li key={id} className="break">
          {text.account(words.accounts.name(username, platformName), held)}
        </li>
      ))}
      {accounts.length > 0 && accountCount > SHOWN && <li>{text.more(accountCount - Math.min(SHOWN, accounts.length))}</li>}
      {isLocked && accountCount > 0 && <li>{text.accounts(accountCount)}</li>}
      {isLocked && heldCount > 0 && <li>{text.held(heldCount)}</li>}
      {sessionCount > 0 && <li>{text.sessions(sessionCount)}</li>}
      {leaseCount > 0 && <li>{text.leases(leaseCount)}</li>}
      {queueCount > 0 && <li>{text.queue(queueCount)}</li>}
      {keyCount + codeSetCount > 0 && <li className="warn-text">{text.factors(keyCount, codeSetCount)}</li>}
      <li>{text.rest}</li>
      {isLocked && <li className="dim">{text.locked}</li>}
    </ul>
  );
}
