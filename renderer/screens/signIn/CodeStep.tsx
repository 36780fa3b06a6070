/** The second step, only where the platform asks: one field for a code of the authenticator or a back-up code. */
import { useState, type SubmitEvent } from 'react';
import { TextInput } from '../../components/Fields';
import { Mark } from '../../components/Icons';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { setSignInError, useDesk } from '../../stores/desk';
import { takeSession, useTwoFactor } from '../../stores/mirrors';
import { ClockNote } from '../security/ClockNote';
import { useTwoFactorDismissal } from '../security/parts';
import { vault } from '../../vault';
import { words } from '../../words';

/** Codes are copied with spaces for reading; none belongs to the code. */
export const bareCode = (typed: string) => typed.replace(/\s+/gu, '');

interface CodeStepProps {
  username: string;
  platformName: string;
  /** Where the code goes, for a host that is not DNAnexus's own. */
  foreignHost: string | null;
  isBusy: boolean;
}

export function CodeStep({ username, platformName, foreignHost, isBusy }: CodeStepProps) {
  // While the code is on its way nobody tells the host; it is still the same.
  const [host] = useState(foreignHost);
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const error = useDesk((desk) => desk.signInError);
  const [isSending, setSending] = useState(false);
  const text = words.code;
  // A code that was filled in is a secret on the screen until the step is left.
  useTwoFactorDismissal();

  const hasKey = useTwoFactor((state) => (state.value?.authenticator ?? null) !== null);
  const codes = useTwoFactor((state) => state.value?.backupCodes ?? null);
  /** On a press alone: the code stands in the field, and the person sends it. */
  const fill = async () => {
    const answer = await vault.twoFactor.codes({});
    if (answer.ok) setCode(answer.value.currentCode);
    else setSignInError(answer.error);
  };

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
          {host !== null && <p className="help warn-text break">{text.goes(host)}</p>}
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
        {hasKey && <Push onPress={() => void fill()}>{text.fill}</Push>}
        {codes !== null && <p className="help">{text.backupLeft(codes.total - codes.used - codes.unsure)}</p>}
        <ClockNote />
        <p className="help">{text.lockWarning}</p>
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
