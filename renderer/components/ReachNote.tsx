/** What a token would reach, before it is made: one sentence by main, and the projects behind it. */
import { useEffect, useState } from 'react';
import type { MintScope, Reach } from '../../preload/contract/contract';
import type { ErrorAnswer } from '../../preload/contract/errors';
import { useAccountId } from '../account';
import { isWide, reachText } from '../reachText';
import { vault } from '../vault';
import { words } from '../words';
import { ErrorNote, Note } from './Note';

const text = words.reach;

export interface AskedReach {
  /** Of the last scope that was answered: it stays while the next one is worked out. */
  reach: Reach | null;
  error: ErrorAnswer | null;
  /** The sentence is not yet about what is chosen now. */
  isBehind: boolean;
}

export function useReach(scope: MintScope | null): AskedReach {
  const accountId = useAccountId();
  const asked = scope === null ? null : JSON.stringify(scope);
  const [told, setTold] = useState<{ of: string; reach: Reach | null; error: ErrorAnswer | null } | null>(null);
  useEffect(() => {
    if (asked === null) return undefined;
    let isCurrent = true;
    void vault.tokens.reach({ accountId, scope: JSON.parse(asked) as MintScope }).then((answer) => {
      if (isCurrent) setTold({ of: asked, reach: answer.ok ? answer.value : null, error: answer.ok ? null : answer.error });
    });
    return () => {
      isCurrent = false;
    };
  }, [accountId, asked]);
  if (asked === null) return { reach: null, error: null, isBehind: false };
  return { reach: told?.reach ?? null, error: told?.error ?? null, isBehind: told?.of !== asked };
}

export function ReachNote({ asked: { reach, error, isBehind }, isNothing }: { asked: AskedReach; isNothing: boolean }) {
  if (error !== null && !isBehind) return <ErrorNote error={error} />;
  const title = isNothing ? words.newToken.nothingYet : reach === null ? text.working : reachText(reach);
  return (
    <>
      {/* Always in sight: what it will reach is read before it is made. */}
      <div className="reach-note" aria-live="polite" aria-busy={isBehind}>
        <Note tone={reach !== null && isWide(reach) ? 'warn' : 'plain'} title={title}>
          {words.newToken.jobs}
        </Note>
      </div>
      {reach !== null && !isNothing && <ReachList reach={reach} />}
    </>
  );
}

export function ReachList({ reach: { projects, projectCount } }: { reach: Reach }) {
  if (projects.length === 0) return null;
  return (
    <details className="reach-more">
      <summary>{text.list}</summary>
      <ul className="reach-list">
        {projects.map(({ id, name, level, billTo, containsPhi }) => (
          <li key={id}>
            <bdi className="clip" title={name ?? id}>
              {name ?? id}
            </bdi>
            {containsPhi === true && <span className="phi">{text.phiMark.yes}</span>}
            {containsPhi === null && (
              <span className="phi" title={text.phiUnknownLong}>
                {text.phiMark.unknown}
              </span>
            )}
            <span className="reach-level">{level}</span>
            <span className="reach-payer clip">{billTo ?? text.payerUnknown}</span>
          </li>
        ))}
      </ul>
      {projectCount > projects.length && <p>{text.more(projectCount - projects.length)}</p>}
    </details>
  );
}
