/** How the erasing goes, and what came of it: what lives on at the platform, and what could not be removed. Nothing else is shown meanwhile. */
import { useState } from 'react';
import type { EraseLeft, EraseState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Mark } from '../../components/Icons';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { errorText } from '../../errorText';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.erase;
type Under = Exclude<EraseState, { phase: 'none' }>;
type Done = Extract<EraseState, { phase: 'done' }>;

export function EraseScreen({ erase }: { erase: Under }) {
  return (
    <main className="sign">
      <div className="card">
        {erase.phase === 'running' ? (
          <>
            <h1 className="card-title">
              <Mark /> {text.running}
            </h1>
            <p className="lead">{text.runningLead}</p>
            <Note role="status">{text.steps[erase.step]}</Note>
          </>
        ) : (
          <Result done={erase} />
        )}
      </div>
    </main>
  );
}

function Result({ done }: { done: Done }) {
  const [busy, setBusy] = useState<'again' | 'quit' | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const isAll = done.left.length === 0;
  const areEnded = done.left.every((one) => one.what !== 'platforms');
  const ask = async (what: 'again' | 'quit') => {
    setBusy(what);
    const answer = what === 'quit' ? await vault.erase.quit({}) : await vault.erase.run({ tokens: 'forget' });
    setBusy(null);
    if (!answer.ok) setError(answer.error);
  };
  return (
    <>
      <h1 className="card-title">
        <Mark /> {isAll ? text.done : text.notDone}
      </h1>
      <div role="status" className="form">
        {done.left.map((left) => (
          <Left key={`${left.what} ${left.code}`} left={left} />
        ))}
        {done.aliveCount > 0 && <Alive done={done} />}
        {done.aliveCount === 0 && areEnded && <p className="lead">{text.noneAlive}</p>}
        <p className="help">{text.doneLead}</p>
      </div>
      <ErrorNote error={error} />
      <Push kind={isAll ? 'primary' : 'plain'} isWide autoFocus isBusy={busy === 'quit'} onPress={() => void ask('quit')}>
        {text.quit}
      </Push>
      {!isAll && (
        <Push kind="primary" isWide isBusy={busy === 'again'} onPress={() => void ask('again')}>
          {text.again}
        </Push>
      )}
    </>
  );
}

function Alive({ done: { aliveCount, alive } }: { done: Done }) {
  const more = aliveCount - alive.length;
  return (
    <Note tone="warn" title={text.alive(aliveCount)}>
      {alive.length === 0 ? text.aliveNameless : text.aliveMore}
      {alive.length > 0 && (
        <ul className="plain-list erase-alive" tabIndex={0} aria-label={text.alive(aliveCount)}>
          {alive.map(({ kind, label, last4, username, platformName, expiresMs }, at) => {
            const who = words.accounts.name(username, platformName);
            return (
              <li key={at} className="break">
                {kind === 'token' ? text.token(label, last4, who) : text.session(who)}
                {expiresMs !== null && <span className="dim">, {text.until(momentText(expiresMs))}</span>}
              </li>
            );
          })}
          {more > 0 && <li>{text.more(more)}</li>}
        </ul>
      )}
    </Note>
  );
}

function Left({ left: { what, code, count, names } }: { left: EraseLeft }) {
  const why = errorText({ code }).title;
  const [service = ''] = names;
  if (what !== 'keychain') {
    return (
      <Note tone="bad" title={text.left[what]}>
        {why} {names.length > 0 && <span className="break">{names.join(', ')}</span>}
      </Note>
    );
  }
  if (code === 'FILE_FAULT') {
    return (
      <Note tone="warn" title={text.left.unknown}>
        {text.left.unknownMore(service)}
      </Note>
    );
  }
  return (
    <Note tone="bad" title={text.left.keychain(count)}>
      {text.left.keychainMore(service, why)}
    </Note>
  );
}
