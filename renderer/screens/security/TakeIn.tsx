/** A platform that does it in the browser: its page beside, and here what dxkey can take over. */
import { useState } from 'react';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { SecretInput, TextArea } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { vault } from '../../vault';
import { words } from '../../words';
import type { Ends } from './Flows';
import { Confirm } from './Forms';
import { LiveCode, Steps, useCall, useTwoFactorDismissal } from './parts';
import { SaveCodes } from './SaveCodes';

const text = words.security;
type Stage = { at: 'key' } | { at: 'confirm' } | { at: 'paste' } | { at: 'save'; codes: string[] | null };
const STEP_OF = { key: 1, confirm: 2, paste: 3, save: 3 } as const;

export function TakeIn({ onEnd, onCancel }: Ends) {
  const [stage, setStage] = useState<Stage>({ at: 'key' });
  useTwoFactorDismissal();
  const names = [text.steps.browser, text.steps.key, text.steps.confirm, text.steps.codes];
  return (
    <div className="flow">
      <Steps names={names} at={STEP_OF[stage.at]} />
      {stage.at === 'key' && (
        <TakeKey
          onCancel={onCancel}
          onTaken={() => {
            setStage({ at: 'confirm' });
          }}
        />
      )}
      {stage.at === 'confirm' && (
        <ConfirmTaken
          onCancel={onCancel}
          onConfirmed={() => {
            setStage({ at: 'paste' });
          }}
        />
      )}
      {stage.at === 'paste' && (
        <TakeCodes
          onCancel={onCancel}
          onTaken={(codes) => {
            setStage({ at: 'save', codes });
          }}
        />
      )}
      {stage.at === 'save' && <SaveCodes codes={stage.codes} canKeepKey isOnPlatform={false} onDone={onEnd} onCancel={onCancel} />}
    </div>
  );
}

type StepProps = Pick<Ends, 'onCancel'>;

function TakeKey({ onCancel, onTaken }: StepProps & { onTaken: () => void }) {
  const { error, isBusy, run } = useCall();
  const page = useCall();
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  const fromPicture = (from: 'clipboard' | 'file') =>
    void run(() => vault.twoFactor.takeQr({ from })).then((taken) => {
      if (taken?.outcome === 'taken') onTaken();
    });
  return (
    <form
      className="flow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(typed.trim() === '');
        if (typed.trim() === '') return;
        void run(() => vault.twoFactor.takeKey({ text: typed })).then((taken) => {
          if (taken !== null) onTaken();
        });
      }}
    >
      <Note title={text.browserTitle}>
        {text.browserLead} {text.loseBoth}
      </Note>
      <div className="flow-buttons">
        <Push onPress={() => void page.run(() => vault.link.open({ link: 'accountSecurityPage' }))}>{text.openPage}</Push>
      </div>
      {page.error?.code === 'NOT_FOUND' ? <Note tone="warn" role="alert" title={text.noPage} /> : <ErrorNote error={page.error} />}
      <h2>{text.keyTitle}</h2>
      <p className="lead">{text.keyLead}</p>
      <SecretInput
        label={text.keyText}
        value={typed}
        onChange={setTyped}
        isMono
        maxLength={2000}
        error={isMissing && typed.trim() === '' ? text.missing : null}
      />
      <ErrorNote error={error} />
      <div className="flow-buttons">
        <Push onPress={onCancel}>{words.common.cancel}</Push>
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
        <Push type="submit" kind="primary" isBusy={isBusy}>
          {text.keyTake}
        </Push>
      </div>
    </form>
  );
}

function ConfirmTaken({ onCancel, onConfirmed }: StepProps & { onConfirmed: () => void }) {
  const { error, isBusy, run } = useCall();
  const [codeError, setCodeError] = useState<ErrorAnswer | null>(null);
  return (
    <>
      <p className="lead">{text.confirmLead}</p>
      <LiveCode onError={setCodeError} />
      <ErrorNote error={codeError} />
      <Confirm
        error={error}
        isBusy={isBusy}
        onCancel={onCancel}
        onCode={(code) =>
          void run(() => vault.twoFactor.confirm({ code })).then((done) => {
            if (done !== null) onConfirmed();
          })
        }
      />
    </>
  );
}

function TakeCodes({ onCancel, onTaken }: StepProps & { onTaken: (codes: string[] | null) => void }) {
  const { error, isBusy, run } = useCall();
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      className="flow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(typed.trim() === '');
        if (typed.trim() === '') return;
        void run(() => vault.twoFactor.takeCodes({ text: typed })).then((taken) => {
          if (taken !== null) onTaken(taken.backupCodes);
        });
      }}
    >
      <h2>{text.pasteTitle}</h2>
      <TextArea
        label={text.paste}
        value={typed}
        onChange={setTyped}
        autoFocus
        isMono
        rows={8}
        maxLength={4000}
        help={text.pasteHelp}
        error={isMissing && typed.trim() === '' ? text.missing : null}
      />
      <ErrorNote error={error?.code === 'INVALID_INPUT' ? null : error} />
      {error?.code === 'INVALID_INPUT' && (
        <Note tone="bad" role="alert" title={text.notCodes}>
          {text.notCodesMore}
        </Note>
      )}
      <div className="flow-buttons">
        <Push onPress={onCancel}>{words.common.cancel}</Push>
        <Push
          onPress={() => {
            onTaken(null);
          }}
        >
          {text.without}
        </Push>
        <Push type="submit" kind="primary" isBusy={isBusy}>
          {text.pasteTake}
        </Push>
      </div>
    </form>
  );
}
