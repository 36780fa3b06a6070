/** Each revocation that waits: which token, why it was to go, and what it waits for. */
import { useState } from 'react';
import type { QueueEntry } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { ErrorNote } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { errorText } from '../../../errorText';
import { closeDialog } from '../../../stores/desk';
import { useQueue } from '../../../stores/mirrors';
import { useNow } from '../../../stores/now';
import { expiryText, momentText, agoText } from '../../../times';
import { vault } from '../../../vault';
import { words } from '../../../words';

const text = words.queue;

function waitsFor(entry: QueueEntry, nowMs: number): string {
  if (entry.state === 'needsSignIn') return text.states.needsSignIn(entry.username);
  if (entry.state !== 'waiting') return text.states[entry.state];
  return entry.nextTryMs === null || entry.nextTryMs <= nowMs
    ? text.states.waitingSoon
    : text.states.waiting(expiryText(entry.nextTryMs, nowMs));
}

/** A token that dxkey cannot revoke now may be revoked by hand; a session stands on no page. */
const isForHands = ({ reason, state, problem }: QueueEntry): boolean =>
  reason === 'revoke' && (state === 'needsSignIn' || state === 'refused' || (state === 'waiting' && problem !== null));

export function QueueDialog() {
  const entries = useQueue((state) => state.value?.entries ?? NONE);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const now = useNow();
  const retry = async () => {
    setBusy(true);
    const answer = await vault.queue.retry({});
    setBusy(false);
    if (answer.ok) useQueue.setState({ value: answer.value, problem: null });
    setError(answer.ok ? null : answer.error);
  };
  const openPage = async () => {
    const answer = await vault.link.open({ link: 'apiTokensPage' });
    setError(answer.ok ? null : answer.error);
  };
  return (
    <Sheet title={text.title} width="l" onClose={closeDialog}>
      <p className="lead">{entries.length === 0 ? text.empty : text.lead}</p>
      <ul className="queue">
        {entries.map((entry) => (
          <Entry key={entry.signature} entry={entry} nowMs={now} />
        ))}
      </ul>
      <ErrorNote error={error} />
      <Row aside={entries.some(isForHands) && <Push onPress={() => void openPage()}>{text.page}</Push>}>
        <Push isBusy={isBusy} isDisabled={entries.length === 0} onPress={() => void retry()}>
          {text.retry}
        </Push>
        <Push kind="primary" onPress={closeDialog}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

const NONE: QueueEntry[] = [];

function Entry({ entry, nowMs }: { entry: QueueEntry; nowMs: number }) {
  const problem = entry.problem === null ? null : errorText(entry.problem);
  return (
    <li>
      <div className="queue-name">
        <bdi className="label-text">{entry.label ?? words.tokens.unlabelled}</bdi>
        {entry.last4 !== null && <span className="last4">····{entry.last4}</span>}
        <span className="dim queue-who">
          {entry.username} · {entry.platformName}
        </span>
      </div>
      <div>
        {waitsFor(entry, nowMs)} {problem?.title}
      </div>
      {entry.isInMemory === true && <div>{words.memory.passes}</div>}
      {isForHands(entry) && (
        <div>{text.byHand(entry.username, entry.platformName, text.byHandName(entry.label, entry.last4, entry.signature))}</div>
      )}
      <div className="dim">
        {text.why[entry.reason]} {agoText(nowMs - entry.sinceMs)}. {entry.expiresMs !== null && text.endsAt(momentText(entry.expiresMs))}
      </div>
    </li>
  );
}
