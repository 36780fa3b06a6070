/** Sign Out: a password session is ended; a session opened by a token may be forgotten here (the default) or destroyed. */
import { useCallback, useState } from 'react';
import type { Input, Output } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Children, Leases, Running } from '../../components/Consequences';
import { Picker } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { closeDialog } from '../../stores/desk';
import { takeSession, type SignedIn } from '../../stores/mirrors';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.signOut;
type Kind = Input<'session.signOut'>['kind'];
type Commands = NonNullable<Input<'session.signOut'>['commands']>;

export function SignOut({ session }: { session: SignedIn }) {
  const accountId = session.account.id;
  const preview = useAnswer(useCallback(() => vault.session.previewSignOut({ accountId }), [accountId]));
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<Kind | null>(null);
  const [commands, setCommands] = useState<Commands>('letFinish');
  const isByToken = session.openedBy === 'token';

  const signOut = async (kind: Kind) => {
    setBusy(kind);
    setError(null);
    const answer = await vault.session.signOut({ accountId, kind, commands });
    setBusy(null);
    const problem = takeSession(answer);
    setError(problem);
    if (problem === null) closeDialog();
  };

  const leaseCount = preview.value?.leases.length ?? 0;
  const running = preview.value?.running;
  const canWait = running !== undefined && (!running.isKnown || running.count > 0);
  const button = (kind: Kind, label: string, weight: 'primary' | 'danger' | 'quiet' | 'plain', isFirst = false) => (
    <Push
      kind={weight}
      autoFocus={isFirst}
      isBusy={busy === kind}
      isDisabled={busy !== null && busy !== kind}
      onPress={() => void signOut(kind)}
    >
      {label}
    </Push>
  );

  return (
    <Sheet
      title={text.title(session.account.username)}
      width={isByToken ? 'l' : 'm'}
      role="alertdialog"
      onClose={closeDialog}
      isHeld={busy !== null}
    >
      <p className="lead">
        {isByToken ? (session.isInMemory === true ? words.memory.tokenEnd : text.token) : text.password}{' '}
        {preview.value !== null && preview.value.heldCount > 0 && text.held(preview.value.heldCount)}
      </p>
      {!isByToken && <Stops asked={preview} />}
      {isByToken && (
        <div className="choice">
          <p className="lead">{text.destroyStops}</p>
          <Stops asked={preview} />
          <div className="choice-buttons">
            {button('destroy', text.destroy, 'danger')}
            {canWait && button('destroyWhenDone', text.destroyWhenDone, 'plain')}
          </div>
        </div>
      )}
      {leaseCount > 0 && <CommandsChoice count={leaseCount} commands={commands} onChange={setCommands} />}
      <ErrorNote error={error} />
      <Row aside={!isByToken && canWait && button('destroyWhenDone', text.whenDone, 'quiet')}>
        <Push onPress={closeDialog} isDisabled={busy !== null}>
          {words.common.cancel}
        </Push>
        {isByToken ? button('forget', text.forget, 'primary', true) : button('destroy', text.submit, 'primary', true)}
      </Row>
    </Sheet>
  );
}

/** Commands that hold a token of the account are never ended unasked. */
function CommandsChoice({ count, commands, onChange }: { count: number; commands: Commands; onChange: (commands: Commands) => void }) {
  return (
    <Picker
      label={text.commands(count)}
      value={commands}
      choices={[
        { id: 'letFinish', text: text.letFinish },
        { id: 'end', text: text.end },
      ]}
      onChange={onChange}
      help={commands === 'end' ? text.endHelp : text.letFinishHelp}
    />
  );
}

/** What ends with the token; where nobody could count, that is said. */
function Stops({ asked }: { asked: { value: Output<'session.previewSignOut'> | null; error: ErrorAnswer | null } }) {
  if (asked.error !== null)
    return (
      <Note tone="warn" title={words.running.notKnown}>
        {words.running.notKnownMore}
      </Note>
    );
  if (asked.value === null) return <Note role="status">{words.revoke.loading}</Note>;
  return (
    <>
      <Running running={asked.value.running} />
      <Children count={asked.value.childCount} />
      <Leases leases={asked.value.leases} />
    </>
  );
}
