/** Pausing a token that commands here hold: they are named first, with what becomes of each. */
import { useCallback, useState } from 'react';
import type { Output, TokenRow } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { Leases } from '../../../components/Consequences';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, tell } from '../../../stores/desk';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText, nameText } from '../rowFacts';

const text = words.pause;

export const pausedText = ({ row, endedCount }: Output<'tokens.pause'>) => text.done(nameText(row), endedCount);

export function PauseToken({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const preview = useAnswer(useCallback(() => vault.tokens.previewPause({ accountId, signature }), [accountId, signature]));
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const leases = preview.value?.leases ?? [];

  const pause = async () => {
    setBusy(true);
    setError(null);
    const answer = await vault.tokens.pause({ accountId, signature });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: pausedText(answer.value) });
    closeDialog();
  };

  return (
    <Sheet title={text.title(labelText(row))} role="alertdialog" onClose={closeDialog}>
      <p className="lead">{text.lead}</p>
      <Leases leases={leases} />
      {leases.length > 0 && (
        <Note tone="warn" title={text.ends(leases)}>
          {text.read}
        </Note>
      )}
      <ErrorNote error={error ?? preview.error} />
      <Row>
        <Push autoFocus onPress={closeDialog}>
          {words.common.cancel}
        </Push>
        <Push kind="danger" isDisabled={preview.value === null} isBusy={isBusy} onPress={() => void pause()}>
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}
