/** The first screen: where, how, who. Errors stand above the button and take nothing away that was typed but the password. */
import { lazy, Suspense, useState, type SubmitEvent } from 'react';
import type { AppState, SessionState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Picker, SecretInput, Segments, TextInput } from '../../components/Fields';
import { Mark } from '../../components/Icons';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { choiceOf, foreignHost, platformChoices, startDraft, TYPED, type SignInForm as Form } from '../../platforms';
import { draftSignIn, open, setSignInError, show, useDesk } from '../../stores/desk';
import { takeSession, useAccounts } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';
import { KeychainBanner } from '../tokens/Banners';
import { useUnansweredLines } from '../tokens/unansweredLines';
import { ForNow, isKeychainAway } from './ForNow';
import { EndedNote } from './EndedNote';
import { OtherAccounts } from './OtherAccounts';
import { RemovedNote } from './RemovedNote';

const RemoveAccount = lazy(() => import('../frame/RemoveAccount').then((module) => ({ default: module.RemoveAccount })));

type SignedOut = Extract<SessionState, { status: 'signedOut' }>;
type Missing = 'username' | 'password' | 'token' | 'apiUrl' | 'authUrl';

const text = words.signIn;

function firstMissing(form: Form, secret: string): Missing | null {
  if (form.platform === TYPED && form.apiUrl.trim() === '') return 'apiUrl';
  if (form.platform === TYPED && form.authUrl.trim() === '') return 'authUrl';
  if (form.way === 'password' && form.username.trim() === '') return 'username';
  if (secret === '') return form.way === 'password' ? 'password' : 'token';
  return null;
}

function missingText(missing: Missing | null, error: ErrorAnswer | null, field: Missing): string | null {
  if (missing === field) return field === 'apiUrl' || field === 'authUrl' ? text.missing.url : text.missing[field];
  return error?.code === 'INVALID_INPUT' && error.details?.field === field ? text.missing.url : null;
}

function send(form: Form, secret: string, app: AppState, isInMemory: boolean) {
  const platform = choiceOf(form, app);
  const how = isInMemory ? { isInMemory } : {};
  if (form.way === 'password') return vault.session.signIn({ platform, username: form.username.trim(), password: secret, ...how });
  return vault.session.inspectToken({ platform, token: secret.trim(), ...how });
}

export function SignIn({ app, session, isBusy }: { app: AppState; session: SignedOut | null; isBusy: boolean }) {
  const form = startDraft(
    useDesk((desk) => desk.draft),
    session,
    app,
  );
  const [secret, setSecret] = useState('');
  const [missing, setMissing] = useState<Missing | null>(null);
  const error = useDesk((desk) => desk.signInError);
  const [isSending, setSending] = useState(false);
  const ended = session?.ended ?? null;
  const shownId = session?.accountId ?? null;
  const unanswered = useUnansweredLines();

  const submit = async (isInMemory: boolean) => {
    const lack = firstMissing(form, secret);
    setMissing(lack);
    if (lack !== null || isSending) return;
    draftSignIn(form);
    setSending(true);
    setSignInError(null);
    const answer = await send(form, secret, app, isInMemory);
    setSending(false);
    // SECURITY: a password that did not open a session is not kept on the page.
    if (form.way === 'password') setSecret('');
    setSignInError(takeSession(answer));
  };

  return (
    <main className="sign">
      <form
        className="card"
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void submit(false);
        }}
        noValidate
        aria-label={text.title}
      >
        <h1 className="mark">
          <Mark /> {words.appName}
        </h1>
        {ended !== null && error === null && <EndedNote ended={ended} />}
        {error === null && <RemovedNote />}
        <Where app={app} form={form} missing={missing} error={error} />
        <How form={form} secret={secret} setSecret={setSecret} missing={missing} />
        <ErrorNote error={error} />
        <div role="status" className="status-place">
          <KeychainBanner state={app.keychain} />
          {unanswered}
        </div>
        <Push type="submit" kind="primary" isWide isBusy={isBusy || isSending}>
          {isBusy || isSending ? text.submitting : form.way === 'password' ? text.submit : text.submitToken}
        </Push>
        {isKeychainAway(error, app.keychain) && (
          <ForNow
            label={form.way === 'password' ? words.memory.signIn : words.memory.checkToken}
            isBusy={isBusy || isSending}
            onPress={() => void submit(true)}
          />
        )}
        <Ways way={form.way} isKnown={shownId !== null} />
        {app.runtime === 'fallback' && <p className="help fallback">{text.fallback}</p>}
      </form>
      <OtherAccounts butNot={shownId} />
      {shownId !== null && <Removal accountId={shownId} />}
    </main>
  );
}

/** Where else to go from here. */
function Ways({ way, isKnown }: { way: Form['way']; isKnown: boolean }) {
  return (
    <>
      <p className="help">
        {way === 'password' ? text.ssoHelp : text.tokenHelp}{' '}
        <Push kind="quiet" onPress={() => void vault.link.open({ link: way === 'password' ? 'ssoHelp' : 'apiTokensPage' })}>
          {text.ssoLink}
        </Push>
      </p>
      <p className="help ways">
        <Push
          kind="quiet"
          onPress={() => {
            show('settings');
          }}
        >
          {text.settings}
        </Push>
        {isKnown && (
          <Push
            kind="quiet"
            onPress={() => {
              open({ kind: 'removeAccount' });
            }}
          >
            {words.rail.removeAccount}
          </Push>
        )}
      </p>
    </>
  );
}

/** Signed out, an account is removed from where it would sign in. */
function Removal({ accountId }: { accountId: string }) {
  const isOpen = useDesk((desk) => desk.dialog?.kind === 'removeAccount');
  const card = useAccounts((state) => state.value?.list.find((one) => one.account.id === accountId));
  return <Suspense>{isOpen && card !== undefined && <RemoveAccount account={card.account} />}</Suspense>;
}

function Where({ app, form, missing, error }: { app: AppState; form: Form; missing: Missing | null; error: ErrorAnswer | null }) {
  return (
    <>
      <Picker
        label={text.platform}
        value={form.platform}
        choices={platformChoices(app)}
        onChange={(platform) => {
          draftSignIn({ ...form, platform });
        }}
      />
      {form.platform === TYPED && (
        <>
          <TextInput
            label={text.apiUrl}
            value={form.apiUrl}
            onChange={(apiUrl) => {
              draftSignIn({ ...form, apiUrl });
            }}
            inputMode="url"
            placeholder="https://"
            maxLength={300}
            error={missingText(missing, error, 'apiUrl')}
          />
          <TextInput
            label={text.authUrl}
            value={form.authUrl}
            onChange={(authUrl) => {
              draftSignIn({ ...form, authUrl });
            }}
            inputMode="url"
            placeholder="https://"
            maxLength={300}
            error={missingText(missing, error, 'authUrl')}
          />
        </>
      )}
      <Destination app={app} form={form} />
    </>
  );
}

/** SECURITY: a server that is not DNAnexus's is named before anything is typed for it. */
function Destination({ app, form }: { app: AppState; form: Form }) {
  const host = foreignHost(form, app);
  if (host === null && form.platform !== TYPED) return null;
  return (
    <Note tone="warn" title={host === null ? text.customWarning : text.customGoes[form.way](host)}>
      {form.platform === TYPED ? `${host === null ? '' : `${text.customWarning} `}${text.customWarningMore}` : text.ownWarningMore}
    </Note>
  );
}

function How({
  form,
  secret,
  setSecret,
  missing,
}: {
  form: Form;
  secret: string;
  setSecret: (secret: string) => void;
  missing: Missing | null;
}) {
  return (
    <>
      <Segments
        label={text.way}
        isLabelHidden
        value={form.way}
        choices={[
          { id: 'password', text: text.byPassword },
          { id: 'token', text: text.byToken },
        ]}
        onChange={(way) => {
          // SECURITY: a password must not become visible as a token, nor be sent as one.
          setSecret('');
          setSignInError(null);
          draftSignIn({ ...form, way });
        }}
      />
      {form.way === 'password' && (
        <TextInput
          label={text.username}
          value={form.username}
          onChange={(username) => {
            draftSignIn({ ...form, username });
          }}
          autoComplete="username"
          autoFocus={form.username === ''}
          maxLength={200}
          error={missingText(missing, null, 'username')}
        />
      )}
      <SecretInput
        key={form.way}
        label={form.way === 'password' ? text.password : text.token}
        value={secret}
        onChange={setSecret}
        autoFocus={form.way === 'password' && form.username !== ''}
        isMono={form.way === 'token'}
        maxLength={form.way === 'password' ? 1024 : 4096}
        autoComplete="off"
        error={missingText(missing, null, form.way)}
      />
    </>
  );
}
