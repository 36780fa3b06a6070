/** Why there is no session any more, and what of its end could not be done. */
import type { SessionState } from '../../../preload/contract/contract';
import { Note } from '../../components/Note';
import { errorText } from '../../errorText';
import { words } from '../../words';

type Ended = NonNullable<Extract<SessionState, { status: 'signedOut' }>['ended']>;

/** For the clipboard and the list the code says only what the note has said. */
const hasCause = (step: Ended['notes'][number]['step']) => step === 'destroy' || step === 'keychain';

export function EndedNote({ ended }: { ended: Ended }) {
  const text = words.ended;
  const isClean = ended.notes.length === 0;
  return (
    <Note tone={isClean ? 'plain' : 'warn'} title={text.titles[ended.reason](ended.username)} role="status">
      {text.why[ended.reason]} {isClean && text.allDone}
      {!isClean && (
        <ul className="plain-list">
          {ended.notes.map((note) => (
            <li key={note.step}>
              {text.notes[note.step]} {hasCause(note.step) && errorText({ code: note.code }).title}{' '}
              {note.step === 'destroy' && (note.isQueued ? text.queued : text.notQueued)}
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}
