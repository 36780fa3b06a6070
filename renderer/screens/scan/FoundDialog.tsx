/** The question before each act on what was found: to whom a string is sent, what is kept, what is taken out of a file. */
import { useState, type ReactNode } from 'react';
import type { FoundToken, ScanScrubbed, ScanState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { AccountContext } from '../../account';
import { ErrorNote, Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { tell } from '../../stores/desk';
import { useAccounts } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';
import { RevokeFound, RotateFound } from './EndFound';
import { foundName, stillThere, type Act } from './foundFacts';

const text = words.scan;

export interface Asking {
  act: Act;
  tokenIds: readonly string[];
  /** Of the file whose row was pressed. */
  path: string | null;
}

export function FoundDialog({ scan, asking, onClose }: { scan: ScanState; asking: Asking; onClose: () => void }) {
  const cards = useAccounts((state) => state.value?.list) ?? [];
  const tokens = scan.tokens.filter(({ id }) => asking.tokenIds.includes(id));
  const [token] = tokens;
  if (token === undefined) return null;
  const { act, path } = asking;
  // Of whom it is about, not of whom the window shows.
  const owner = tokens.length === 1 ? (cards.find((card) => card.account.id === token.account?.id)?.account ?? null) : null;
  const parts = { token, onClose };
  return (
    <AccountContext value={act === 'ask' ? null : owner}>
      {act === 'ask' && scan.askHost !== null && <AskFound tokens={tokens} host={scan.askHost} onClose={onClose} />}
      {act === 'keep' && <KeepFound {...parts} />}
      {act === 'scrub' && path !== null && <ScrubFound tokens={tokens} path={path} onClose={onClose} />}
      {act === 'rotate' && <RotateFound {...parts} />}
      {act === 'revoke' && <RevokeFound {...parts} />}
    </AccountContext>
  );
}

interface QuestionProps<T> {
  title: string;
  submit: string;
  onClose: () => void;
  work: () => Promise<Answer<T>>;
  /** Null: it is over, and the question closes. */
  onDone: (value: T) => ReactNode | null;
  children: ReactNode;
}

/** One question, one call; the safe answer has the focus. */
function Question<T>({ title, submit, onClose, work, onDone, children }: QuestionProps<T>) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [left, setLeft] = useState<ReactNode | null>(null);
  const act = async () => {
    setBusy(true);
    setError(null);
    const answer = await work();
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    const what = onDone(answer.value);
    setLeft(what);
    if (what === null) onClose();
  };
  return (
    <Sheet title={title} role="alertdialog" onClose={onClose}>
      {left ?? children}
      <ErrorNote error={error} />
      <Row>
        <Push autoFocus onPress={onClose}>
          {left === null ? words.common.cancel : words.common.done}
        </Push>
        {left === null && (
          <Push kind="primary" isBusy={isBusy} onPress={() => void act()}>
            {submit}
          </Push>
        )}
      </Row>
    </Sheet>
  );
}

function AskFound({ tokens, host, onClose }: { tokens: readonly FoundToken[]; host: string; onClose: () => void }) {
  const tokenIds = tokens.map(({ id }) => id);
  return (
    <Question
      title={text.ask.title(host)}
      submit={text.ask.submit(host)}
      onClose={onClose}
      work={() => vault.scan.ask({ tokenIds, host })}
      onDone={(state) => {
        const asked = state.tokens.filter(({ id }) => tokenIds.includes(id));
        const count = (life: FoundToken['state']) => asked.filter((one) => one.state === life).length;
        tell({ kind: 'good', text: text.ask.done(count('live'), count('expired')) });
        return null;
      }}
    >
      <p className="lead break">{text.ask.lead(tokens.length, host)}</p>
      <Names tokens={tokens} />
      <Note tone="warn">{text.ask.risk(tokens.length)}</Note>
    </Question>
  );
}

const NAMED = 6;
function Names({ tokens }: { tokens: readonly FoundToken[] }) {
  return (
    <ul className="plain-list named">
      {tokens.slice(0, NAMED).map((token) => (
        <li key={token.id}>
          <bdi className="break">{foundName(token)}</bdi>
        </li>
      ))}
      {tokens.length > NAMED && <li>{words.running.andMore(tokens.length - NAMED)}</li>}
    </ul>
  );
}

function KeepFound({ token, onClose }: { token: FoundToken; onClose: () => void }) {
  return (
    <Question
      title={text.keep.title}
      submit={text.keep.submit}
      onClose={onClose}
      work={() => vault.scan.import({ tokenId: token.id })}
      onDone={() => {
        tell({ kind: 'good', text: words.tokens.imported(foundName(token)) });
        return null;
      }}
    >
      <p className="lead break">{text.keep.lead(foundName(token))}</p>
    </Question>
  );
}

function ScrubFound({ tokens, path, onClose }: { tokens: readonly FoundToken[]; path: string; onClose: () => void }) {
  const [places] = useState(() => stillThere(tokens.flatMap((token) => token.places)).filter((place) => place.path === path));
  const isHistory = places.some(({ kind }) => kind === 'history');
  const isAlive = tokens.some(({ state }) => state !== 'expired');
  const isOne = places.length === 1;
  const done = ({ scrubbedCount, failed, hasHistory }: ScanScrubbed) => {
    if (scrubbedCount > 0)
      tell({ kind: 'good', text: [text.scrub.done(scrubbedCount), hasHistory ? text.scrub.doneHistory : ''].join(' ').trim() });
    return failed.length === 0 ? null : <Failed failed={failed} />;
  };
  return (
    <Question
      title={text.scrub.title(places.length)}
      submit={isOne ? text.scrub.submit : text.scrub.submitAll}
      onClose={onClose}
      work={() => vault.scan.scrub({ placeIds: places.map(({ id }) => id) })}
      onDone={done}
    >
      <p className="mono break">
        <bdi>{path}</bdi>
      </p>
      <Names tokens={tokens} />
      <p className="lead">{text.scrub.lead(places.length)}</p>
      {isHistory && (
        <Note tone="warn" title={text.scrub.history}>
          {text.scrub.historyMore}
        </Note>
      )}
      {isAlive && <Note>{text.scrub.alive}</Note>}
    </Question>
  );
}

const Failed = ({ failed }: { failed: ScanScrubbed['failed'] }) =>
  failed.map(({ path, code }) => (
    <Note key={path} tone="bad" role="alert" title={path}>
      {text.scrub.failures[code]}
    </Note>
  ));
