/** What a removal came to: the page that asked for it went with the account. */
import { Note } from '../../components/Note';
import { errorText } from '../../errorText';
import { useAccounts } from '../../stores/mirrors';
import { words } from '../../words';

const text = words.removed;

export function RemovedNote() {
  const removed = useAccounts((state) => state.value?.removed ?? null);
  if (removed === null) return null;
  const { username, platformName, queuedCount, notes } = removed;
  const isClean = queuedCount === 0 && notes.length === 0;
  return (
    <Note tone={isClean ? 'plain' : 'warn'} title={text.title(words.accounts.name(username, platformName))} role="status">
      {!isClean && (
        <ul className="plain-list">
          {queuedCount > 0 && <li>{text.queued(queuedCount)}</li>}
          {notes
            .filter((one) => !one.isQueued)
            .map(({ step, code }) => (
              <li key={`${step} ${code}`}>
                {text.notes[step]} {errorText({ code }).title}
              </li>
            ))}
        </ul>
      )}
    </Note>
  );
}
