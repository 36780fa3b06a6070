/** What was done with which token, when and from where; asked of main a page at a time and kept nowhere in the page. */
import { useEffect, useState } from 'react';
import type { ActivityEntry, ActivityReport, Output } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { useAccountId } from '../../account';
import { Segments, TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { tell } from '../../stores/desk';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.activity;
const PAGE = 200;
const KINDS = ['all', 'tokens', 'sessions', 'security'] as const;
type Filter = { text: string; kind: (typeof KINDS)[number] };
type Shown = Output<'activity.load'>;

/** What main answers to this filter, again with each new entry. */
function useEntries(accountId: string, filter: Filter, limit: number) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const { text: needle, kind } = filter;
  const [changes, setChanges] = useState(0);
  useEffect(
    () =>
      vault.events.activityChanged(() => {
        setChanges((count) => count + 1);
      }),
    [],
  );
  useEffect(() => {
    let isWanted = true;
    void vault.activity.load({ accountId, text: needle, kind, limit }).then((answer) => {
      if (!isWanted) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setShown(answer.value);
    });
    return () => {
      isWanted = false;
    };
  }, [accountId, needle, kind, limit, changes]);
  return { shown, error };
}

export function ActivityScreen() {
  const accountId = useAccountId();
  const [filter, setFilter] = useState<Filter>({ text: '', kind: 'all' });
  const [limit, setLimit] = useState(PAGE);
  const [report, setReport] = useState<ActivityReport | null>(null);
  const [failed, setFailed] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<'check' | 'csv' | 'json' | null>(null);
  const { shown, error } = useEntries(accountId, filter, limit);
  const narrow = (next: Filter) => {
    setFilter(next);
    setLimit(PAGE);
  };
  const check = async () => {
    setBusy('check');
    const answer = await vault.activity.verify({});
    setBusy(null);
    setReport(answer.ok ? answer.value : null);
    setFailed(answer.ok ? null : answer.error);
  };
  const exportAs = async (format: 'csv' | 'json') => {
    setBusy(format);
    const answer = await vault.activity.export({ accountId, ...filter, format });
    setBusy(null);
    setFailed(answer.ok ? null : answer.error);
    if (answer.ok && answer.value.path !== null) tell({ kind: 'good', text: text.exported(answer.value.count, answer.value.path) });
  };
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
        <div className="top-acts">
          <Push isBusy={busy === 'check'} onPress={() => void check()}>
            {text.check}
          </Push>
          {(['csv', 'json'] as const).map((format) => (
            <Push key={format} isBusy={busy === format} onPress={() => void exportAs(format)}>
              <span className="unseen">{text.export} </span>
              {text[format]}
            </Push>
          ))}
        </div>
      </header>
      <div className="activity">
        <p className="help">{text.lead}</p>
        <ErrorNote error={failed ?? error} />
        {shown !== null && shown.state.waiting > 0 && shown.state.problem !== null && (
          <Note tone="warn" title={text.waits(shown.state.waiting)} role="status" />
        )}
        {report !== null && <Report report={report} />}
        <Narrowing filter={filter} onChange={narrow} />
        {shown !== null && shown.entries.length === 0 && <Empty isFiltered={filter.text !== '' || filter.kind !== 'all'} />}
        {shown !== null && shown.entries.length > 0 && <Table entries={shown.entries} />}
        {shown?.hasMore === true && limit < 2000 && (
          <Push
            onPress={() => {
              setLimit(Math.min(limit + PAGE, 2000));
            }}
          >
            {text.more}
          </Push>
        )}
      </div>
    </main>
  );
}

function Narrowing({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  return (
    <div className="activity-filter">
      <TextInput
        label={text.find}
        value={filter.text}
        onChange={(needle) => {
          onChange({ ...filter, text: needle });
        }}
        placeholder={text.findPlaceholder}
        maxLength={200}
      />
      <Segments
        label={text.kind}
        value={filter.kind}
        choices={KINDS.map((id) => ({ id, text: text.kinds[id] }))}
        onChange={(kind) => {
          onChange({ ...filter, kind });
        }}
      />
    </div>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div className="activity-empty" role="status">
      <strong>{isFiltered ? text.noneTitle : text.emptyTitle}</strong>
      <p className="help">{isFiltered ? text.none : text.empty}</p>
    </div>
  );
}

function Report({ report }: { report: ActivityReport }) {
  const { findings, proven, unproven, older } = report;
  const rest = [unproven > 0 ? text.unproven(unproven) : null, older > 0 ? text.older(older) : null].filter((part) => part !== null);
  return findings.length === 0 ? (
    <Note title={text.whole} role="status">
      {[text.wholeMore(proven), ...rest].join(' ')}
    </Note>
  ) : (
    <Note tone="bad" title={text.changed} role="alert">
      {[text.findings(findings.map(({ n }) => n)), text.wholeMore(proven), ...rest].join(' ')}
    </Note>
  );
}

function Table({ entries }: { entries: readonly ActivityEntry[] }) {
  return (
    // Scrolled by keyboard as well as by wheel.
    <div className="activity-scroll" tabIndex={0} role="region" aria-label={text.title}>
      <table className="activity-table">
        <thead>
          <tr>
            {(['when', 'what', 'token', 'from'] as const).map((column) => (
              <th key={column} scope="col">
                {text.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.n} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ entry }: { entry: ActivityEntry }) {
  const { token, source, detail } = entry;
  const from = source.program === null ? text.by[source.by] : text.in(source.program, source.folder, source.terminal);
  return (
    <tr>
      <td className="tabular activity-when">{momentText(entry.atMs)}</td>
      <td>
        {text.deeds[entry.deed] ?? entry.deed} {detail !== null && <span className="dim">{text.details[detail] ?? detail}</span>}
      </td>
      <td>
        {token !== null && (
          <>
            <bdi className="break">{token.label ?? text.noLabel}</bdi>{' '}
            {token.last4 !== null && <span className="mono dim activity-last4">…{token.last4}</span>}
          </>
        )}
      </td>
      <td className="break">{from}</td>
    </tr>
  );
}
