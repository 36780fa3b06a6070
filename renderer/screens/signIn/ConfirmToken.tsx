/** Whose token it is, shown before anything is stored. */
import { useState, type SubmitEvent } from 'react';
import type { AppState, SessionState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { TextInput } from '../../components/Fields';
import { AwayChoice } from '../../components/AwayChoice';
import { Mark } from '../../components/Icons';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { takeSession } from '../../stores/mirrors';
import { ForNow, isKeychainAway } from './ForNow';
import { vault } from '../../vault';
import { words } from '../../words';

type Confirm = Extract<SessionState, { status: 'confirmToken' }>;

export function ConfirmToken({ app, session }: { app: AppState; session: Confirm }) {
  const text = words.confirm;
  const [label, setLabel] = useState(text.defaultLabel(app.hostname));
  const [isAway, setAway] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isSending, setSending] = useState(false);

  const isInMemory = session.isInMemory === true;

  const submit = async (isKept: boolean) => {
    setMissing(isKept && label.trim() === '');
    if ((isKept && label.trim() === '') || isSending) return;
    setSending(true);
    setError(null);
    const answer = await vault.session.keepToken(
      isKept
        ? { label: label.trim(), worksWhileAway: isAway }
        : { label: text.defaultLabel(app.hostname), worksWhileAway: false, isInMemory: true },
    );
    setSending(false);
    setError(takeSession(answer));
  };

  return (
    <main className="sign">
      <form
        className="card"
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void submit(!isInMemory);
        }}
        noValidate
      >
        <div className="mark">
          <Mark /> {words.appName}
        </div>
        <div>
          <h1 className="card-title">{text.title}</h1>
          <p className="lead">{isInMemory ? words.memory.confirmLead : text.lead}</p>
        </div>
        <Identity session={session} />
        {!session.isUsualLength && (
          <Note tone="warn" title={text.unusual}>
            {text.unusualMore}
          </Note>
        )}
        {!isInMemory && (
          <>
            <TextInput
              label={text.label}
              value={label}
              onChange={setLabel}
              autoFocus
              maxLength={200}
              error={isMissing ? words.newToken.missing.label : null}
            />
            <AwayChoice isAway={isAway} onChange={setAway} />
          </>
        )}
        <ErrorNote error={error} />
        <Push type="submit" kind="primary" isWide isBusy={isSending} autoFocus={isInMemory}>
          {isInMemory ? words.memory.signIn : text.submit}
        </Push>
        {!isInMemory && isKeychainAway(error, app.keychain) && (
          <ForNow label={words.memory.signIn} isBusy={isSending} onPress={() => void submit(false)} />
        )}
        <Push kind="quiet" isWide onPress={() => void vault.session.cancel({}).then(takeSession)}>
          {text.cancel}
        </Push>
      </form>
    </main>
  );
}

function Identity({ session }: { session: Confirm }) {
  const { account, last4 } = session;
  return (
    <dl className="facts">
      <dt>{words.confirm.account}</dt>
      <dd>
        <strong>{account.username}</strong> {account.fullName !== null && <span className="dim">{account.fullName}</span>}
      </dd>
      <dt>{words.confirm.platform}</dt>
      <dd>{account.platform.name}</dd>
      <dt>{words.confirm.token}</dt>
      <dd className="mono">····{last4}</dd>
    </dl>
  );
}
