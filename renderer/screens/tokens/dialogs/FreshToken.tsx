/** The token, once. It does not let itself be lost by accident: what is kept nowhere must be copied, or its loss confirmed. */
import { useState } from 'react';
import type { Output } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccount } from '../../../account';
import { ErrorNote, Note } from '../../../components/Note';
import { errorText } from '../../../errorText';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, open } from '../../../stores/desk';
import { useDismissal } from '../../../useDismissal';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText } from '../rowFacts';
import { ClipboardLine } from '../Foot';

type Minted = Output<'tokens.mint'>;
const text = words.fresh;

const dismiss = (): void => void vault.tokens.dismissFresh({});

export function FreshToken({ minted }: { minted: Minted }) {
  const { row, secret, isKept } = minted;
  const { id: accountId, username, platform } = useAccount();
  const whose = words.accounts.name(username, platform.name);
  const [copied, setCopied] = useState<Output<'tokens.copy'>['outcome'] | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isAsking, setAsking] = useState(false);
  useDismissal(dismiss);
  const isSafe = isKept || (copied !== null && copied !== 'needsPress');

  const copy = async () => {
    setError(null);
    const answer = await vault.tokens.copy({ accountId, signature: row.signature });
    if (answer.ok) setCopied(answer.value.outcome);
    else setError(answer.error);
  };
  const close = () => {
    if (isSafe || isAsking) closeDialog();
    else setAsking(true);
  };

  return (
    <Sheet title={text.title(labelText(row))} width="l" role={isKept ? 'dialog' : 'alertdialog'} onClose={close} isHeld={!isSafe}>
      <output className="secret" aria-label={text.token} tabIndex={-1}>
        {secret}
      </output>
      {!isAsking && <Fate minted={minted} />}
      <ErrorNote error={error} />
      {copied !== null && copied !== 'copied' && (
        <Note tone="warn">{copied === 'needsPress' ? words.tokens.needsPress : words.tokens.copiedUnverified(labelText(row), whose)}</Note>
      )}
      {isAsking && (
        <Note tone="bad" title={text.confirmLoss} role="alert">
          {text.confirmLossMore}
        </Note>
      )}
      <Row aside={<ClipboardLine />}>
        {isKept && (
          <Push
            onPress={() => {
              open({ kind: 'export', signature: row.signature });
            }}
          >
            {words.tokens.actions.export}
          </Push>
        )}
        <Push kind="primary" autoFocus onPress={() => void copy()}>
          {words.common.copy}
        </Push>
        <Push kind={isAsking && !isSafe ? 'danger' : 'quiet'} onPress={close}>
          {isAsking && !isSafe ? text.closeAnyway : words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

function Fate({ minted }: { minted: Minted }) {
  if (minted.keepProblem !== null) {
    return (
      <Note tone="bad" title={text.keepProblem}>
        {errorText(minted.keepProblem).title} {text.keepProblemMore}
      </Note>
    );
  }
  return (
    <Note tone="warn" title={text.once}>
      {minted.isKept ? text.kept : text.notKept} {text.phiNote}
    </Note>
  );
}
