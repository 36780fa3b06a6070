/** What a step asks to be typed: password and code, the lock's passphrase, the code to confirm. */
import { useState, type SubmitEvent } from 'react';
import type { OwnerProof } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { SecretInput, TextInput } from '../../components/Fields';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { useLock } from '../../stores/mirrors';
import { useSecond } from '../../stores/now';
import { spanText } from '../../times';
import { words } from '../../words';
import { bareCode } from '../signIn/CodeStep';
import { ClockNote } from './ClockNote';

const text = words.security;

interface FormProps {
  error: ErrorAnswer | null;
  isBusy: boolean;
  onCancel: () => void;
}

function FormButtons({ isBusy, onCancel, submit, isDanger = false }: Omit<FormProps, 'error'> & { submit: string; isDanger?: boolean }) {
  return (
    <div className="flow-buttons">
      <Push onPress={onCancel}>{words.common.cancel}</Push>
      <Push type="submit" kind={isDanger ? 'danger' : 'primary'} isBusy={isBusy}>
        {submit}
      </Push>
    </div>
  );
}

/** Password, and a code where one is wanted; what was typed is cleared once it was sent. */
export function Reauthenticate({
  wantsCode,
  submit,
  isDanger = false,
  onSubmit,
  ...form
}: FormProps & { wantsCode: boolean; submit: string; isDanger?: boolean; onSubmit: (password: string, code: string) => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const isEmpty = password === '' || (wantsCode && code.trim() === '');
    setMissing(isEmpty);
    if (isEmpty || form.isBusy) return;
    onSubmit(password, code.trim());
    setPassword('');
    setCode('');
  };
  return (
    <form className="flow" onSubmit={send} noValidate>
      <SecretInput
        label={text.password}
        value={password}
        onChange={setPassword}
        autoFocus
        maxLength={1024}
        error={isMissing && password === '' ? text.missing : null}
      />
      {wantsCode && (
        <TextInput
          label={text.codeNow}
          value={code}
          onChange={setCode}
          isMono
          maxLength={64}
          autoComplete="one-time-code"
          help={words.code.lockWarning}
          error={isMissing && code.trim() === '' ? text.missing : null}
        />
      )}
      <ErrorNote error={form.error} />
      <FormButtons {...form} submit={submit} isDanger={isDanger} />
    </form>
  );
}

/** Before what is kept is shown: the app lock's passphrase where one is set up, else the account's password. */
export function ProveOwner({ title, onProof, ...form }: FormProps & { title: string; onProof: (proof: OwnerProof) => void }) {
  const isByLock = useLock((state) => state.value?.isSetUp === true);
  const waitUntilMs = useLock((state) => state.value?.waitUntilMs ?? null);
  const now = useSecond();
  const waitMs = waitUntilMs === null ? 0 : waitUntilMs - now;
  const [typed, setTyped] = useState('');
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      className="flow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(typed === '');
        if (typed === '' || form.isBusy) return;
        onProof(isByLock ? { by: 'passphrase', passphrase: typed } : { by: 'password', password: typed });
        setTyped('');
      }}
    >
      <h2>{title}</h2>
      <p className="lead">{isByLock ? text.askPassphrase : text.askPassword}</p>
      <SecretInput
        label={isByLock ? text.passphrase : text.password}
        value={typed}
        onChange={setTyped}
        autoFocus
        maxLength={1024}
        error={isMissing ? text.missing : null}
      />
      <ErrorNote error={form.error} />
      {isByLock && waitMs > 0 && <p className="help">{words.lock.wait(spanText(waitMs + 999))}</p>}
      <FormButtons {...form} submit={text.go} />
    </form>
  );
}

export function Confirm({ onCode, ...form }: FormProps & { onCode: (code: string) => void }) {
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  return (
    <form
      className="flow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const bare = bareCode(code);
        setMissing(bare === '');
        if (bare !== '' && !form.isBusy) onCode(bare);
      }}
    >
      <TextInput
        label={text.code}
        value={code}
        onChange={setCode}
        autoFocus
        isMono
        maxLength={20}
        autoComplete="one-time-code"
        inputMode="numeric"
        help={words.code.lockWarning}
        error={isMissing ? text.missing : null}
      />
      <ClockNote />
      <ErrorNote error={form.error} />
      <FormButtons {...form} submit={text.confirm} />
    </form>
  );
}
