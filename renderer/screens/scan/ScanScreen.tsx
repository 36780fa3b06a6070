/** Tokens that were left in files: where is looked, how far it is, and what was found. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { ScanState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { useAccountId } from '../../account';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { useScan } from '../../stores/mirrors';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';
import { FoundList } from './FoundList';

const text = words.scan;

export function ScanScreen() {
  const accountId = useAccountId();
  const { value: scan, problem } = useScan();
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const tried = async (work: Promise<Answer<unknown>>) => {
    setError(null);
    const answer = await work;
    // A look that was stopped, or whose place another one took: what is there now is told by its state.
    if (!answer.ok && answer.error.code !== 'SCAN_GONE') setError(answer.error);
  };
  const look = () => void tried(vault.scan.run({ accountId }));
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
        {scan !== null && <TopActs scan={scan} onLook={look} onDrop={() => void tried(vault.scan.drop({}))} />}
      </header>
      <div className="found">
        <p className="help">{text.lead}</p>
        <ErrorNote error={error ?? problem} />
        {scan === null && problem === null && (
          <p className="dim" role="status">
            {words.opening}
          </p>
        )}
        {scan !== null && <Where scan={scan} onChoose={(where) => void tried(vault.scan.chooseFolders({ where }))} />}
        {scan !== null && <Stand scan={scan} />}
      </div>
    </main>
  );
}

/** One button that stays where it is, so that the keyboard does not lose its place when a look begins or ends. */
function TopActs({ scan, onLook, onDrop }: { scan: ScanState; onLook: () => void; onDrop: () => void }) {
  const isRunning = scan.status === 'running';
  return (
    <div className="top-acts">
      {scan.status === 'done' && scan.tokens.length > 0 && (
        <Push kind="quiet" onPress={onDrop}>
          {text.forget}
        </Push>
      )}
      <Push kind={isRunning ? 'plain' : 'primary'} onPress={isRunning ? onDrop : onLook}>
        {isRunning ? text.stop : scan.status === 'none' ? text.look : text.again}
      </Push>
    </div>
  );
}

function Where({ scan, onChoose }: { scan: ScanState; onChoose: (where: 'home' | 'picked') => void }) {
  const isRunning = scan.status === 'running';
  return (
    <section className="found-where" aria-label={text.where}>
      <span className="dim">{text.where}</span>
      {scan.folders === null ? (
        <span>{text.home}</span>
      ) : (
        <ul className="plain-list">
          {scan.folders.map((folder) => (
            <li key={folder} className="mono break">
              <bdi>{folder}</bdi>
            </li>
          ))}
        </ul>
      )}
      <span className="found-acts">
        <Button
          className="link"
          isDisabled={isRunning}
          onPress={() => {
            onChoose('picked');
          }}
        >
          {text.choose}
        </Button>
        {scan.folders !== null && (
          <Button
            className="link"
            isDisabled={isRunning}
            onPress={() => {
              onChoose('home');
            }}
          >
            {text.useHome}
          </Button>
        )}
      </span>
    </section>
  );
}

function Stand({ scan }: { scan: ScanState }) {
  if (scan.status === 'running') return <Progress scan={scan} />;
  if (scan.status === 'none') return <Empty title={text.noneTitle}>{text.none}</Empty>;
  if (scan.status === 'dropped') return <Empty title={text.droppedTitle}>{text.dropped}</Empty>;
  return (
    <>
      <Gaps scan={scan} />
      {scan.tokens.length === 0 ? (
        <Empty title={text.cleanTitle}>{text.clean(scan.filesRead, momentText(scan.atMs ?? 0))}</Empty>
      ) : (
        <FoundList scan={scan} />
      )}
    </>
  );
}

const Empty = ({ title, children }: { title: string; children: string }) => (
  <div className="activity-empty" role="status">
    <strong>{title}</strong>
    <p className="help">{children}</p>
  </div>
);

function Progress({ scan: { filesRead, filesTotal } }: { scan: ScanState }) {
  const said = filesTotal === null ? text.counting : text.of(filesRead, filesTotal);
  return (
    <div className="found-progress">
      <progress
        aria-label={text.progress}
        aria-valuetext={said}
        {...(filesTotal === null ? {} : { value: filesRead, max: Math.max(1, filesTotal) })}
      />
      <span className="tabular dim">{said}</span>
    </div>
  );
}

/** What was not looked into, with the reason; nothing where all was. */
function Gaps({ scan: { skipped, skippedCount, isCut } }: { scan: ScanState }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {isCut && (
        <Note tone="warn" title={text.cut}>
          {text.cutMore}
        </Note>
      )}
      {skippedCount > 0 && (
        <Note tone="warn" title={text.skipped(skippedCount)}>
          <Button
            className="link"
            aria-expanded={isOpen}
            onPress={() => {
              setOpen(!isOpen);
            }}
          >
            {isOpen ? text.skippedHide : text.skippedShow}
          </Button>
          {isOpen && (
            <ul className="plain-list">
              {skipped.map(({ path, why }) => (
                <li key={path} className="break">
                  <bdi className="mono">{path}</bdi>: {text.why[why]}
                </li>
              ))}
              {skippedCount > skipped.length && <li>{text.skippedMore(skippedCount - skipped.length)}</li>}
            </ul>
          )}
        </Note>
      )}
    </>
  );
}
