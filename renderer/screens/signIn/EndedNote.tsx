/** Why there is no session any more, what of its end could not be done, and which new token nobody had copied. */
import type { SessionState } from '../../../preload/contract/contract';
import { Note } from '../../components/Note';
import { errorText } from '../../errorText';
import { words } from '../../words';

type Ended = NonNullable<Extract<SessionState, { status: 'signedOut' }>['ended']>;

/** For the clipboard and the list the code says only what the note has said. */
const hasCause = (step: Ended['notes'][number]['step']) => step === 'destroy' || step === 'keychain';

export function EndedNote({ ended }: { ended: Ended }) {
  const text = words.ended;
  const isClean = ended.notes.length === 0 && ended.uncopied.length === 0;
  const isTrouble = ended.notes.length > 0 || ended.uncopied.some((one) => !one.isKept);
  return (
    <Note tone={isTrouble ? 'warn' : 'plain'} title={text.titles[ended.reason](ended.username)} role="status">
      {text.why[ended.reason]} {isClean && text.allDone}
      {!isClean && (
        <ul className="plain-list">
          {ended.notes.map((note) => (
            <li key={note.step}>
              {text.notes[note.step]} {hasCause(note.step) && errorText({ code: note.code }).title}{' '}
              {note.step === 'destroy' && (note.isQueued ? text.queued : text.notQueued)}
            </li>
          ))}
          {ended.uncopied.map(({ label, isKept }, at) => (
            <li key={`uncopied-${at}`}>{isKept ? text.uncopied.kept(label) : text.uncopied.notKept(label)}</li>
          ))}
        </ul>
      )}
    </Note>
  );
}
