/** Commands of this computer that have a token, each with a way to take it back. */
import { useRef, useState } from 'react';
import type { GivenLease } from '../../preload/contract/contract';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { useNow } from '../stores/now';
import { agoText } from '../times';
import { vault } from '../vault';
import { words } from '../words';
import { ErrorNote } from './Note';
import { Push } from './Push';

const text = words.leases;

/** `isNamed`: each says which token it has, and whose. */
export function GivenLeases({ leases, isNamed, none }: { leases: readonly GivenLease[]; isNamed: boolean; none: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [askedId, setAsked] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const end = async ({ id, kind, program, pid }: GivenLease) => {
    const answer = await vault.leases.end({ ids: [id] });
    setAsked(null);
    setError(answer.ok ? null : answer.error);
    setSaid(answer.ok ? text.ended[answer.value.endedCount === 0 ? 'byItself' : kind](program, pid) : '');
    // The line that had the focus is gone.
    box.current?.focus();
  };
  return (
    <div ref={box} tabIndex={-1} className="given">
      <ErrorNote error={error} />
      <p role="status" className="help given-said">
        {said}
      </p>
      {leases.length === 0 && <p className="help">{none}</p>}
      <ul className="given-list">
        {leases.map((lease) => (
          <li key={lease.id}>
            <Line
              lease={lease}
              isNamed={isNamed}
              isAsked={askedId === lease.id}
              onAsk={setAsked}
              onEnd={() => {
                void end(lease);
              }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface LineProps {
  lease: GivenLease;
  isNamed: boolean;
  isAsked: boolean;
  onAsk: (id: string | null) => void;
  onEnd: () => void;
}

function Line({ lease, isNamed, isAsked, onAsk, onEnd }: LineProps) {
  const { id, kind, program, pid, folder, terminal, sinceMs } = lease;
  const now = useNow();
  const name = `${program} (${String(pid)})`;
  return (
    <>
      <div className="given-line">
        <div className="given-facts break">
          <div>
            <bdi className="given-name">{name}</bdi> <span className="dim">{text.by[kind]}</span>
          </div>
          {isNamed && <div>{tokenOf(lease)}</div>}
          <div className="dim">{text.where(folder, terminal, agoText(now - sinceMs))}</div>
        </div>
        {!isAsked && (
          <Push
            aria-label={text.endFor(name)}
            onPress={() => {
              onAsk(id);
            }}
          >
            {text.end}
          </Push>
        )}
      </div>
      {isAsked && (
        <div className="given-ask" role="group" aria-label={text.endFor(name)}>
          <p>{text.ask[kind]}</p>
          <div className="given-answers">
            <Push
              autoFocus
              onPress={() => {
                onAsk(null);
              }}
            >
              {words.common.cancel}
            </Push>
            <Push kind="danger" onPress={onEnd}>
              {text.yes}
            </Push>
          </div>
        </div>
      )}
    </>
  );
}

function tokenOf({ label, last4, username, platformName }: GivenLease): string {
  const token = `${label ?? words.tokens.unlabelled}${last4 === null ? '' : ` ····${last4}`}`;
  return username === null ? token : `${token}, ${words.accounts.name(username, platformName ?? words.common.unknown)}`;
}
