/** The last step of each way: codes saved, one typed back, and what dxkey may keep. */
import { useState, type SubmitEvent } from 'react';
import { TextInput, Tick } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { errorText } from '../../errorText';
import { useSession } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';
import { CopyButton, useCall } from './parts';

const text = words.security;

export function CodeList({ list }: { list: readonly { code: string; use: 'unused' | 'used' | 'maybe' }[] }) {
  const account = useSession((state) => (state.value?.status === 'signedIn' ? state.value.account : null));
  return (
    <div className="sheet-print">
      {account !== null && <p className="paper-title">{text.sheetTitle(account.username, account.platform.name)}</p>}
      <ul className="code-list" aria-label={text.sheet}>
        {list.map(({ code, use }) => (
          <li key={code} data-use={use}>
            <span>{code}</span>
            {use !== 'unused' && <span className="dim">{text.use[use]}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Copied, in a file, on paper. What cannot be seen from here (paper, a press elsewhere) the person says; main knows of the others. */
export function SavePaper({ onSaved }: { onSaved?: () => void }) {
  const { error, isBusy, run } = useCall();
  const [path, setPath] = useState<string | null>(null);
  const [question, setQuestion] = useState<'printed' | 'pressed' | null>(null);
  const done = () => {
    setQuestion(null);
    onSaved?.();
  };
  return (
    <div className="flow">
      <div className="flow-buttons">
        <CopyButton
          what="backupCodes"
          label={text.copyAll}
          copiedText={text.copiedCodes}
          onCopied={(outcome) => {
            if (outcome === 'needsPress') setQuestion('pressed');
            else done();
          }}
        />
        <Push
          isBusy={isBusy}
          onPress={() => {
            void run(() => vault.twoFactor.saveCodes({})).then((answer) => {
              const where = answer?.path ?? null;
              if (where === null) return;
              setPath(where);
              done();
            });
          }}
        >
          {text.save}
        </Push>
        <Push
          onPress={() => {
            window.print();
            setQuestion('printed');
          }}
        >
          {text.print}
        </Push>
      </div>
      <p role="status" className="help break">
        {path === null ? '' : text.saved(path)}
      </p>
      {question !== null && onSaved !== undefined && (
        <Note title={text[question]}>
          <Push
            onPress={() => {
              void run(() => vault.twoFactor.tellSaved({})).then((answer) => {
                if (answer !== null) done();
              });
            }}
          >
            {text.isSaved}
          </Push>
        </Note>
      )}
      <ErrorNote error={error} />
    </div>
  );
}

// eslint-disable-next-line max-lines-per-function -- one form, top to bottom
export function SaveCodes({
  codes,
  canKeepKey,
  isOnPlatform,
  onDone,
  onCancel,
}: {
  codes: readonly string[] | null;
  canKeepKey: boolean;
  /** Whether the platform still waits for the typed code. */
  isOnPlatform: boolean;
  onDone: () => void;
  onCancel: () => void;
}) {
  const { error, isBusy, run } = useCall();
  const [typed, setTyped] = useState('');
  const [isSaved, setSaved] = useState(codes === null);
  const [keep, setKeep] = useState({ codes: false, key: false });
  const [isMissing, setMissing] = useState(false);
  // What is wrong with the typed one stands at its field: below the ticks it may be out of sight.
  const isAtField = error?.code === 'BACKUP_CODE_MISMATCH' || error?.code === 'CODES_NOT_SAVED';
  const finish = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isSaved || (codes !== null && typed.trim() === '')) {
      setMissing(true);
      return;
    }
    const input = { backupCode: codes === null ? null : typed.trim(), keepCodes: keep.codes && codes !== null, keepKey: keep.key };
    void run(() => vault.twoFactor.finish(input)).then((answer) => {
      if (answer !== null) onDone();
    });
  };
  return (
    <form className="flow" onSubmit={finish} noValidate>
      {codes !== null && (
        <>
          <div>
            <h2>{text.codesTitle}</h2>
            <p className="lead">
              {text.codesLead} {isOnPlatform && text.notYet}
            </p>
          </div>
          <CodeList list={codes.map((code) => ({ code, use: 'unused' }))} />
          <SavePaper
            onSaved={() => {
              setSaved(true);
              setMissing(false);
            }}
          />
          <TextInput
            label={text.typeBack}
            value={typed}
            onChange={setTyped}
            isMono
            maxLength={64}
            error={
              isMissing
                ? isSaved
                  ? text.missing
                  : text.saveFirst
                : isAtField
                  ? `${errorText(error).title} ${errorText(error).next}`
                  : null
            }
          />
          <Tick
            isSelected={keep.codes}
            onChange={(value) => {
              setKeep({ ...keep, codes: value });
            }}
            help={text.keepCodesHelp}
          >
            {text.keepCodes}
          </Tick>
        </>
      )}
      {canKeepKey && (
        <Tick
          isSelected={keep.key}
          isDisabled={!isSaved}
          onChange={(value) => {
            setKeep({ ...keep, key: value });
          }}
          help={text.keepKeyHelp}
        >
          {text.keepKey}
        </Tick>
      )}
      <p className="help">{text.loseBoth}</p>
      <ErrorNote error={isAtField ? null : error} />
      <div className="flow-buttons">
        <Push onPress={onCancel}>{words.common.cancel}</Push>
        <Push type="submit" kind="primary" isBusy={isBusy}>
          {text.finish}
        </Push>
      </div>
    </form>
  );
}
