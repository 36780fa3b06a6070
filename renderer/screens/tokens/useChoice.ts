/** Choosing several rows: by checkbox, Space, Ctrl or Shift with a click, Shift with an arrow, Ctrl+A; Escape lets go. */
import { useCallback, useRef, type KeyboardEvent } from 'react';
import type { TokenRow } from '../../../preload/contract/contract';

export interface Choice {
  chosen: ReadonlySet<string>;
  onChoose: (next: ReadonlySet<string>) => void;
}

export interface Choosing {
  /** One row in or out; with `isRange` all from the last one that was picked. */
  pick: (index: number, isRange: boolean) => void;
  isAll: boolean;
  pickAll: () => void;
  /** True where the key was about choosing; `focusRow` moves where it also moves. */
  key: (event: KeyboardEvent, current: number, focusRow: (index: number) => void) => boolean;
}

export function useChoice(rows: readonly TokenRow[], { chosen, onChoose }: Choice): Choosing {
  const anchor = useRef<number | null>(null);

  const range = useCallback(
    (from: number, to: number) => {
      const picked = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.signature);
      onChoose(new Set([...chosen, ...picked]));
    },
    [rows, chosen, onChoose],
  );
  const pick = useCallback(
    (index: number, isRange: boolean) => {
      const row = rows[index];
      if (row === undefined) return;
      if (isRange && anchor.current !== null) {
        range(anchor.current, index);
        return;
      }
      anchor.current = index;
      const next = new Set(chosen);
      if (!next.delete(row.signature)) next.add(row.signature);
      onChoose(next);
    },
    [rows, chosen, onChoose, range],
  );
  const isAll = rows.length > 0 && rows.every((row) => chosen.has(row.signature));
  const pickAll = useCallback(() => {
    onChoose(new Set(isAll ? [] : rows.map((row) => row.signature)));
  }, [rows, isAll, onChoose]);

  const key: Choosing['key'] = (event, current, focusRow) => {
    const isMod = event.ctrlKey || event.metaKey;
    const isOnRow = (event.target as HTMLElement).getAttribute('role') === 'row';
    if (isMod && event.key.toLowerCase() === 'a') pickAll();
    else if (event.key === ' ' && isOnRow) pick(current, event.shiftKey);
    else if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const to = Math.min(rows.length - 1, Math.max(0, current + (event.key === 'ArrowDown' ? 1 : -1)));
      anchor.current ??= current;
      range(anchor.current, to);
      focusRow(to);
    } else if (event.key === 'Escape' && isOnRow && chosen.size > 0) {
      anchor.current = null;
      onChoose(new Set());
    } else return false;
    return true;
  };
  return { pick, isAll, pickAll, key };
}
