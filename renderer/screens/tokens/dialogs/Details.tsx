/** One token: what it is and reaches, which commands have it, what stops with it, and what was done with it. */
import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { ActivityEntry, TokenRow } from '../../../../preload/contract/contract';
import { useAccountId } from '../../../account';
import { Children, Running } from '../../../components/Consequences';
import { GivenLeases } from '../../../components/GivenLeases';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { ReachList, useReach } from '../../../components/ReachNote';
import { Row, Sheet } from '../../../components/Sheet';
import { reachText as reachSentence } from '../../../reachText';
import { closeDialog, open } from '../../../stores/desk';
import { useApp, useLeases, useTokens } from '../../../stores/mirrors';
import { useNow } from '../../../stores/now';
import { agoText, momentText } from '../../../times';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { actionsOf, endOf, heldText, isExpired, nameText, type Action } from '../rowFacts';
import { useTokenActions } from '../useTokenActions';

const text = words.details;
const MOST_CHILDREN = 50;
/** In the row of buttons; the rest stands in the row's menu. */
const BUTTONS: readonly Action[] = ['forget', 'rotate', 'pause', 'resume', 'export', 'copy'];

export function Details({ row }: { row: TokenRow }) {
  const now = useNow();
  const isDead = isExpired(row, now) || row.state === 'gone';
  return (
    <Sheet title={nameText(row)} width="xl" onClose={closeDialog}>
      <States row={row} />
      <Facts row={row} />
      <Reaches row={row} />
      {row.held === 'here' && !isDead && <Who row={row} />}
      <HandedOut row={row} />
      {isDead ? <Family row={row} /> : <Stops row={row} />}
      <History row={row} />
      <Actions row={row} />
    </Sheet>
  );
}

/** What is out of the ordinary, and what is not known now. */
function States({ row }: { row: TokenRow }) {
  const now = useNow();
  const list = useTokens((state) => state.value);
  const keychain = useApp((state) => state.value?.keychain ?? 'ready');
  const state = text.states[isExpired(row, now) ? 'expired' : row.state];
  return (
    <>
      {state !== undefined && (
        <Note tone="warn" title={state.title}>
          {state.more}
        </Note>
      )}
      {row.isPaused && row.state === 'live' && <Note tone="warn" title={words.tokens.pausedTagLong} />}
      {row.replacedBy !== null && <Note title={words.tokens.replacedTagLong} />}
      {list?.source === 'thisComputer' && (
        <Note tone="warn" title={text.listUnread}>
          {text.listUnreadMore}
        </Note>
      )}
      {row.held === 'here' && keychain !== 'ready' && (
        <Note tone="warn" title={words.banners.keychain[keychain].title}>
          {words.banners.keychain[keychain].next}
        </Note>
      )}
    </>
  );
}

function Facts({ row }: { row: TokenRow }) {
  const now = useNow();
  const end = endOf(row, now).text;
  return (
    <dl className="token-facts" aria-label={text.about}>
      <Fact name={text.made}>{row.madeMs === null ? words.common.unknown : momentText(row.madeMs)}</Fact>
      <Fact name={text.ends}>{row.expiresMs === null ? words.common.unknown : `${momentText(row.expiresMs)} (${end})`}</Fact>
      <Fact name={text.held}>{`${heldText(row)}, ${text.origins[row.origin]}`}</Fact>
      <Fact name={text.used}>
        {row.lastUsedMs === null ? text.never : `${momentText(row.lastUsedMs)} (${agoText(now - row.lastUsedMs)})`}
      </Fact>
      {row.held === 'here' && <Fact name={words.away.label}>{row.worksWhileAway ? words.away.works : words.away.needsMe}</Fact>}
      {row.defaultProject !== null && <Fact name={text.project}>{row.defaultProject.name ?? row.defaultProject.id}</Fact>}
      <Parent row={row} />
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

function Parent({ row: { parentSignature } }: { row: TokenRow }) {
  const parent = useTokens((state) => state.value?.rows.find((one) => one.signature === parentSignature));
  // What a sign-in made has no parent in the list, and that is the usual way.
  if (parent === undefined) return null;
  return (
    <Fact name={text.parent}>
      <TokenLink row={parent} />
    </Fact>
  );
}

function TokenLink({ row }: { row: TokenRow }) {
  return (
    <Button
      className="link details-link"
      onPress={() => {
        open({ kind: 'details', signature: row.signature });
      }}
    >
      <bdi className="break">{nameText(row)}</bdi>
    </Button>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="details-part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Reaches({ row: { scope } }: { row: TokenRow }) {
  const { reach, error, isBehind } = useReach(scope.kind === 'unknown' ? null : scope);
  return (
    <Part title={text.reach}>
      {scope.kind === 'unknown' && <p>{text.reachUnknown}</p>}
      {isBehind && <p role="status">{words.reach.working}</p>}
      <ErrorNote error={error} />
      {reach !== null && <p className="break">{reachSentence(reach)}</p>}
      {reach !== null && <ReachList reach={reach} />}
    </Part>
  );
}

function Who({ row: { signature } }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { value, error, again } = useAnswer(useCallback(() => vault.consent.load({ accountId, signature }), [accountId, signature]));
  useEffect(() => vault.events.consentChanged(again), [again]);
  const said = words.policy;
  return (
    <Part title={said.part}>
      <ErrorNote error={error} />
      {value !== null && (
        <div className="details-who">
          <p className="break">{said.kinds[value.policy.kind]}</p>
          <Push
            onPress={() => {
              open({ kind: 'policy', signature });
            }}
          >
            {words.tokens.actions.policy}
          </Push>
        </div>
      )}
    </Part>
  );
}

function HandedOut({ row: { signature } }: { row: TokenRow }) {
  const all = useLeases((state) => state.value?.leases);
  const leases = useMemo(() => (all ?? []).filter((lease) => lease.signature === signature), [all, signature]);
  return (
    <Part title={text.handedOut}>
      <GivenLeases leases={leases} isNamed={false} none={text.handedOutNone} />
    </Part>
  );
}

function Stops({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const { value, error } = useAnswer(useCallback(() => vault.tokens.previewRevoke({ accountId, signature }), [accountId, signature]));
  // A token of limited scope makes none: nothing is unknown about that.
  const childCount = value === null ? null : value.childCount === null && row.scope.kind === 'projects' ? 0 : value.childCount;
  return (
    <Part title={text.stops}>
      {value === null && error === null && <p role="status">{words.revoke.loading}</p>}
      {value !== null && <Running running={value.running} />}
      {error !== null && (
        <Note tone="warn" title={words.running.notKnown}>
          {words.running.notKnownMore}
        </Note>
      )}
      {(value !== null || error !== null) && <Children count={childCount} />}
      <MadeByIt row={row} />
    </Part>
  );
}

/** Of a token that has ended, nothing can stop any more. */
function Family({ row }: { row: TokenRow }) {
  const hasChildren = useTokens((state) => state.value?.rows.some((one) => one.parentSignature === row.signature) === true);
  if (!hasChildren) return null;
  return (
    <Part title={text.children}>
      <MadeByIt row={row} />
    </Part>
  );
}

function MadeByIt({ row: { signature } }: { row: TokenRow }) {
  const rows = useTokens((state) => state.value?.rows);
  const children = useMemo(() => (rows ?? []).filter((one) => one.parentSignature === signature), [rows, signature]);
  if (children.length === 0) return null;
  return (
    <ul className="plain-list" aria-label={text.children}>
      {children.slice(0, MOST_CHILDREN).map((child) => (
        <li key={child.signature}>
          <TokenLink row={child} />
        </li>
      ))}
      {children.length > MOST_CHILDREN && <li>{words.running.andMore(children.length - MOST_CHILDREN)}</li>}
    </ul>
  );
}

/** Asked again with each new entry of the record. */
function History({ row: { signature } }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { value, error, again } = useAnswer(useCallback(() => vault.activity.ofToken({ accountId, signature }), [accountId, signature]));
  useEffect(() => vault.events.activityChanged(again), [again]);
  return (
    <Part title={text.history}>
      <ErrorNote error={error} />
      {value?.entries.length === 0 && <p className="help">{text.historyNone}</p>}
      {value !== null && value.entries.length > 0 && (
        <ol className="details-history">
          {value.entries.map((entry) => (
            <Deed key={entry.n} entry={entry} />
          ))}
        </ol>
      )}
      {value?.hasMore === true && <p className="help">{text.historyMore}</p>}
    </Part>
  );
}

function Deed({ entry: { atMs, deed, detail, source } }: { entry: ActivityEntry }) {
  const said = words.activity;
  const from = source.program === null ? said.by[source.by] : said.in(source.program, source.folder, source.terminal);
  return (
    <li>
      <span className="tabular dim">{momentText(atMs)}</span>
      <span>
        {said.deeds[deed] ?? deed} {detail !== null && <span className="dim">{said.details[detail] ?? detail}</span>}
      </span>
      <span className="dim break">{from}</span>
    </li>
  );
}

function Actions({ row }: { row: TokenRow }) {
  const now = useNow();
  const onAction = useTokenActions();
  const actions = actionsOf(row, now);
  const button = (action: Action) => (
    <Push
      key={action}
      kind={action === 'revoke' ? 'quiet' : 'plain'}
      onPress={() => {
        // First, so that what comes of it is said where one sees it.
        closeDialog();
        onAction(action, row);
      }}
    >
      {words.tokens.actions[action]}
    </Push>
  );
  return (
    <Row aside={actions.includes('revoke') && button('revoke')}>
      {BUTTONS.filter((one) => actions.includes(one)).map(button)}
      <Push kind="primary" autoFocus onPress={closeDialog}>
        {words.common.done}
      </Push>
    </Row>
  );
}
