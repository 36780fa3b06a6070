/** The main screen: head, filters, notices, the table in its states, foot. */
import { useDeferredValue, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { Button } from 'react-aria-components';
import type { AppState, TokenList, TokenRow } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { SearchIcon } from '../../components/Icons';
import { ErrorNote } from '../../components/Note';
import { Push } from '../../components/Push';
import { open, useDesk } from '../../stores/desk';
import { loadTokens, useTokens, type SignedIn } from '../../stores/mirrors';
import { useNow } from '../../stores/now';
import { words } from '../../words';
import { Banners } from './Banners';
import { ChosenBar, openRevoke, revocable } from './ChosenBar';
import { Foot } from './Foot';
import { familiesOf, filterRows, NO_FILTERS, type Filter } from './filters';
import { FilterChips } from './FilterChips';
import { sortRows, type Action, type Sort, type SortKey } from './rowFacts';
import { TokenGrid } from './TokenGrid';
import { useTokenActions } from './useTokenActions';
import { usePageKeys } from './usePageKeys';

const text = words.tokens;

export function TokensScreen({ app, session }: { app: AppState; session: SignedIn }) {
  const { value: list, problem } = useTokens();
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [filters, setFilters] = useState(NO_FILTERS);
  useEffect(() => {
    void loadTokens();
  }, []);
  const canMint = session.canMint !== 'no';
  usePageKeys(search, canMint);

  return (
    <main className="main" data-phi={filters.has('phi') || undefined}>
      <Head session={session} query={query} setQuery={setQuery} search={search} />
      <FilterChips list={list} filters={filters} onChange={setFilters} />
      <Banners app={app} list={list} canMint={canMint} />
      <Table
        list={list}
        query={query}
        filters={filters}
        canMint={canMint}
        problem={problem}
        onShowAll={() => {
          setQuery('');
          setFilters(NO_FILTERS);
        }}
      />
      <Foot app={app} list={list} />
    </main>
  );
}

interface HeadProps {
  session: SignedIn;
  query: string;
  setQuery: (query: string) => void;
  search: RefObject<HTMLInputElement | null>;
}

function Head({ session, query, setQuery, search }: HeadProps) {
  const canMint = session.canMint !== 'no';
  return (
    <header className="top">
      <h1>{text.title}</h1>
      <div className="search">
        <SearchIcon />
        <input
          ref={search}
          type="search"
          aria-label={text.search}
          aria-keyshortcuts="/"
          placeholder={text.search}
          value={query}
          maxLength={200}
          spellCheck="false"
          onChange={(event) => {
            setQuery(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('');
            if (event.key === 'ArrowDown' || (event.key === 'Escape' && query === '')) {
              event.preventDefault();
              document.querySelector<HTMLElement>('[role="grid"] .line[tabindex="0"]')?.focus();
            }
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <Push
        onPress={() => {
          open({ kind: 'importToken' });
        }}
      >
        {text.importToken}
      </Push>
      {canMint && (
        <Push
          kind="primary"
          onPress={() => {
            open({ kind: 'newToken' });
          }}
        >
          {text.newToken}
        </Push>
      )}
    </header>
  );
}

interface TableProps {
  list: TokenList | null;
  query: string;
  filters: ReadonlySet<Filter>;
  canMint: boolean;
  problem: ErrorAnswer | null;
  onShowAll: () => void;
}

function Table({ list, query, filters, canMint, problem, onShowAll }: TableProps) {
  const now = useNow();
  const [sort, setSort] = useState<Sort>({ key: 'label', isDescending: false });
  const onAction = useTokenActions();
  const wanted = useDeferredValue(query);
  const families = useMemo(() => familiesOf(list?.rows ?? []), [list]);
  const sorted = useMemo(() => sortRows(list?.rows ?? [], sort), [list, sort]);
  const rows = useMemo(() => filterRows(sorted, wanted, filters, now), [sorted, wanted, filters, now]);
  const [wantedChoice, setChoice] = useState<ReadonlySet<string>>(new Set());
  // What is filtered away is not chosen: nothing unseen is ever revoked.
  const chosenRows = useMemo(() => rows.filter((row) => wantedChoice.has(row.signature)), [rows, wantedChoice]);
  const chosen = useMemo(() => new Set(chosenRows.map((row) => row.signature)), [chosenRows]);
  const choice = useMemo(() => ({ chosen, onChoose: setChoice }), [chosen]);
  const onChosenAction = (action: Action, row: TokenRow) => {
    if (action === 'revoke' && chosen.size > 1 && chosen.has(row.signature)) openRevoke(revocable(chosenRows, now));
    else onAction(action, row);
  };
  useFocusBack();
  const onSort = (key: SortKey) => {
    setSort((before) => ({ key, isDescending: before.key === key && !before.isDescending }));
  };
  return (
    <>
      <ChosenBar
        chosen={chosenRows}
        nowMs={now}
        onClear={() => {
          setChoice(new Set());
        }}
      />
      <TokenGrid
        families={families}
        rows={rows}
        nowMs={now}
        sort={sort}
        isBusy={list === null}
        onSort={onSort}
        onAction={onChosenAction}
        choice={choice}
      >
        {list === null && problem === null && <Skeleton />}
        {problem !== null && (
          <div className="empty">
            <ErrorNote error={problem}>
              <Push onPress={() => void loadTokens()}>{words.common.tryAgain}</Push>
            </ErrorNote>
          </div>
        )}
        {list !== null && list.rows.length === 0 && <Empty canMint={canMint} />}
        {list !== null && list.rows.length > 0 && rows.length === 0 && (
          <div className="empty" role="status">
            <h2>{text.noMatch.title}</h2>
            <p>
              {text.noMatch.body(
                query.trim(),
                [...filters].map((one) => text.filter[one]),
              )}
            </p>
            <Push onPress={onShowAll}>{text.noMatch.clear}</Push>
          </div>
        )}
      </TokenGrid>
    </>
  );
}

/** When a dialog closes and what opened it is gone (a revoked row), focus goes to the table and not to nowhere. */
function useFocusBack(): void {
  const isOpen = useDesk((desk) => desk.dialog !== null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen === wasOpen.current) return undefined;
    wasOpen.current = isOpen;
    if (isOpen) return undefined;
    const timer = setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const line = document.querySelector<HTMLElement>('[role="grid"] .line[tabindex="0"]');
      (line ?? document.querySelector<HTMLElement>('.search input'))?.focus();
    }, 50);
    return () => {
      clearTimeout(timer);
    };
  }, [isOpen]);
}

function Empty({ canMint }: { canMint: boolean }) {
  return (
    <div className="empty">
      <h2>{text.empty.title}</h2>
      <p>{text.empty.body}</p>
      <p>{canMint ? text.empty.more : text.cannotMint}</p>
      <div className="empty-row">
        <Button
          className="link"
          onPress={() => {
            open({ kind: 'importToken' });
          }}
        >
          {text.importToken}
        </Button>
        {canMint && (
          <Push
            kind="primary"
            onPress={() => {
              open({ kind: 'newToken' });
            }}
          >
            {text.newToken}
          </Push>
        )}
      </div>
    </div>
  );
}

/** Of the table's own measures, so that nothing moves when the rows come. */
function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label={text.loading}>
      {[68, 52, 60, 44, 56].map((width) => (
        <div key={width} className="skeleton-line">
          <i style={{ width: `${String(width)}%` }} />
          <i style={{ width: '60%' }} />
        </div>
      ))}
    </div>
  );
}
