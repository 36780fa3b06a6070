/** The choice: what this computer holds, or all that the platform lists; what ends is counted first; then a press that is held. */
import { useCallback, useState } from 'react';
import type { PanicPreview, PanicScope } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Segments, TextInput } from '../../components/Fields';
import { HoldPush } from '../../components/HoldPush';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { useAnswer, type Asked } from '../../useAnswer';
import { takePanic } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.panic;

export function PanicDialog({ isLocked }: { isLocked: boolean }) {
  const [scope, setScope] = useState<PanicScope>('held');
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const close = () => void vault.panic.dismiss({});
  const begin = async () => {
    setBusy(true);
    const problem = takePanic(await vault.panic.begin({ scope }));
    setBusy(false);
    setError(problem);
  };
  return (
    <Sheet title={text.title} role="alertdialog" onClose={close} isHeld={isBusy}>
      <p className="lead">{text.lead}</p>
      <Segments
        label={text.scope}
        value={scope}
        choices={[
          { id: 'held', text: text.scopes.held },
          { id: 'listed', text: text.scopes.listed },
        ]}
        onChange={setScope}
      />
      {isLocked ? <Note>{text.lockedMore}</Note> : <Counted scope={scope} />}
      <ErrorNote error={error} />
      <Confirm isBusy={isBusy} onCancel={close} onConfirm={() => void begin()} />
    </Sheet>
  );
}

function Counted({ scope }: { scope: PanicScope }) {
  const preview = useAnswer(useCallback(() => vault.panic.preview({}), []));
  if (preview.value === null) return <Waiting asked={preview} />;
  const { running } = preview.value;
  return (
    <>
      <Note tone="bad" title={text.ends}>
        <ul className="plain-list">
          {endsOf(preview.value, scope).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Note>
      {scope === 'listed' && !preview.value.isListWhole && (
        <Note tone="warn" title={text.notWhole}>
          {text.notWholeMore}
        </Note>
      )}
      <Note
        tone={running.isKnown && running.count === 0 ? 'plain' : 'warn'}
        title={running.isKnown ? text.running(running.count, running.isAtLeast) : words.running.notKnown}
      >
        {running.isKnown && running.count === 0 ? null : text.runningMore}
      </Note>
    </>
  );
}

function Waiting({ asked }: { asked: Asked<PanicPreview> }) {
  // Nobody has to wait for the count: what ends is the same.
  return asked.error === null ? <Note role="status">{words.revoke.loading}</Note> : <ErrorNote error={asked.error} />;
}

function endsOf(preview: PanicPreview, scope: PanicScope): string[] {
  const tokens = scope === 'held' ? preview.heldCount : preview.listedCount;
  return [
    tokens === null ? text.tokensUnknown : text.tokens(tokens),
    text.sessions(scope === 'held' ? null : preview.sessionCount),
    text.commands(preview.leaseCount),
    text.accounts(preview.accountCount),
  ];
}

function Confirm({ isBusy, onCancel, onConfirm }: { isBusy: boolean; onCancel: () => void; onConfirm: () => void }) {
  const [isTyping, setTyping] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <>
      {isTyping && <TextInput label={text.typeLabel} value={typed} onChange={setTyped} autoFocus autoComplete="off" maxLength={20} />}
      <Row
        aside={
          <Push
            kind="quiet"
            onPress={() => {
              setTyping(!isTyping);
            }}
          >
            {isTyping ? text.holdInstead : text.typeInstead}
          </Push>
        }
      >
        <Push autoFocus={!isTyping} isDisabled={isBusy} onPress={onCancel}>
          {words.common.cancel}
        </Push>
        {isTyping ? (
          <Push kind="danger" isBusy={isBusy} isDisabled={typed.trim().toUpperCase() !== text.word} onPress={onConfirm}>
            {text.submit}
          </Push>
        ) : (
          <HoldPush help={text.holdHelp} isDisabled={isBusy} onHeld={onConfirm}>
            {text.hold}
          </HoldPush>
        )}
      </Row>
    </>
  );
}
