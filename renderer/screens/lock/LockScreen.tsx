/** All that a locked app shows: no account, no token, no count of anything. */
import { useState, type SubmitEvent } from 'react';
import type { LockState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { SecretInput } from '../../components/Fields';
import { Mark } from '../../components/Icons';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { open } from '../../stores/desk';
import { takeLock } from '../../stores/mirrors';
import { useSecond } from '../../stores/now';
import { spanText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.lock;

export function LockScreen({ lock }: { lock: LockState }) {
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<'passphrase' | 'touch' | null>(null);
  const now = useSecond();
  const waitMs = Math.max(0, (lock.waitUntilMs ?? 0) - now);

  const ask = async (how: 'passphrase' | 'touch', call: Promise<Answer<LockState>>) => {
    setBusy(how);
    setError(null);
    // SECURITY: what was typed is not kept in the page, right or wrong.
    setPassphrase('');
    const answer = await call;
    setBusy(null);
    setError(takeLock(answer));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (passphrase !== '' && busy === null && waitMs === 0) void ask('passphrase', vault.lock.unlock({ passphrase }));
  };

  return (
    <main className="sign">
      <div className="card">
        <h1 className="card-title">
          <Mark /> {text.title}
        </h1>
        <p className="lead">{lock.lockedBy === null ? null : text.why[lock.lockedBy]}</p>
        <form className="form" onSubmit={submit} noValidate>
          <SecretInput label={text.passphrase} value={passphrase} onChange={setPassphrase} autoFocus autoComplete="off" maxLength={1024} />
          <ErrorNote error={error} />
          {waitMs > 0 && (
            <p className="help tabular" role="status">
              {text.wait(spanText(waitMs))}
            </p>
          )}
          <Push type="submit" kind="primary" isWide isBusy={busy === 'passphrase'} isDisabled={waitMs > 0}>
            {text.unlock}
          </Push>
          {lock.touchId === 'on' && (
            <Push isWide isBusy={busy === 'touch'} onPress={() => void ask('touch', vault.lock.unlockByTouchId({}))}>
              {text.touch}
            </Push>
          )}
        </form>
        <details className="help">
          <summary>{text.forgotten}</summary>
          <p>{text.forgottenMore}</p>
          <Push
            kind="quiet"
            onPress={() => {
              open({ kind: 'erase' });
            }}
          >
            {words.settings.eraseOpen}
          </Push>
        </details>
      </div>
    </main>
  );
}
