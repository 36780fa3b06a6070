/** One token: what it is, who was given it, what was done with it, and what stops with it. */
import { useCallback, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Lease, Output, TokenRow } from '../../../../preload/contract/contract';
import { useAccountId } from '../../../account';
import { Children, Running } from '../../../components/Consequences';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, open } from '../../../stores/desk';
import { useNow } from '../../../stores/now';
import { agoText, momentText } from '../../../times';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { actionsOf, endOf, heldText, isExpired, nameText, reachText } from '../rowFacts';
import { useTokenActions } from '../useTokenActions';

const text = words.details;

export function Details({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const { value, error, again } = useAnswer(useCallback(() => vault.tokens.details({ accountId, signature }), [accountId, signature]));
  const now = useNow();
  const onAction = useTokenActions();
  const actions = actionsOf(row, now);
  const state = text.states[isExpired(row, now) ? 'expired' : row.state];
  return (
    <Sheet title={nameText(row)} width="l" onClose={closeDialog}>
      {state !== undefined && (
        <Note tone="warn" title={state.title}>
          {state.more}
        </Note>
      )}
      <Facts row={row} parent={value?.parent ?? null} />
      {value === null && error === null && <Note role="status">{text.loading}</Note>}
      <ErrorNote error={error}>
        <Push onPress={again}>{words.common.tryAgain}</Push>
      </ErrorNote>
      {value !== null && <Stops details={value} />}
      {value !== null && <History history={value.history} />}
      <Row
        aside={
          actions.includes('revoke') && (
            <Push
              kind="quiet"
              onPress={() => {
                onAction('revoke', row);
              }}
            >
              {words.tokens.actions.revoke}
            </Push>
          )
        }
      >
        {actions
          .filter((action) => action === 'copy' || action === 'export' || action === 'forget')
          .map((action) => (
            <Push
              key={action}
              onPress={() => {
                onAction(action, row);
              }}
            >
              {words.tokens.actions[action]}
            </Push>
          ))}
        <Push kind="primary" autoFocus onPress={closeDialog}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

function Facts({ row, parent }: { row: TokenRow; parent: TokenRow | null }) {
  const now = useNow();
  const phi = row.reachesPhi === null ? words.tokens.phiUnknownLong : row.reachesPhi > 0 ? words.tokens.phiTagLong(row.reachesPhi) : null;
  const ends = row.expiresMs === null ? '' : ` (${momentText(row.expiresMs)})`;
  return (
    <dl className="facts" aria-label={text.about}>
      <Fact name={text.reach}>{[reachText(row.scope), phi].filter((one) => one !== null).join(' · ')}</Fact>
      <Fact name={text.life}>
        {[...(row.madeMs === null ? [] : [text.made(momentText(row.madeMs))]), `${endOf(row, now).text}${ends}`].join(' · ')}
      </Fact>
      <Fact name={text.held}>{`${heldText(row)} · ${text.origins[row.origin]}`}</Fact>
      <Fact name={text.used}>
        {row.lastUsedMs === null ? text.never : `${agoText(now - row.lastUsedMs)} (${momentText(row.lastUsedMs)})`}
      </Fact>
      {parent !== null && (
        <Fact name={text.parent}>
          <TokenLink row={parent} />
        </Fact>
      )}
      <Fact name={text.signature}>
        <span className="mono">{row.signature.slice(0, 12)}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{children}</dd>
    </div>
  );
}

function TokenLink({ row }: { row: TokenRow }) {
  return (
    <Button
      className="link break"
      onPress={() => {
        open({ kind: 'details', signature: row.signature });
      }}
    >
      {nameText(row)}
    </Button>
  );
}

type AllOf = Output<'tokens.details'>;

function Stops({ details: { row, running, leases, children, childCount } }: { details: AllOf }) {
  const known = childCount === null && row.scope.kind === 'projects' ? 0 : childCount;
  return (
    <section className="details-part" aria-label={text.stops}>
      <h3>{text.stops}</h3>
      <Running running={running} />
      {leases.length > 0 && <HandedOut leases={leases} />}
      <Children count={known} />
      {children.length > 0 && (
        <ul className="plain-list" aria-label={text.children}>
          {children.map((child) => (
            <li key={child.signature}>
              <TokenLink row={child} />
            </li>
          ))}
        </ul>
      )}
      {leases.length === 0 && known === 0 && <p className="help">{text.none}</p>}
    </section>
  );
}

function HandedOut({ leases }: { leases: readonly Lease[] }) {
  const now = useNow();
  return (
    <Note title={text.handedOut(leases.length)}>
      <ul className="plain-list">
        {leases.map(({ id, program, pid, folder, terminal, sinceMs }) => (
          <li key={id} className="break">
            {text.since(words.leases.item(program, pid, folder, terminal), agoText(now - sinceMs))}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function History({ history }: { history: AllOf['history'] }) {
  const said = words.activity;
  return (
    <section className="details-part" aria-label={text.history}>
      <h3>{text.history}</h3>
      {history === null && <Note tone="warn">{text.historyUnread}</Note>}
      {history?.entries.length === 0 && <p className="help">{text.noHistory}</p>}
      <ul className="details-history">
        {history?.entries.map(({ n, atMs, deed, detail, source }) => (
          <li key={n}>
            <span className="tabular dim">{momentText(atMs)}</span>
            <span>
              {said.deeds[deed] ?? deed} {detail !== null && <span className="dim">{said.details[detail] ?? detail}</span>}
            </span>
            <span className="dim break">
              {source.program === null ? said.by[source.by] : said.in(source.program, source.folder, source.terminal)}
            </span>
          </li>
        ))}
      </ul>
      {history?.hasMore === true && <p className="help">{text.moreHistory}</p>}
    </section>
  );
}
