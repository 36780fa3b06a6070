/** A clock that is off by more than half a minute makes codes wrong: said where codes are. */
import { Note } from '../../components/Note';
import { useTwoFactor } from '../../stores/mirrors';
import { spanText } from '../../times';
import { words } from '../../words';

const NOTICED_MS = 30_000;
const text = words.security.clock;

export function ClockNote() {
  const offset = useTwoFactor((state) => state.value?.clockOffsetMs ?? 0);
  if (Math.abs(offset) < NOTICED_MS) return null;
  const span = spanText(Math.abs(offset));
  return (
    <Note tone="warn" title={offset > 0 ? text.slow(span) : text.fast(span)}>
      {text.more}
    </Note>
  );
}
