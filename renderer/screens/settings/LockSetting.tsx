/** The app lock: set up, changed and removed, each with the passphrase. */
import { useState, type SubmitEvent } from 'react';
import type { LockState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { SecretInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { takeLock, useLock } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.lock;
const SHORTEST = 8;
type Act = 'setUp' | 'change' | 'remove';

export function LockSetting({ onForgotten }: { onForgotten: () => void }) {
  const lock = useLock((state) => state.value);
  const [act, setAct] = useState<Act | null>(null);
  if (lock === null) return null;
  const button = (one: Act) => (
    <Push
      key={one}
      onPress={() => {
        setAct(one);
      }}
    >
      {text.acts[one]}
    </Push>
  );
  return (
    <>
      {lock.isSetUp ? (
        <>
          {button('change')}
          {button('remove')}
          {lock.touchId !== 'absent' && <TouchSwitch lock={lock} />}
          <Push kind="quiet" onPress={onForgotten}>
            {text.forgotten}
          </Push>
        </>
      ) : (
        button('setUp')
      )}
      {act !== null && (
        <PassphraseDialog
          act={act}
          onClose={() => {
            setAct(null);
          }}
        />
      )}
    </>
  );
}

function TouchSwitch({ lock }: { lock: LockState }) {
  const isOn = lock.touchId === 'on';
  return <Push onPress={() => void vault.lock.useTouchId({ isOn: !isOn }).then(takeLock)}>{isOn ? text.touchOff : text.touchOn}</Push>;
}

interface Typed {
  former: string;
  next: string;
  again: string;
}
const EMPTY: Typed = { former: '', next: '', again: '' };

function missing(act: Act, { former, next, again }: Typed): Partial<Typed> {
  return {
    ...(act !== 'setUp' && former === '' ? { former: text.missing.former } : {}),
    ...(act !== 'remove' && Array.from(next).length < SHORTEST ? { next: text.missing.next(SHORTEST) } : {}),
    ...(act !== 'remove' && next !== again ? { again: text.missing.again } : {}),
  };
}

function call(act: Act, { former, next }: Typed): Promise<Answer<LockState>> {
  if (act === 'setUp') return vault.lock.setUp({ passphrase: next });
  if (act === 'remove') return vault.lock.remove({ passphrase: former });
  return vault.lock.change({ passphrase: former, newPassphrase: next });
}

function PassphraseDialog({ act, onClose }: { act: Act; onClose: () => void }) {
  const [typed, setTyped] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const lacks = isTried ? missing(act, typed) : {};

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isBusy || Object.keys(missing(act, typed)).length > 0) return;
    setBusy(true);
    const problem = takeLock(await call(act, typed));
    setBusy(false);
    setError(problem);
    if (problem !== null) return;
    // SECURITY: what was typed is not kept in the page.
    setTyped(EMPTY);
    onClose();
  };
  const field = (name: keyof Typed, isFirst: boolean) => (
    <SecretInput
      label={text.fields[name]}
      value={typed[name]}
      onChange={(value) => {
        setTyped({ ...typed, [name]: value });
      }}
      error={lacks[name] ?? null}
      autoFocus={isFirst}
      autoComplete="off"
      maxLength={1024}
    />
  );
  return (
    <Sheet title={text.dialogs[act]} onClose={onClose} isHeld={isBusy}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        {act !== 'remove' && <Note title={text.what}>{text.whatMore}</Note>}
        {act !== 'setUp' && field('former', true)}
        {act !== 'remove' && field('next', act === 'setUp')}
        {act !== 'remove' && field('again', false)}
        <ErrorNote error={error} />
        <Row>
          <Push onPress={onClose} isDisabled={isBusy}>
            {words.common.cancel}
          </Push>
          <Push type="submit" kind="primary" isBusy={isBusy}>
            {text.submits[act]}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}
