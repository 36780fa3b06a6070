/** Remove account: what goes from this computer with it, and whether the tokens that it holds are revoked or only forgotten. */
import { useCallback, useState } from 'react';
import type { Account, Output } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Leases } from '../../components/Consequences';
import { KeptTokensPicker, type KeptTokens } from '../../components/KeptTokens';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { closeDialog } from '../../stores/desk';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.removeAccount;

export function RemoveAccount({ account }: { account: Account }) {
  const { id: accountId, username, platform } = account;
  const preview = useAnswer(useCallback(() => vault.accounts.previewRemove({ accountId }), [accountId]));
  const [tokens, setTokens] = useState<KeptTokens>('revoke');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);

  const remove = async () => {
    setBusy(true);
    setError(null);
    const answer = await vault.accounts.remove({ accountId, tokens });
    setBusy(false);
    if (answer.ok) closeDialog();
    else setError(answer.error);
  };

  return (
    <Sheet title={text.title(username)} role="alertdialog" onClose={closeDialog} isHeld={isBusy}>
      <p className="lead">{text.lead(platform.name)}</p>
      {preview.value === null && preview.error === null && <Note role="status">{words.revoke.loading}</Note>}
      {preview.value !== null && <Goes preview={preview.value} />}
      {preview.value !== null && preview.value.heldCount > 0 && <KeptTokensPicker value={tokens} onChange={setTokens} help={text.help} />}
      <ErrorNote error={error ?? preview.error} />
      <Row>
        <Push onPress={closeDialog} isDisabled={isBusy} autoFocus>
          {words.common.cancel}
        </Push>
        <Push kind="danger" isBusy={isBusy} isDisabled={preview.value === null} onPress={() => void remove()}>
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}

function Goes({ preview }: { preview: Output<'accounts.previewRemove'> }) {
  const { heldCount, leases, openedBy, keepsTwoFactor } = preview;
  return (
    <>
      <ul className="plain-list">
        {heldCount > 0 && <li>{text.held(heldCount)}</li>}
        {openedBy !== null && <li>{text.sessions[openedBy]}</li>}
        {keepsTwoFactor && <li>{text.factors}</li>}
        <li>{text.settings}</li>
      </ul>
      <Leases leases={leases} />
    </>
  );
}
