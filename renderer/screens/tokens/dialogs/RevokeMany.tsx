/** Several at once: how many and which, what breaks, then one question for all of them. */
import { useCallback, useState } from 'react';
import type { Output, TokenRow } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { Children, Leases, Running } from '../../../components/Consequences';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { errorText } from '../../../errorText';
import { closeDialog, tell } from '../../../stores/desk';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { nameText } from '../rowFacts';

const text = words.revokeMany;
const NAMED = 6;
type When = 'now' | 'whenJobsDone';
type Results = Output<'tokens.revokeMany'>['results'];

function said(results: Results): string {
  const count = (outcome: Results[number]['outcome']) => results.filter((one) => one.outcome === outcome).length;
  return text.done(count('revoked') + count('alreadyGone'), count('queued'));
}

export function RevokeMany({ signatures }: { signatures: readonly string[] }) {
  const accountId = useAccountId();
  const preview = useAnswer(
    useCallback(() => vault.tokens.previewRevokeMany({ accountId, signatures: [...signatures] }), [accountId, signatures]),
  );
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [failed, setFailed] = useState<Results>([]);
  const [busy, setBusy] = useState<When | null>(null);
  const rows = preview.value?.rows ?? [];
  const running = preview.value?.running;
  const canWait = running !== undefined && (!running.isKnown || running.count > 0);

  const revoke = async (when: When) => {
    setBusy(when);
    setError(null);
    const answer = await vault.tokens.revokeMany({ accountId, signatures: [...signatures], when });
    setBusy(null);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    const { results } = answer.value;
    const bad = results.filter((one) => one.error !== null);
    setFailed(bad);
    tell({ kind: 'good', text: said(results) });
    if (bad.length === 0) closeDialog();
  };

  return (
    <Sheet title={text.title(signatures.length)} role="alertdialog" onClose={closeDialog} isHeld={busy !== null}>
      <p className="lead">{text.lead}</p>
      <Names rows={rows} />
      {preview.value === null && preview.error === null && <Note role="status">{words.revoke.loading}</Note>}
      {running !== undefined && <Running running={running} />}
      {preview.value !== null && <Children count={preview.value.childCount} />}
      {preview.value !== null && <Leases leases={preview.value.leases} />}
      <ErrorNote error={preview.error} />
      <p className="lead">{words.revoke.when}</p>
      <ErrorNote error={error} />
      <Failed failed={failed} rows={rows} />
      <Row
        aside={
          canWait &&
          failed.length === 0 && (
            <Push kind="quiet" isBusy={busy === 'whenJobsDone'} isDisabled={busy === 'now'} onPress={() => void revoke('whenJobsDone')}>
              {words.revoke.whenDone}
            </Push>
          )
        }
      >
        <Push autoFocus isDisabled={busy !== null} onPress={closeDialog}>
          {failed.length === 0 ? words.common.cancel : words.common.done}
        </Push>
        {failed.length === 0 && (
          <Push
            kind="danger"
            isDisabled={preview.value === null || busy === 'whenJobsDone'}
            isBusy={busy === 'now'}
            onPress={() => void revoke('now')}
          >
            {text.submit(signatures.length)}
          </Push>
        )}
      </Row>
    </Sheet>
  );
}

function Names({ rows }: { rows: readonly TokenRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul className="plain-list named">
      {rows.slice(0, NAMED).map((row) => (
        <li key={row.signature}>
          <bdi className="break">{nameText(row)}</bdi>
        </li>
      ))}
      {rows.length > NAMED && <li>{words.running.andMore(rows.length - NAMED)}</li>}
    </ul>
  );
}

function Failed({ failed, rows }: { failed: Results; rows: readonly TokenRow[] }) {
  return failed.map((one) => {
    const row = rows.find(({ signature }) => signature === one.signature);
    return (
      <Note key={one.signature} tone="bad" role="alert" title={row === undefined ? words.tokens.unlabelled : nameText(row)}>
        {one.error !== null && errorText(one.error).title}
      </Note>
    );
  });
}
