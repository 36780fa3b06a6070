/** Chooses among all projects of the account: only the rows in sight exist, and main is asked for the pages that they stand on. */
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { Project } from '../../preload/contract/contract';
import { words } from '../words';
import { ErrorNote } from './Note';
import { PAGE, useProjectPages, type Found } from './projectPages';

const ROW_HEIGHT = 32;
const ROWS_SHOWN = 5;
const OVERSCAN = 3;
const text = words.newToken;

interface PickerProps {
  label: string;
  taken: ReadonlySet<string>;
  onToggle: (project: Project) => void;
}

/** Which rows are in sight, and which one the keys are at. */
function useRows(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [active, setActive] = useState(0);
  const at = Math.min(active, Math.max(0, count - 1));
  const from = Math.max(0, Math.min(first, count) - OVERSCAN);
  const to = Math.min(count, first + ROWS_SHOWN + OVERSCAN + 1);
  const measure = () => {
    setFirst(Math.floor((box.current?.scrollTop ?? 0) / ROW_HEIGHT));
  };
  return {
    ...{ box, at, from, to, measure, setActive },
    goTo(index: number) {
      const next = Math.min(count - 1, Math.max(0, index));
      setActive(next);
      const list = box.current;
      if (list === null) return;
      const top = next * ROW_HEIGHT;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + ROW_HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW_HEIGHT - list.clientHeight;
      measure();
    },
    toTop() {
      setActive(0);
      if (box.current !== null) box.current.scrollTop = 0;
      measure();
    },
  };
}

export function ProjectPicker({ label, taken, onToggle }: PickerProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const query = typed.trim();
  const { found, error, need } = useProjectPages(query);
  const count = found?.count ?? 0;
  const rows = useRows(count);
  const { at, from, to } = rows;
  // Also when a look from the top dropped what was in sight further down.
  useEffect(() => {
    if (found !== null && found.count > 0) need(from, to);
  }, [found, from, need, to]);

  const toggle = (index: number) => {
    const project = projectAt(found, index);
    if (project !== undefined) onToggle(project);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const moves: Partial<Record<string, number>> = {
      ...{ ArrowDown: at + 1, ArrowUp: at - 1 },
      ...{ PageDown: at + ROWS_SHOWN, PageUp: at - ROWS_SHOWN },
    };
    const next = moves[event.key];
    if (next !== undefined && count > 0) rows.goTo(next);
    else if (event.key === 'Enter') toggle(at);
    else return;
    // Enter chooses a project; it must not make the token.
    event.preventDefault();
  };

  return (
    <div className="projects">
      <label className="projects-label" htmlFor={id}>
        {label}
      </label>
      <div className="in">
        <input
          id={id}
          className="in-text"
          role="combobox"
          aria-expanded={count > 0}
          aria-controls={count > 0 ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={at >= from && at < to ? `${id}-${String(at)}` : undefined}
          aria-describedby={`${id}-state`}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            rows.toTop();
          }}
          onKeyDown={onKeyDown}
          placeholder={text.findHelp}
          maxLength={200}
          spellCheck="false"
          autoComplete="off"
        />
      </div>
      {count > 0 && <Rows id={id} found={found} count={count} rows={rows} taken={taken} onPress={toggle} />}
      <p id={`${id}-state`} className="help" aria-live="polite">
        {stateText(found, query, taken.size)}
      </p>
      <ErrorNote error={error ?? found?.told.problem ?? null} />
    </div>
  );
}

const projectAt = (found: Found | null, index: number) => found?.pages.get(Math.floor(index / PAGE))?.[index % PAGE];

interface RowsProps {
  id: string;
  found: Found | null;
  count: number;
  rows: ReturnType<typeof useRows>;
  taken: ReadonlySet<string>;
  onPress: (index: number) => void;
}

function Rows({ id, found, count, rows: { box, at, from, to, measure, setActive }, taken, onPress }: RowsProps) {
  return (
    <div
      ref={box}
      id={`${id}-list`}
      role="listbox"
      aria-label={text.pages.list}
      aria-multiselectable="true"
      className="projects-list"
      style={{ height: Math.min(count, ROWS_SHOWN) * ROW_HEIGHT }}
      onScroll={measure}
    >
      <div role="presentation" className="projects-rows" style={{ height: count * ROW_HEIGHT }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n).map((index) => {
          const project = projectAt(found, index);
          return (
            <ProjectRow
              key={index}
              id={`${id}-${String(index)}`}
              project={project}
              index={index}
              count={count}
              isActive={index === at}
              isTaken={project !== undefined && taken.has(project.id)}
              onPress={() => {
                setActive(index);
                onPress(index);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  id: string;
  project: Project | undefined;
  index: number;
  count: number;
  isActive: boolean;
  isTaken: boolean;
  onPress: () => void;
}

function ProjectRow({ id, project, index, count, isActive, isTaken, onPress }: RowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isTaken}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-busy={project === undefined}
      className="projects-row"
      data-active={isActive || undefined}
      data-selected={isTaken || undefined}
      style={{ top: index * ROW_HEIGHT }}
      // The field keeps the focus, so that typing goes on.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      onClick={onPress}
    >
      <span className="tick-box" aria-hidden="true" />
      <bdi className="clip" title={project?.name}>
        {project?.name ?? words.common.none}
      </bdi>
      {project?.containsPhi === true && <span className="phi">{text.phi}</span>}
      <span className="dim projects-where">{project === undefined ? '' : (project.region ?? project.id)}</span>
    </div>
  );
}

function stateText(found: Found | null, query: string, chosen: number): string {
  const state = text.pages;
  if (found === null) return state.reading;
  const { count, told } = found;
  const many = chosen > 0 ? ` · ${state.chosen(chosen)}` : '';
  if (count === 0 && told.isLoading) return state.reading;
  if (count === 0 && told.problem !== null) return state.refused;
  if (count === 0) return query === '' ? state.none : text.nothingFound;
  if (told.isLoading) return state.more(count) + many;
  return (told.isWhole ? state.of(count) : state.part(count)) + many;
}
