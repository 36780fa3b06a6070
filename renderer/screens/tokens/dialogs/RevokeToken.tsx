/** Revoke Tokens Confirmation: what breaks comes first and in numbers, then the question. */
import { useCallback, useState } from 'react';
import type { Output, TokenRow } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { Children, Leases, Running } from '../../../components/Consequences';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, open, tell } from '../../../stores/desk';
import { useLastSignedIn, useTokens } from '../../../stores/mirrors';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText, nameText } from '../rowFacts';

const text = words.revoke;
type When = 'now' | 'whenJobsDone';

/** A token of limited scope makes none: nothing is unknown about that. */
const childrenOf = ({ row, childCount }: Output<'tokens.previewRevoke'>) =>
  childCount === null && row.scope.kind === 'projects' ? 0 : childCount;

export function RevokeToken({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const preview = useAnswer(useCallback(() => vault.tokens.previewRevoke({ accountId, signature }), [accountId, signature]));
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<When | null>(null);
  const isOpener = useLastSignedIn((state) => state.value?.tokenSignature === signature);
  const running = preview.value?.running;
  const canWait = running !== undefined && (!running.isKnown || running.count > 0);

  const revoke = async (when: When) => {
    setBusy(when);
    setError(null);
    const answer = await vault.tokens.revoke({ accountId, signature, when });
    setBusy(null);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: words.tokens.revoked[answer.value.outcome](nameText(row)) });
    closeDialog();
  };

  return (
    <Sheet title={text.title(labelText(row))} role="alertdialog" onClose={closeDialog}>
      <p className="lead">{row.state === 'lost' ? text.lost : text.lead}</p>
      {isOpener && <Note tone="warn" title={text.opened} />}
      {preview.value === null && preview.error === null && <Note role="status">{text.loading}</Note>}
      {running !== undefined && <Running running={running} />}
      {preview.value !== null && <Children count={childrenOf(preview.value)} />}
      <WithChildren row={row} />
      {preview.value !== null && <Leases leases={preview.value.leases} />}
      {preview.error !== null && (
        <Note tone="warn" title={words.running.notKnown}>
          {words.running.notKnownMore}
        </Note>
      )}
      <p className="lead">{text.when}</p>
      <ErrorNote error={error}>
        <ByHand row={row} />
      </ErrorNote>
      <Row
        aside={
          canWait && (
            <Push kind="quiet" isBusy={busy === 'whenJobsDone'} isDisabled={busy === 'now'} onPress={() => void revoke('whenJobsDone')}>
              {text.whenDone}
            </Push>
          )
        }
      >
        <Push autoFocus onPress={closeDialog}>
          {words.common.cancel}
        </Push>
        <Push
          kind="danger"
          isDisabled={(preview.value === null && preview.error === null) || busy === 'whenJobsDone'}
          isBusy={busy === 'now'}
          onPress={() => void revoke('now')}
        >
          {text.submit}
        </Push>
      </Row>
    </Sheet>
  );
}

/** Where dxkey cannot revoke it, the browser can: the page, and what to look for on it. */
function ByHand({ row }: { row: TokenRow }) {
  const account = useLastSignedIn((state) => state.value?.account);
  if (account === undefined) return null;
  const { byHand, byHandName, page } = words.queue;
  return (
    <>
      <div>{byHand(account.username, account.platform.name, byHandName(row.label, row.last4, row.signature))}</div>
      <Push onPress={() => void vault.link.open({ link: 'apiTokensPage' })}>{page}</Push>
    </>
  );
}

/** From one to all that it made, and what those made: the same question for all of them. */
function WithChildren({ row }: { row: TokenRow }) {
  const rows = useTokens((state) => state.value?.rows);
  if (rows?.some((one) => one.parentSignature === row.signature && one.state === 'live') !== true) return null;
  return (
    <Push
      kind="quiet"
      onPress={() => {
        open({ kind: 'revokeMany', signatures: familyOf(row, rows) });
      }}
    >
      {text.children}
    </Push>
  );
}

function familyOf(row: TokenRow, rows: readonly TokenRow[]): string[] {
  const family = new Set([row.signature]);
  // What is added while the set is walked is walked, too.
  for (const parent of family)
    for (const one of rows) if (one.parentSignature === parent && one.state === 'live') family.add(one.signature);
  return [...family];
}
