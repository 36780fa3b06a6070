/** While a panic is under way: how far it is, what holds it up, and the way back as long as there is one. */
import { useState } from 'react';
import type { PanicState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { errorText } from '../../errorText';
import { takePanic } from '../../stores/mirrors';
import { useNow } from '../../stores/now';
import { expiryText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.panic;
export type Current = NonNullable<PanicState['current']>;
type Act = 'undo' | 'retry' | 'leave';

export function FrozenDialog({ current }: { current: Current }) {
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<Act | null>(null);
  const run = async (act: Act, call: Promise<Answer<PanicState>>) => {
    setBusy(act);
    setError(takePanic(await call));
    setBusy(null);
  };
  return (
    <Sheet title={text.frozen} role="alertdialog" isHeld onClose={() => undefined}>
      <p className="lead">{current.canUndo ? text.frozenCanUndo : text.frozenForGood}</p>
      <Progress current={current} />
      <ErrorNote error={error} />
      <Row
        aside={
          !current.canUndo && (
            <Push
              kind="quiet"
              isBusy={busy === 'leave'}
              isDisabled={busy !== null}
              onPress={() => void run('leave', vault.panic.leave({}))}
            >
              {text.leave}
            </Push>
          )
        }
      >
        {current.canUndo && (
          <Push isBusy={busy === 'undo'} isDisabled={busy === 'retry'} onPress={() => void run('undo', vault.panic.undo({}))}>
            {text.undo}
          </Push>
        )}
        <Push
          kind="primary"
          autoFocus
          isBusy={busy === 'retry' || current.isWorking}
          isDisabled={busy !== null}
          onPress={() => void run('retry', vault.panic.retry({}))}
        >
          {words.common.tryAgain}
        </Push>
      </Row>
    </Sheet>
  );
}

export function Progress({ current }: { current: Current }) {
  const now = useNow();
  const { total, ended, problem, nextTryMs } = current;
  return (
    <>
      <p className="tabular" role="status">
        {text.progress(ended, total)}
      </p>
      {total > 0 && <progress className="panic-progress" aria-label={text.progressName} max={total} value={ended} />}
      {problem !== null && (
        <Note tone="warn" title={errorText({ code: problem }).title}>
          {nextTryMs === null ? null : text.nextTry(nextTryMs <= now ? words.time.now : expiryText(nextTryMs, now))}
        </Note>
      )}
    </>
  );
}
