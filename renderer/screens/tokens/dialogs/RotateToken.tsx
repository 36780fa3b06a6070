/** Rotating a token: what happens, what has the old one now, and what becomes of it. */
import { useCallback, useState } from 'react';
import type { Output, TokenRow } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { Children, Leases, Running } from '../../../components/Consequences';
import { Segments, Tick } from '../../../components/Fields';
import { AccessFields } from '../../../components/MintFields';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { emptyAccess, mintScope } from '../../../mintForm';
import { closeDialog, tell } from '../../../stores/desk';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText, nameText } from '../rowFacts';

const text = words.rotate;
type Old = 'keep' | 'revoke';

export function rotatedText(name: string, { isSwitched, old }: Output<'rotation.start'>): string {
  return isSwitched ? text.done(name, text.oldEnds[old]) : text.unproven(name);
}

function OldEnds({ preview }: { preview: Output<'rotation.preview'> | null }) {
  if (preview === null) return null;
  return (
    <>
      <Running running={preview.running} />
      <Children count={preview.childCount} />
    </>
  );
}

export function RotateToken({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const preview = useAnswer(useCallback(() => vault.rotation.preview({ accountId, signature }), [accountId, signature]));
  const [chosen, setChosen] = useState<Old | null>(null);
  const [mayRevoke, setMayRevoke] = useState(false);
  const [access, setAccess] = useState(emptyAccess);
  const [bySelf, setBySelf] = useState(row.selfRotation !== 'off');
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isExposed = preview.value?.isExposed === true;
  const old = chosen ?? (isExposed ? 'keep' : 'revoke');
  const isUnknown = row.scope.kind === 'unknown';
  const scope = isUnknown ? mintScope(access) : null;

  const rotate = async () => {
    setBusy(true);
    setError(null);
    const choice = bySelf ? old : 'off';
    const set = choice === row.selfRotation || isUnknown ? null : await vault.rotation.setSelf({ accountId, signature, choice });
    const answer =
      set?.ok === false
        ? set
        : await vault.rotation.start({ accountId, signature, scope, lengthMs: null, old, mayRevokeExposed: mayRevoke });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    if ('isSwitched' in answer.value) tell({ kind: 'good', text: rotatedText(nameText(row), answer.value) });
    closeDialog();
  };

  const isHeldBack = (old === 'revoke' && isExposed && !mayRevoke) || (isUnknown && scope === null);
  return (
    <Sheet title={text.title(labelText(row))} onClose={closeDialog}>
      <p className="lead">{text.lead}</p>
      {preview.value?.madeBy === null && <Note tone="warn" title={text.nobodyMakes} />}
      {isUnknown && <Note tone="warn" title={text.scopeUnknown} />}
      {isUnknown && <AccessFields access={access} onChange={setAccess} error={null} />}
      {preview.value !== null && preview.value.lengthMs === null && <Note>{text.lengthUnknown}</Note>}
      {preview.value !== null && <Leases leases={preview.value.leases} />}
      <Segments
        label={text.old}
        value={old}
        choices={[
          { id: 'revoke', text: text.oldRevoke },
          { id: 'keep', text: text.oldKeep },
        ]}
        onChange={setChosen}
      />
      {old === 'revoke' && isExposed && (
        <Tick isSelected={mayRevoke} onChange={setMayRevoke} help={text.exposedMore}>
          {text.exposed}
        </Tick>
      )}
      {old === 'revoke' && <OldEnds preview={preview.value} />}
      {!isUnknown && (
        <Tick isSelected={bySelf} onChange={setBySelf} help={text.bySelfMore}>
          {text.bySelf}
        </Tick>
      )}
      <ErrorNote error={error ?? preview.error} />
      <Row>
        <Push autoFocus onPress={closeDialog}>
          {words.common.cancel}
        </Push>
        <Push
          kind="primary"
          isDisabled={isHeldBack || (preview.value?.madeBy ?? null) === null}
          isBusy={isBusy}
          onPress={() => void rotate()}
        >
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}
