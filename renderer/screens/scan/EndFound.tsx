/** What ends a found token on its platform: at once, or with a new one in its place. */
import { use, useCallback, useState } from 'react';
import type { FoundToken, RunningExecutions } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { AccountContext } from '../../account';
import { Children, Leases, Running } from '../../components/Consequences';
import { AccessFields } from '../../components/MintFields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { emptyAccess, mintScope } from '../../mintForm';
import { tell } from '../../stores/desk';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';
import { rotatedText } from '../tokens/dialogs/RotateToken';
import { foundName } from './foundFacts';

interface EndProps {
  token: FoundToken;
  onClose: () => void;
}
type When = 'now' | 'whenJobsDone';
const mayRun = (running: RunningExecutions | undefined) => running !== undefined && (!running.isKnown || running.count > 0);

export function RevokeFound({ token, onClose }: EndProps) {
  const text = words.revoke;
  const tokenId = token.id;
  const preview = useAnswer(useCallback(() => vault.scan.previewRevoke({ tokenId }), [tokenId]));
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<When | null>(null);
  const { value } = preview;
  const revoke = async (when: When) => {
    setBusy(when);
    setError(null);
    const answer = await vault.scan.revoke({ tokenId, when });
    setBusy(null);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: words.tokens.revoked[answer.value.outcome](foundName(token)) });
    onClose();
  };
  return (
    <Sheet title={text.title(foundName(token))} role="alertdialog" onClose={onClose}>
      <p className="lead">{text.lead}</p>
      {value === null && preview.error === null && <Note role="status">{text.loading}</Note>}
      {value !== null && (
        <>
          <Running running={value.running} />
          <Children count={value.childCount} />
          <Leases leases={value.leases} />
        </>
      )}
      <ErrorNote error={error ?? preview.error} />
      <Row
        aside={
          mayRun(value?.running) && (
            <Push kind="quiet" isBusy={busy === 'whenJobsDone'} isDisabled={busy === 'now'} onPress={() => void revoke('whenJobsDone')}>
              {text.whenDone}
            </Push>
          )
        }
      >
        <Push autoFocus onPress={onClose}>
          {words.common.cancel}
        </Push>
        <Push
          kind="danger"
          isDisabled={value === null || busy === 'whenJobsDone'}
          isBusy={busy === 'now'}
          onPress={() => void revoke('now')}
        >
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}

export function RotateFound({ token, onClose }: EndProps) {
  const text = words.rotate;
  const tokenId = token.id;
  const preview = useAnswer(useCallback(() => vault.scan.previewRotate({ tokenId }), [tokenId]));
  const [access, setAccess] = useState(emptyAccess);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { value } = preview;
  // Whose projects are offered.
  const isAccountKnown = use(AccountContext) !== null;
  const isUnknown = value?.row.scope.kind === 'unknown';
  const scope = isUnknown ? mintScope(access) : null;
  const rotate = async () => {
    setBusy(true);
    setError(null);
    const answer = await vault.scan.rotate({ tokenId, scope });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: rotatedText(foundName(token), answer.value) });
    onClose();
  };
  return (
    <Sheet title={text.title(foundName(token))} role="alertdialog" onClose={onClose}>
      <p className="lead">{words.scan.rotate.lead}</p>
      {value === null && preview.error === null && <Note role="status">{words.revoke.loading}</Note>}
      {value?.madeBy === null && <Note tone="warn" title={text.nobodyMakes} />}
      {isUnknown && <Note tone="warn" title={text.scopeUnknown} />}
      {isUnknown && isAccountKnown && <AccessFields access={access} onChange={setAccess} error={null} />}
      {value !== null && (
        <>
          {value.lengthMs === null && <Note>{text.lengthUnknown}</Note>}
          <Leases leases={value.leases} />
          <Running running={value.running} />
          <Children count={value.childCount} />
        </>
      )}
      <ErrorNote error={error ?? preview.error} />
      <Row>
        <Push autoFocus onPress={onClose}>
          {words.common.cancel}
        </Push>
        <Push
          kind="primary"
          isDisabled={(value?.madeBy ?? null) === null || (isUnknown && scope === null)}
          isBusy={isBusy}
          onPress={() => void rotate()}
        >
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}
