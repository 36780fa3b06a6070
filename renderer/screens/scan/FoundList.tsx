/** Findings, file by file; each act on one is a question of its own. */
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ScanState } from '../../../preload/contract/contract';
import { Push } from '../../components/Push';
import { momentText } from '../../times';
import { words } from '../../words';
import { FoundDialog, type Asking } from './FoundDialog';
import { actsOn, byFile, contextText, foundName, linesText, stillThere, type FoundFile, type FoundHere } from './foundFacts';

const text = words.scan;
/** Of more than these the rest waits behind a button. */
const SHOWN = 50;

export function FoundList({ scan }: { scan: ScanState }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [shownCount, setShownCount] = useState(SHOWN);
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(asking !== null, heading);
  const files = byFile(scan.tokens);
  const unasked = scan.tokens.filter((token) => token.mayAsk);
  const isClean = scan.tokens.every(({ places }) => stillThere(places).length === 0);
  return (
    <>
      <div className="found-summary">
        <div>
          <h2 ref={heading} tabIndex={-1} className="part-title">
            {text.found(scan.tokens.length, files.length)}
          </h2>
          <p className="help" role="status">
            {text.foundMore(scan.filesRead, momentText(scan.atMs ?? 0))} {isClean && text.allClean}
          </p>
          {/* What the next look goes through may be something else by now. */}
          {scan.lookedIn?.join('\n') !== scan.folders?.join('\n') && (
            <p className="help break">{text.lookedIn(scan.lookedIn ?? [text.home])}</p>
          )}
        </div>
        {unasked.length > 1 && scan.askHost !== null && (
          <Push
            onPress={() => {
              setAsking({ act: 'ask', tokenIds: unasked.map(({ id }) => id), path: null });
            }}
          >
            {text.askAll(unasked.length)}
          </Push>
        )}
      </div>
      {files.slice(0, shownCount).map((file) => (
        <File key={file.path} file={file} askHost={scan.askHost} onAsk={setAsking} />
      ))}
      {files.length > shownCount && (
        <Push
          onPress={() => {
            setShownCount(shownCount + SHOWN);
          }}
        >
          {text.moreFiles(Math.min(SHOWN, files.length - shownCount))}
        </Push>
      )}
      {asking !== null && (
        <FoundDialog
          scan={scan}
          asking={asking}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
    </>
  );
}

/** An act that was done takes its button with it: then the keyboard goes on from the list's heading. */
function useKeptFocus(isAsking: boolean, heading: { current: HTMLHeadingElement | null }): void {
  const wasAsking = useRef(false);
  useEffect(() => {
    const isOver = wasAsking.current && !isAsking;
    wasAsking.current = isAsking;
    if (!isOver) return undefined;
    const timer = setTimeout(() => {
      if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
    }, 50);
    return () => {
      clearTimeout(timer);
    };
  }, [isAsking, heading]);
}

interface FileProps {
  file: FoundFile;
  askHost: ScanState['askHost'];
  onAsk: (asking: Asking) => void;
}

function File({ file, askHost, onAsk }: FileProps) {
  const { path, kind, tokens } = file;
  const left = tokens.filter(({ places }) => stillThere(places).length > 0);
  return (
    <section className="found-file" aria-label={path}>
      <div className="found-head">
        <h3 className="mono break">
          <bdi>{path}</bdi>
        </h3>
        {text.kinds[kind] !== '' && <span className="tag">{text.kinds[kind]}</span>}
        {left.length > 1 && (
          <Button
            className="link"
            aria-label={text.scrubFileOf(path)}
            onPress={() => {
              onAsk({ act: 'scrub', tokenIds: left.map(({ token }) => token.id), path });
            }}
          >
            {text.scrubFile}
          </Button>
        )}
      </div>
      <ul className="found-list">
        {tokens.map((here) => (
          <Found key={here.token.id} here={here} path={path} askHost={askHost} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}

function Found({ here, path, askHost, onAsk }: { here: FoundHere; path: string } & Omit<FileProps, 'file'>) {
  const { token, places } = here;
  const { account, state, isHeld } = token;
  const name = foundName(token);
  const isOut = stillThere(places).length === 0;
  return (
    <li className="found-row">
      <div className="found-what">
        <bdi className="found-name break">{name}</bdi>
        <span className="tag" data-state={state}>
          {text.states[state]}
        </span>
        {isHeld && <span className="tag">{text.held}</span>}
        {isOut && <span className="tag">{text.out}</span>}
        <span className="help break">
          {[
            account === null ? null : words.accounts.name(account.username, account.platformName),
            `${linesText(places)}, ${contextText(places)}`,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
      <div className="found-acts">
        {actsOn(here, askHost).map((act) => (
          <Button
            key={act}
            className="link"
            aria-label={text.actOn(text.acts[act], name, path)}
            onPress={() => {
              onAsk({ act, tokenIds: [token.id], path });
            }}
          >
            {text.acts[act]}
          </Button>
        ))}
      </div>
    </li>
  );
}
