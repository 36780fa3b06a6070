/** How well dxkey stands on this computer: what is not well first, with why it matters and what mends it. Asked of main each time it opens. */
import { useEffect, useRef, useState } from 'react';
import type { DoctorFixed, Finding } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { vault } from '../../vault';
import { words } from '../../words';
import { asText, findingWords, verdict, worstFirst } from './doctorText';

const text = words.doctor;
type Act = 'run' | 'fix' | 'copy';

function useDoctor() {
  const [findings, setFindings] = useState<Finding[] | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<Act | null>('run');
  const [said, setSaid] = useState<{ done: string[]; failed: string[] }>({ done: [], failed: [] });

  const take = (answer: Answer<{ findings: Finding[] }>) => {
    setBusy(null);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setFindings(answer.value.findings);
  };
  const begin = (act: Act) => {
    setBusy(act);
    setSaid({ done: [], failed: [] });
  };
  useEffect(() => {
    let isWanted = true;
    void vault.doctor.run({}).then((answer) => {
      if (isWanted) take(answer);
    });
    return () => {
      isWanted = false;
    };
  }, []);

  return {
    ...{ findings, error, busy, said },
    run: async () => {
      begin('run');
      take(await vault.doctor.run({}));
    },
    fix: async () => {
      begin('fix');
      const answer = await vault.doctor.fix({});
      take(answer);
      if (answer.ok) setSaid(mendedWords(answer.value));
    },
    copy: async (found: readonly Finding[]) => {
      begin('copy');
      const answer = await vault.doctor.copy({ text: asText(found) });
      setBusy(null);
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setSaid({ done: [text.copied[answer.value.outcome]], failed: [] });
    },
  };
}

const mendedWords = ({ fixed, failed }: DoctorFixed) => ({
  done: fixed.flatMap((what) => text.fixed[what] ?? []),
  failed: failed.flatMap((what) => text.notFixed[what] ?? []),
});

export function DoctorScreen({ onBack }: { onBack: () => void }) {
  const { findings, error, busy, said, run, fix, copy } = useDoctor();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const mayFix = findings?.some((one) => one.mayFix) === true;
  return (
    <main className="main">
      <header className="top">
        <h1 ref={title} tabIndex={-1}>
          {text.title}
        </h1>
        <div className="top-acts">
          {mayFix && (
            <Push kind="primary" isBusy={busy === 'fix'} isDisabled={busy === 'run'} onPress={() => void fix()}>
              {text.fix}
            </Push>
          )}
          <Push isBusy={busy === 'run'} isDisabled={busy === 'fix'} onPress={() => void run()}>
            {text.again}
          </Push>
          <Push
            isBusy={busy === 'copy'}
            isDisabled={findings === null || busy === 'run' || busy === 'fix'}
            onPress={() => void copy(findings ?? [])}
          >
            {text.copy}
          </Push>
          <Push kind="quiet" onPress={onBack}>
            {text.back}
          </Push>
        </div>
      </header>
      <div className="doctor">
        <p className="doctor-verdict" role="status">
          {busy === 'run' || busy === 'fix' ? text.running : findings === null ? '' : verdict(findings)}
        </p>
        <ErrorNote error={error} />
        {said.done.length > 0 && <Note role="status">{said.done.join(' ')}</Note>}
        {said.failed.length > 0 && (
          <Note tone="bad" role="alert">
            {said.failed.join(' ')}
          </Note>
        )}
        {findings !== null && <Findings findings={findings} isOld={busy === 'run' || busy === 'fix'} />}
      </div>
    </main>
  );
}

function Findings({ findings, isOld }: { findings: readonly Finding[]; isOld: boolean }) {
  return (
    <ul className="plain-list findings" tabIndex={0} aria-label={text.list} aria-busy={isOld} data-old={isOld || undefined}>
      {worstFirst(findings).map((finding, at) => (
        <Row key={`${finding.what} ${String(at)}`} finding={finding} />
      ))}
    </ul>
  );
}

function Row({ finding }: { finding: Finding }) {
  const { what, why, mend } = findingWords(finding);
  const { level, id } = finding;
  return (
    <li className="finding" data-level={level}>
      <span className="finding-level">{text.levels[level]}</span>
      <div className="finding-text">
        <h2 className="finding-title">{text.checks[id]}</h2>
        <p className="break">{what}</p>
        {level !== 'ok' && (
          <dl className="finding-more">
            <dt>{text.why}</dt>
            <dd>{why}</dd>
            <dt>{text.mend}</dt>
            <dd>{mend}</dd>
          </dl>
        )}
      </div>
    </li>
  );
}
