/** The table: an ARIA grid of which only the visible rows exist, so that 1,000 tokens cost what 20 do. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { TokenRow } from '../../../preload/contract/contract';
import { words } from '../../words';
import { RowMenu, type MenuAt } from './RowMenu';
import type { Family } from './filters';
import { nameText, type Action, type Sort, type SortKey } from './rowFacts';
import { TokenRowLine } from './TokenRowLine';
import { useChoice, type Choice } from './useChoice';

const ROW_HEIGHT = 40;
const OVERSCAN = 2;
const text = words.tokens;

interface GridProps {
  rows: readonly TokenRow[];
  families: ReadonlyMap<string, Family>;
  nowMs: number;
  sort: Sort;
  isBusy: boolean;
  onSort: (key: SortKey) => void;
  onAction: (action: Action, row: TokenRow) => void;
  choice: Choice;
  children?: ReactNode;
}

function useWindow(count: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 16 });
  const measure = useCallback(() => {
    const box = ref.current;
    if (box === null) return;
    const first = Math.max(0, Math.floor(box.scrollTop / ROW_HEIGHT) - OVERSCAN);
    const last = Math.ceil((box.scrollTop + box.clientHeight) / ROW_HEIGHT) + OVERSCAN;
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }));
  }, []);
  useLayoutEffect(measure, [measure, count]);
  useEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => {
      observer.disconnect();
    };
  }, [measure]);
  return { ref, range, measure };
}

/** Where a key moves the current row; null where the key is not about moving. */
function movedTo(key: string, current: number, count: number, page: number): number | null {
  const last = count - 1;
  const moves: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    Home: 0,
    End: last,
    PageDown: current + page,
    PageUp: current - page,
  };
  const to = moves[key];
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}

/** The key's action on a row; the platform's own copy keys, so that hands need learn nothing. */
function actionOfKey(event: KeyboardEvent): Action | null {
  const isMod = event.ctrlKey || event.metaKey;
  const isSelecting = (window.getSelection()?.toString() ?? '') !== '';
  if (isMod && event.key.toLowerCase() === 'c' && !isSelecting) return 'copy';
  if (isMod && event.key.toLowerCase() === 'e') return 'export';
  if (event.key === 'Delete' || (event.key === 'Backspace' && isMod)) return 'revoke';
  return null;
}

/** Right and Left walk through a row's buttons and back to the row. */
function walkButtons(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return false;
  const line = (event.target as HTMLElement).closest<HTMLElement>('[role="row"]');
  if (line === null) return false;
  const buttons = [...line.querySelectorAll<HTMLElement>('button')].filter((button) => button.offsetParent !== null);
  const stops = [line, ...buttons];
  const at = stops.indexOf(event.target as HTMLElement);
  stops[at + (event.key === 'ArrowRight' ? 1 : -1)]?.focus();
  return true;
}

/** Brings a row into sight, makes it the current one and focuses it: at once, so that the next key, however fast, meets that row. */
function useRowFocus(
  ref: RefObject<HTMLDivElement | null>,
  measure: () => void,
  setCurrent: (index: number) => void,
): (index: number) => void {
  return useCallback(
    (index: number) => {
      const box = ref.current;
      if (box === null) return;
      const top = index * ROW_HEIGHT;
      const seen = box.clientHeight - ROW_HEIGHT;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + ROW_HEIGHT > box.scrollTop + seen) box.scrollTop = top + ROW_HEIGHT - seen;
      flushSync(() => {
        measure();
        setCurrent(index);
      });
      box.querySelector<HTMLElement>(`[data-index="${String(index)}"]`)?.focus({ preventScroll: true });
    },
    [measure, ref, setCurrent],
  );
}

export function TokenGrid({ rows, families, nowMs, sort, isBusy, onSort, onAction, choice, children }: GridProps) {
  const choosing = useChoice(rows, choice);
  const { ref, range, measure } = useWindow(rows.length);
  const [wanted, setCurrent] = useState(0);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const current = Math.min(wanted, Math.max(0, rows.length - 1));
  const focusRow = useRowFocus(ref, measure, setCurrent);
  const openMenu = useCallback((row: TokenRow, at: { x: number; y: number }) => {
    setMenu({ row, ...at });
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const row = rows[current];
    const target = event.target as HTMLElement;
    if (row === undefined || target.closest('[role="columnheader"]') !== null) return;
    const to = movedTo(event.key, current, rows.length, Math.floor((ref.current?.clientHeight ?? 400) / ROW_HEIGHT) - 2);
    const action = actionOfKey(event);
    const isChoosing = choosing.key(event, current, focusRow);
    if (to !== null && !event.shiftKey) focusRow(to);
    else if (action !== null) onAction(action, row);
    else if (event.key === 'Enter' && target.getAttribute('role') === 'row') onAction('details', row);
    else if (event.key === 'Escape' && target.tagName === 'BUTTON') focusRow(current);
    else if (!walkButtons(event) && !isChoosing) return;
    event.preventDefault();
  };

  const first = Math.min(range.first, rows.length);
  const shown = rows.slice(first, range.last);
  return (
    <>
      <div
        ref={ref}
        role="grid"
        aria-multiselectable
        aria-label={text.grid}
        aria-rowcount={rows.length + 1}
        aria-busy={isBusy}
        className="grid"
        onScroll={measure}
        onKeyDown={onKeyDown}
      >
        <Head sort={sort} onSort={onSort} isAll={choosing.isAll} onAll={choosing.pickAll} />
        {rows.length > 0 && (
          <div role="rowgroup" className="lines" style={{ height: rows.length * ROW_HEIGHT }}>
            {shown.map((row, at) => (
              <TokenRowLine
                key={row.signature}
                row={row}
                index={first + at}
                top={(first + at) * ROW_HEIGHT}
                nowMs={nowMs}
                isCurrent={first + at === current}
                isChosen={choice.chosen.has(row.signature)}
                {...relationsOf(families.get(row.signature))}
                onPick={choosing.pick}
                onFocus={setCurrent}
                onAction={onAction}
                onMenu={openMenu}
              />
            ))}
          </div>
        )}
      </div>
      {children}
      <RowMenu
        at={menu}
        nowMs={nowMs}
        onAction={onAction}
        onClose={() => {
          setMenu(null);
          // After the menu has given its focus away.
          requestAnimationFrame(() => {
            focusRow(current);
          });
        }}
      />
    </>
  );
}

const relationsOf = (family: Family | undefined) => {
  const parent = family?.parent ?? null;
  return { parentName: parent === null ? null : nameText(parent), childCount: family?.childCount ?? 0 };
};

const COLUMNS: readonly { key: SortKey | 'life'; className: string }[] = [
  { key: 'label', className: 'label' },
  { key: 'reach', className: '' },
  { key: 'life', className: 'col-life' },
  { key: 'expires', className: '' },
  { key: 'held', className: 'col-held' },
  { key: 'used', className: 'col-used' },
];

interface HeadProps {
  sort: Sort;
  onSort: (key: SortKey) => void;
  isAll: boolean;
  onAll: () => void;
}

function Head({ sort, onSort, isAll, onAll }: HeadProps) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="heads">
        {COLUMNS.map(({ key, className }) =>
          key === 'life' ? (
            <div key={key} role="columnheader" className={`head ${className}`}>
              {text.columns.life}
            </div>
          ) : (
            <div
              key={key}
              role="columnheader"
              className={`head ${className}`}
              aria-sort={sort.key !== key ? 'none' : sort.isDescending ? 'descending' : 'ascending'}
            >
              {key === 'label' && <input type="checkbox" className="pick" checked={isAll} aria-label={words.chosen.all} onChange={onAll} />}
              <button
                type="button"
                className="sort"
                onClick={() => {
                  onSort(key);
                }}
              >
                {text.columns[key]}
                <span aria-hidden="true" className="sort-mark" />
              </button>
            </div>
          ),
        )}
      </div>
    </div>
  );
}
