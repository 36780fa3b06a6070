/** The second step, only where the platform asks: one field for a code of the authenticator or a back-up code. */
import { useState, type SubmitEvent } from 'react';
import { TextInput } from '../../components/Fields';
import { Mark } from '../../components/Icons';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { setSignInError, useDesk } from '../../stores/desk';
import { takeSession } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

/** Codes are copied with spaces for reading; none belongs to the code. */
export const bareCode = (typed: string) => typed.replace(/\s+/gu, '');

export function CodeStep({ username, platformName, isBusy }: { username: string; platformName: string; isBusy: boolean }) {
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const error = useDesk((desk) => desk.signInError);
  const [isSending, setSending] = useState(false);
  const text = words.code;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const bare = bareCode(code);
    setMissing(bare === '');
    if (bare === '' || isSending) return;
    setSending(true);
    setSignInError(null);
    const answer = await vault.session.submitCode({ code: bare });
    setSending(false);
    setSignInError(takeSession(answer));
  };

  return (
    <main className="sign">
      <form className="card" onSubmit={(event) => void submit(event)} noValidate>
        <div className="mark">
          <Mark /> {words.appName}
        </div>
        <div>
          <h1 className="card-title">{text.title}</h1>
          <p className="lead">{text.lead(username, platformName)}</p>
        </div>
        <TextInput
          label={text.label}
          value={code}
          onChange={setCode}
          autoFocus
          isMono
          maxLength={80}
          autoComplete="one-time-code"
          help={text.help}
          error={isMissing ? text.missing : null}
        />
        <ErrorNote error={error} />
        <Push type="submit" kind="primary" isWide isBusy={isBusy || isSending}>
          {isBusy || isSending ? words.signIn.submitting : text.submit}
        </Push>
        <Push
          kind="quiet"
          isWide
          onPress={() => {
            setSignInError(null);
            void vault.session.cancel({}).then(takeSession);
          }}
        >
          {text.back}
        </Push>
      </form>
    </main>
  );
}
