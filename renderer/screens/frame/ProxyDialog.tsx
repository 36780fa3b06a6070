/** A proxy on the way to the platform wants a login: asked over whatever is on the screen. What failed meanwhile is tried again by hand. */
import { useState, type SubmitEvent } from 'react';
import type { Input, ProxyQuestion } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { SecretInput, TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { useProxy, useSession } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

type Asking = NonNullable<ProxyQuestion['asking']>;
type Reply = Input<'proxy.answer'>['answer'];
const text = words.proxy;

/** The one harmless call there is: it shows at once whether the proxy took the login. */
function tryAgain(): void {
  const session = useSession.getState().value;
  if (session?.status === 'signedIn') void vault.tokens.refresh({ accountId: session.account.id });
}

export function ProxyDialog({ asking }: { asking: Asking }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<Reply['kind'] | null>(null);

  const reply = async (answer: Reply) => {
    setBusy(answer.kind);
    setError(null);
    // SECURITY: a password that was sent does not stay on the page.
    setPassword('');
    const result = await vault.proxy.answer({ id: asking.id, answer });
    setBusy(null);
    if (!result.ok) {
      setError(result.error);
      return;
    }
    useProxy.setState({ value: result.value, problem: null });
    if (answer.kind === 'login') tryAgain();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (username.trim() !== '' && busy === null) void reply({ kind: 'login', username: username.trim(), password });
  };
  const refuse = () => void reply({ kind: 'refuse' });

  return (
    <Sheet title={text.title} onClose={refuse}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="lead break">
          {text.lead(`${asking.host}:${String(asking.port)}`)} {asking.realm !== null && text.realm(asking.realm)}
        </p>
        <p className="help">{text.notYours}</p>
        {asking.isRefused && (
          <Note tone="bad" title={text.refused} role="alert">
            {text.refusedMore}
          </Note>
        )}
        <TextInput
          label={text.username}
          value={username}
          onChange={setUsername}
          autoFocus
          autoComplete="off"
          maxLength={200}
          error={isTried && username.trim() === '' ? text.missing : null}
        />
        <SecretInput label={text.password} value={password} onChange={setPassword} autoComplete="off" maxLength={1024} />
        <ErrorNote error={error} />
        <Row>
          <Push isBusy={busy === 'refuse'} onPress={refuse}>
            {text.refuse}
          </Push>
          <Push type="submit" kind="primary" isBusy={busy === 'login'}>
            {text.submit}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}
