/** A command without a terminal asks for this computer's shell token, which does not exist yet: asked once, here. */
import { useState, type SubmitEvent } from 'react';
import type { Input, ShellTokenQuestion } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { AccessFields, ExpiryFields } from '../../components/MintFields';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { ReachNote, useReach } from '../../components/ReachNote';
import { Row, Sheet } from '../../components/Sheet';
import { defaultExpiry, emptyAccess, endOf, lacksDate, mintScope } from '../../mintForm';
import { useShellToken } from '../../stores/mirrors';
import { useNow, useSecond } from '../../stores/now';
import { vault } from '../../vault';
import { words } from '../../words';

type Asking = NonNullable<ShellTokenQuestion['asking']>;
type Reply = Input<'shellToken.answer'>['answer'];
const text = words.shellToken;

export function ShellTokenDialog({ asking }: { asking: Asking }) {
  const [access, setAccess] = useState(emptyAccess);
  const [expiry, setExpiry] = useState(defaultExpiry);
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<Reply['kind'] | null>(null);
  const now = useNow();
  const reach = useReach(mintScope(access));

  const reply = async (answer: Reply) => {
    setBusy(answer.kind);
    setError(null);
    const result = await vault.shellToken.answer({ id: asking.id, answer });
    setBusy(null);
    if (result.ok) useShellToken.setState({ value: result.value, problem: null });
    else setError(result.error);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const scope = mintScope(access);
    const nowMs = Date.now();
    if (scope === null || lacksDate(expiry, nowMs) || busy !== null) return;
    void reply({ kind: 'mint', scope, expiresMs: endOf(expiry, nowMs) });
  };
  const refuse = () => void reply({ kind: 'refuse' });

  return (
    // SECURITY: Esc and a stray click must neither hand out a token nor refuse one unseen; only the buttons answer.
    <Sheet title={text.title} width="l" role="alertdialog" onClose={refuse} isHeld>
      <form className="form" onSubmit={submit} noValidate>
        <p className="lead break">
          {text.lead(asking.program, asking.folder)} {text.once(asking.label)}
        </p>
        <AccessFields
          access={access}
          onChange={setAccess}
          error={isTried && mintScope(access) === null ? words.newToken.missing.projects : null}
        />
        <ExpiryFields
          expiry={expiry}
          nowMs={now}
          onChange={setExpiry}
          error={isTried && lacksDate(expiry, now) ? words.newToken.missing.date : null}
        />
        <ReachNote asked={reach} isNothing={mintScope(access) === null} />
        <ErrorNote error={error} />
        <Row aside={<Left untilMs={asking.untilMs} />}>
          <Push autoFocus isBusy={busy === 'refuse'} onPress={refuse}>
            {text.refuse}
          </Push>
          <Push type="submit" kind="primary" isBusy={busy === 'mint' || reach.isBehind}>
            {text.submit}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}

function Left({ untilMs }: { untilMs: number }) {
  const now = useSecond();
  return <span className="dim tabular">{text.left(Math.max(0, Math.floor((untilMs - now) / 1000)))}</span>;
}
