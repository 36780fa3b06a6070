/** Each way through, step by step; leaving one at any step leaves the account as it was. */
import { useState, type SubmitEvent } from 'react';
import type { Output } from '../../../preload/contract/contract';
import { SecretInput, TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { vault } from '../../vault';
import { words } from '../../words';
import { bareCode } from '../signIn/CodeStep';
import { ClockNote } from './ClockNote';
import { KeyToScan, LiveCode, Steps, useCall, useTwoFactorDismissal } from './parts';
import { CodeList, SaveCodes, SavePaper } from './SaveCodes';

const text = words.security;
interface Ends {
  onEnd: () => void;
}

/** Password, and a code where one is wanted; what was typed is cleared once it was sent. */
function Reauthenticate({
  wantsCode,
  submit,
  isDanger = false,
  error,
  isBusy,
  onSubmit,
  onEnd,
}: Ends & {
  wantsCode: boolean;
  submit: string;
  isDanger?: boolean;
  error: ReturnType<typeof useCall>['error'];
  isBusy: boolean;
  onSubmit: (password: string, code: string) => void;
}) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const isEmpty = password === '' || (wantsCode && code.trim() === '');
    setMissing(isEmpty);
    if (isEmpty || isBusy) return;
    onSubmit(password, code.trim());
    setPassword('');
    setCode('');
  };
  return (
    <form className="flow" onSubmit={send} noValidate>
      <SecretInput
        label={text.password}
        value={password}
        onChange={setPassword}
        autoFocus
        maxLength={1024}
        error={isMissing && password === '' ? text.missing : null}
      />
      {wantsCode && (
        <TextInput
          label={text.codeNow}
          value={code}
          onChange={setCode}
          isMono
          maxLength={64}
          autoComplete="one-time-code"
          help={words.code.lockWarning}
          error={isMissing && code.trim() === '' ? text.missing : null}
        />
      )}
      <ErrorNote error={error} />
      <div className="flow-buttons">
        <Push onPress={onEnd}>{words.common.cancel}</Push>
        <Push type="submit" kind={isDanger ? 'danger' : 'primary'} isBusy={isBusy}>
          {submit}
        </Push>
      </div>
    </form>
  );
}

function Confirm({
  onCode,
  error,
  isBusy,
  onEnd,
}: Ends & { onCode: (code: string) => void; error: ReturnType<typeof useCall>['error']; isBusy: boolean }) {
  const [code, setCode] = useState('');
  return (
    <form
      className="flow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (bareCode(code) !== '' && !isBusy) onCode(bareCode(code));
      }}
    >
      <TextInput
        label={text.code}
        value={code}
        onChange={setCode}
        autoFocus
        isMono
        maxLength={20}
        autoComplete="one-time-code"
        inputMode="numeric"
        help={words.code.lockWarning}
      />
      <ClockNote />
      <ErrorNote error={error} />
      <div className="flow-buttons">
        <Push onPress={onEnd}>{words.common.cancel}</Push>
        <Push type="submit" kind="primary" isBusy={isBusy}>
          {text.confirm}
        </Push>
      </div>
    </form>
  );
}

export function Enrol({ isOn, onEnd }: Ends & { isOn: boolean }) {
  const { error, isBusy, run } = useCall();
  const [key, setKey] = useState<Output<'twoFactor.begin'> | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  useTwoFactorDismissal();
  const names = [text.steps.password, text.steps.scan, text.steps.codes];
  return (
    <div className="flow">
      <Steps names={names} at={codes !== null ? 2 : key !== null ? 1 : 0} />
      {key === null && (
        <>
          <p className="lead">
            {text.apps} {text.loseBoth} {text.others}
          </p>
          <Reauthenticate
            wantsCode={isOn}
            submit={text.go}
            error={error}
            isBusy={isBusy}
            onEnd={onEnd}
            onSubmit={(password, code) => void run(() => vault.twoFactor.begin({ password, code: isOn ? code : null })).then(setKey)}
          />
        </>
      )}
      {key !== null && codes === null && (
        <KeyToScan {...key}>
          <Confirm
            error={error}
            isBusy={isBusy}
            onEnd={onEnd}
            onCode={(code) =>
              void run(() => vault.twoFactor.confirm({ code })).then((made) => {
                setCodes(made?.backupCodes ?? null);
              })
            }
          />
        </KeyToScan>
      )}
      {codes !== null && <SaveCodes codes={codes} canKeepKey isOnPlatform onDone={onEnd} onCancel={onEnd} />}
    </div>
  );
}

export function Renew({ onEnd }: Ends) {
  const { error, isBusy, run } = useCall();
  const [codes, setCodes] = useState<string[] | null>(null);
  useTwoFactorDismissal();
  if (codes !== null) return <SaveCodes codes={codes} canKeepKey={false} isOnPlatform onDone={onEnd} onCancel={onEnd} />;
  return (
    <div className="flow">
      <Note title={text.renewTitle}>{text.renewLead}</Note>
      <Reauthenticate
        wantsCode
        submit={text.go}
        error={error}
        isBusy={isBusy}
        onEnd={onEnd}
        onSubmit={(password, code) =>
          void run(() => vault.twoFactor.renewCodes({ password, code })).then((made) => {
            setCodes(made?.backupCodes ?? null);
          })
        }
      />
    </div>
  );
}

export function TurnOff({ onEnd }: Ends) {
  const { error, isBusy, run } = useCall();
  return (
    <div className="flow">
      <Note tone="bad" title={text.offTitle}>
        {text.offLead}
      </Note>
      <Reauthenticate
        wantsCode
        isDanger
        submit={text.offSubmit}
        error={error}
        isBusy={isBusy}
        onEnd={onEnd}
        onSubmit={(password, code) =>
          void run(() => vault.twoFactor.turnOff({ password, code })).then((state) => {
            if (state !== null) onEnd();
          })
        }
      />
    </div>
  );
}

/** The kept key or the kept codes again, after the password. */
export function ShowAgain({ what, onEnd }: Ends & { what: 'key' | 'codes' }) {
  const { error, isBusy, run } = useCall();
  const [key, setKey] = useState<Output<'twoFactor.showKey'> | null>(null);
  const [list, setList] = useState<Output<'twoFactor.showCodes'>['list'] | null>(null);
  useTwoFactorDismissal();
  const ask = (password: string) => {
    if (what === 'key') void run(() => vault.twoFactor.showKey({ password })).then(setKey);
    else
      void run(() => vault.twoFactor.showCodes({ password })).then((shown) => {
        setList(shown?.list ?? null);
      });
  };
  if (key === null && list === null)
    return (
      <div className="flow">
        <p className="lead">{text.askPassword}</p>
        <Reauthenticate wantsCode={false} submit={text.go} error={error} isBusy={isBusy} onEnd={onEnd} onSubmit={ask} />
      </div>
    );
  return (
    <div className="flow">
      {key !== null && <KeyToScan {...key} />}
      {list !== null && <CodeList list={list} />}
      {list !== null && <SavePaper onSaved={() => undefined} />}
      <div className="flow-buttons">
        <Push kind="primary" onPress={onEnd}>
          {words.common.done}
        </Push>
      </div>
    </div>
  );
}

type Taken = 'no' | 'key' | 'confirmed' | 'codes' | 'noCodes';

/** A platform that does it in the browser: its page beside, and here what dxkey can take over. */
// eslint-disable-next-line max-lines-per-function -- the four steps of one way, top to bottom
export function TakeIn({ onEnd }: Ends) {
  const { error, isBusy, run } = useCall();
  const [stage, setStage] = useState<Taken>('no');
  const [typed, setTyped] = useState('');
  const [codes, setCodes] = useState<string[] | null>(null);
  const [codeError, setCodeError] = useState<ReturnType<typeof useCall>['error']>(null);
  useTwoFactorDismissal();
  const names = [text.steps.browser, text.steps.key, text.steps.confirm, text.steps.codes];
  const at = { no: 1, key: 2, confirmed: 3, codes: 3, noCodes: 3 }[stage];
  const fromPicture = (from: 'clipboard' | 'file') =>
    void run(() => vault.twoFactor.takeQr({ from })).then((taken) => {
      if (taken?.outcome === 'taken') setStage('key');
    });
  const take = () => {
    if (typed.trim() === '') return;
    void run(() => vault.twoFactor.takeKey({ text: typed })).then((taken) => {
      if (taken === null) return;
      setTyped('');
      setStage('key');
    });
  };
  const takeCodes = () => {
    if (typed.trim() === '') return;
    void run(() => vault.twoFactor.takeCodes({ text: typed })).then((taken) => {
      if (taken === null) return;
      setTyped('');
      setCodes(taken.backupCodes);
      setStage('codes');
    });
  };
  return (
    <div className="flow">
      <Steps names={names} at={at} />
      {stage === 'no' && (
        <>
          <Note title={text.browserTitle}>
            {text.browserLead} {text.loseBoth}
          </Note>
          <div className="flow-buttons">
            <Push onPress={() => void run(() => vault.link.open({ link: 'accountSecurityPage' }))}>{text.openPage}</Push>
          </div>
          <h2>{text.keyTitle}</h2>
          <p className="lead">{text.keyLead}</p>
          <SecretInput label={text.keyText} value={typed} onChange={setTyped} isMono maxLength={2000} />
          <ErrorNote error={error}>{error?.code === 'NOT_FOUND' ? <p>{text.noPage}</p> : null}</ErrorNote>
          <div className="flow-buttons">
            <Push onPress={onEnd}>{words.common.cancel}</Push>
            <Push
              onPress={() => {
                fromPicture('clipboard');
              }}
            >
              {text.fromClipboard}
            </Push>
            <Push
              onPress={() => {
                fromPicture('file');
              }}
            >
              {text.fromFile}
            </Push>
            <Push kind="primary" isBusy={isBusy} onPress={take}>
              {text.keyTake}
            </Push>
          </div>
        </>
      )}
      {stage === 'key' && (
        <>
          <p className="lead">{text.confirmLead}</p>
          <LiveCode onError={setCodeError} />
          <ErrorNote error={codeError} />
          <Confirm
            error={error}
            isBusy={isBusy}
            onEnd={onEnd}
            onCode={(code) =>
              void run(() => vault.twoFactor.confirm({ code })).then((done) => {
                if (done !== null) setStage('confirmed');
              })
            }
          />
        </>
      )}
      {stage === 'confirmed' && (
        <>
          <h2>{text.pasteTitle}</h2>
          <SecretInput label={text.paste} value={typed} onChange={setTyped} isMono maxLength={4000} />
          <ErrorNote error={error} />
          <div className="flow-buttons">
            <Push onPress={onEnd}>{words.common.cancel}</Push>
            <Push
              onPress={() => {
                setStage('noCodes');
              }}
            >
              {text.without}
            </Push>
            <Push kind="primary" isBusy={isBusy} onPress={takeCodes}>
              {text.pasteTake}
            </Push>
          </div>
        </>
      )}
      {(stage === 'codes' || stage === 'noCodes') && (
        <SaveCodes codes={codes} canKeepKey isOnPlatform={false} onDone={onEnd} onCancel={onEnd} />
      )}
    </div>
  );
}
