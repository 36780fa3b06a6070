/** What the tray has, where the desktop has none: the tokens of this computer, the clipboard, the last actions, and the panic. */
import { useEffect, useState } from 'react';
import type { ActivityEntry, TokenRow } from '../../preload/contract/contract';
import { useAccount } from '../account';
import { Push } from '../components/Push';
import { useTokens, type SignedIn } from '../stores/mirrors';
import { useNow } from '../stores/now';
import { momentText, spanText } from '../times';
import { vault } from '../vault';
import { words } from '../words';
import { ClipboardLine } from './tokens/Foot';
import { actionsOf, endOf, isExpiring, labelText, nameText, type Action } from './tokens/rowFacts';
import { useTokenActions } from './tokens/useTokenActions';

const text = words.panel;
const ACTS: readonly Action[] = ['copy', 'resume', 'pause', 'rotate', 'revoke'];
const DEEDS = 5;

/** As in the tray: held here, what ends soon first, the soonest of all at the top. */
function panelRows(rows: readonly TokenRow[], nowMs: number): TokenRow[] {
  const place = (row: TokenRow): number => (isExpiring(row, nowMs) && row.expiresMs !== null ? row.expiresMs : Infinity);
  return rows
    .filter((row) => row.held === 'here' && (row.state === 'live' || row.state === 'expired'))
    .sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function useLastDeeds(accountId: string): readonly ActivityEntry[] {
  const [deeds, setDeeds] = useState<readonly ActivityEntry[]>([]);
  useEffect(() => {
    let isWanted = true;
    const read = (): void => {
      void vault.activity.load({ accountId, text: '', kind: 'all', limit: DEEDS }).then((answer) => {
        if (isWanted && answer.ok) setDeeds(answer.value.entries.slice(0, DEEDS));
      });
    };
    read();
    const stop = vault.events.activityChanged(read);
    return () => {
      isWanted = false;
      stop();
    };
  }, [accountId]);
  return deeds;
}

export function PanelScreen({ session }: { session: SignedIn }) {
  const { id, username, platform } = useAccount();
  const now = useNow();
  const list = useTokens((state) => state.value);
  const onAction = useTokenActions();
  const deeds = useLastDeeds(id);
  const rows = panelRows(list?.rows ?? [], now);
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
        <div className="top-acts">
          <Push onPress={() => void vault.panic.ask({})}>{words.panic.open}</Push>
        </div>
      </header>
      <div className="panel">
        <p className="help break">
          {words.accounts.name(username, platform.name)}. {session.expiresMs !== null && text.ends(spanText(session.expiresMs - now))}
        </p>
        <ClipboardLine />
        {list !== null && rows.length === 0 && <p className="help">{text.none}</p>}
        {rows.length > 0 && (
          <ul className="panel-tokens" aria-label={text.tokens}>
            {rows.map((row) => (
              <Token key={row.signature} row={row} nowMs={now} onAction={onAction} />
            ))}
          </ul>
        )}
        <h2>{text.last}</h2>
        {deeds.length === 0 && <p className="help">{text.noDeeds}</p>}
        <ul className="panel-deeds" aria-label={text.last}>
          {deeds.map((entry) => (
            <Deed key={entry.n} entry={entry} />
          ))}
        </ul>
      </div>
    </main>
  );
}

function Token({ row, nowMs, onAction }: { row: TokenRow; nowMs: number; onAction: (action: Action, row: TokenRow) => void }) {
  const end = endOf(row, nowMs);
  const actions = actionsOf(row, nowMs).filter((action) => ACTS.includes(action));
  return (
    <li className="panel-token">
      <span className="panel-name" title={nameText(row)}>
        <bdi className="clip">{labelText(row)}</bdi>
        {row.last4 !== null && <span className="last4">····{row.last4}</span>}
        {row.isPaused && row.state === 'live' && <span className="tag paused">{words.tokens.pausedTag}</span>}
      </span>
      <span className="end" data-tone={end.tone}>
        {end.text}
      </span>
      <span className="panel-acts">
        {actions.map((action) => (
          <button
            key={action}
            type="button"
            className="quick-button"
            aria-label={words.tokens.actionFor(words.tokens.actions[action], nameText(row))}
            onClick={() => {
              onAction(action, row);
            }}
          >
            {words.tokens.actions[action]}
          </button>
        ))}
      </span>
    </li>
  );
}

function Deed({ entry: { atMs, deed, token } }: { entry: ActivityEntry }) {
  return (
    <li>
      <span className="dim tabular">{momentText(atMs)}</span> {words.activity.deeds[deed] ?? deed}{' '}
      {token !== null && (
        <>
          <bdi className="break">{token.label ?? words.activity.noLabel}</bdi>{' '}
          {token.last4 !== null && <span className="mono dim">…{token.last4}</span>}
        </>
      )}
    </li>
  );
}
