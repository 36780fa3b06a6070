/** One token, one line. Plain buttons, since dozens of these are made anew with every scroll. */
import { memo, useState, type CSSProperties } from 'react';
import type { TokenRow } from '../../../preload/contract/contract';
import { DotsIcon } from '../../components/Icons';
import { momentText } from '../../times';
import { words } from '../../words';
import {
  actionsOf,
  endOf,
  heldText,
  isExpired,
  isExpiring,
  labelText,
  nameText,
  reachText,
  stripOf,
  usedText,
  type Action,
} from './rowFacts';

const text = words.tokens;
const QUICK: readonly Action[] = ['copy', 'export', 'resume'];

export interface LineProps {
  row: TokenRow;
  index: number;
  top: number;
  nowMs: number;
  isCurrent: boolean;
  isChosen: boolean;
  /** The token of the list that made it, and how many of the list it made. */
  parentName: string | null;
  childCount: number;
  onPick: (index: number, isRange: boolean) => void;
  onFocus: (index: number) => void;
  onAction: (action: Action, row: TokenRow) => void;
  onMenu: (row: TokenRow, at: { x: number; y: number }) => void;
}

export const TokenRowLine = memo(function TokenRowLine(props: LineProps) {
  const { row, index, top, nowMs, isCurrent, isChosen, parentName, childCount, onPick, onFocus, onAction, onMenu } = props;
  const end = endOf(row, nowMs);
  // The buttons exist only where they can be seen: they are half of a row's cost.
  const [isHovered, setHovered] = useState(false);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      tabIndex={isCurrent ? 0 : -1}
      className="line"
      data-index={index}
      data-state={row.state}
      style={{ transform: `translateY(${String(top)}px)` } satisfies CSSProperties}
      onFocus={() => {
        onFocus(index);
      }}
      onPointerEnter={() => {
        setHovered(true);
      }}
      onPointerLeave={() => {
        setHovered(false);
      }}
      onClick={(event) => {
        const isBox = (event.target as HTMLElement).tagName === 'INPUT';
        if (isBox || event.ctrlKey || event.metaKey || event.shiftKey) onPick(index, event.shiftKey);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        const isByKey = event.clientX === 0 && event.clientY === 0;
        const box = event.currentTarget.getBoundingClientRect();
        onMenu(row, isByKey ? { x: box.left + 240, y: box.bottom } : { x: event.clientX, y: event.clientY });
      }}
    >
      <LabelCell row={row} isChosen={isChosen} parentName={parentName} childCount={childCount} />
      <div role="gridcell" className="cell reach" data-full={row.scope.kind === 'full' || undefined}>
        {reachText(row.scope)}
        <PhiMark row={row} />
      </div>
      <div role="gridcell" className="cell col-life">
        <StripView row={row} nowMs={nowMs} />
      </div>
      <div role="gridcell" className="cell end" data-tone={end.tone} title={row.expiresMs === null ? undefined : momentText(row.expiresMs)}>
        {end.text}
      </div>
      <div role="gridcell" className="cell dim col-held">
        {heldText(row)}
      </div>
      <div role="gridcell" className="cell dim col-used">
        {usedText(row, nowMs)}
      </div>
      {(isCurrent || isHovered) && <Quick row={row} nowMs={nowMs} onAction={onAction} onMenu={onMenu} />}
    </div>
  );
});

function PhiMark({ row: { reachesPhi } }: { row: TokenRow }) {
  if (reachesPhi === 0) return null;
  if (reachesPhi === null)
    return (
      <span className="tag phi-mark phi-unknown" title={text.phiUnknownLong}>
        {text.phiUnknown}
      </span>
    );
  return (
    <span className="tag phi-mark" title={text.phiTagLong(reachesPhi)}>
      {text.phiTag}
    </span>
  );
}

type LabelProps = Pick<LineProps, 'row' | 'isChosen' | 'parentName' | 'childCount'>;

function LabelCell({ row, isChosen, parentName, childCount }: LabelProps) {
  return (
    <div role="rowheader" className="cell label" title={nameText(row)}>
      {/* Space on the row does the same, so the box is no stop of its own. */}
      <input type="checkbox" className="pick" tabIndex={-1} checked={isChosen} aria-label={words.chosen.one(nameText(row))} readOnly />
      <bdi className="label-text" data-none={row.label === null || undefined}>
        {labelText(row)}
      </bdi>
      {row.last4 !== null && <span className="last4">····{row.last4}</span>}
      {row.isPaused && row.state === 'live' && (
        <span className="tag paused" title={text.pausedTagLong}>
          {text.pausedTag}
        </span>
      )}
      {row.replacedBy !== null && (
        <span className="tag" title={text.replacedTagLong}>
          {text.replacedTag}
        </span>
      )}
      {row.isShellToken && (
        <span className="tag" title={text.shellTagLong}>
          {text.shellTag}
        </span>
      )}
      {row.worksWhileAway && (
        <span className="tag" title={text.awayTagLong}>
          {text.awayTag}
        </span>
      )}
      {parentName !== null && (
        <span className="tag" title={text.childTagLong(parentName)}>
          {text.childTag}
        </span>
      )}
      {childCount > 0 && (
        <span className="tag" title={text.childrenTagLong}>
          {text.childrenTag(childCount)}
        </span>
      )}
      {row.leaseCount > 0 && (
        <span className="tag live" title={text.leases(row.leaseCount)}>
          <span aria-hidden="true">●</span> {row.leaseCount}
          <span className="unseen"> {text.leases(row.leaseCount)}</span>
        </span>
      )}
    </div>
  );
}

function StripView({ row, nowMs }: { row: TokenRow; nowMs: number }) {
  const strip = row.state === 'gone' ? null : stripOf(row, nowMs);
  if (strip === null || row.expiresMs === null) return <span className="dim">{words.common.none}</span>;
  const tone = isExpired(row, nowMs) ? 'bad' : isExpiring(row, nowMs) ? 'warn' : 'good';
  const said = text.strip(row.madeMs === null ? text.madeUnknown : momentText(row.madeMs), momentText(row.expiresMs));
  const percent = (value: number) => `${String(value)}%`;
  const lived = Math.min(strip.today, strip.to);
  return (
    <span className="strip" data-tone={tone} data-beyond={strip.isBeyond || undefined} role="img" aria-label={said} title={said}>
      <i className="strip-lived" style={{ left: percent(strip.from), width: percent(Math.max(0, lived - strip.from)) }} />
      <i className="strip-left" style={{ left: percent(lived), width: percent(Math.max(0, strip.to - lived)) }} />
      <i className="strip-today" style={{ left: percent(strip.today) }} />
      <i className="strip-end" style={{ left: percent(strip.to) }} />
    </span>
  );
}

function Quick({ row, nowMs, onAction, onMenu }: Pick<LineProps, 'row' | 'nowMs' | 'onAction' | 'onMenu'>) {
  const actions = actionsOf(row, nowMs);
  const quick = actions.filter((action) => QUICK.includes(action) || (actions.length < 3 && action !== 'project'));
  return (
    <div role="gridcell" className="cell quick" aria-label={text.columns.actions}>
      {quick.map((action) => (
        <button
          key={action}
          type="button"
          tabIndex={-1}
          className="quick-button"
          aria-label={text.actionFor(text.actions[action], nameText(row))}
          onClick={() => {
            onAction(action, row);
          }}
        >
          {text.actions[action]}
        </button>
      ))}
      {actions.length > quick.length && (
        <button
          type="button"
          tabIndex={-1}
          className="quick-button"
          aria-haspopup="menu"
          aria-label={text.actionFor(text.more, nameText(row))}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            onMenu(row, { x: box.left, y: box.bottom });
          }}
        >
          <DotsIcon />
        </button>
      )}
    </div>
  );
}
