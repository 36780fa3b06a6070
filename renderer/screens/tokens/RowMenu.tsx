/** The one context menu of the table, opened at a point: by right click, by the menu key on a row, or by its "More" button. */
import { useRef } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { TokenRow } from '../../../preload/contract/contract';
import { words } from '../../words';
import { actionsOf, nameText, type Action } from './rowFacts';

export interface MenuAt {
  row: TokenRow;
  x: number;
  y: number;
}

const KEYS: Partial<Record<Action, string>> = { details: 'Enter', copy: 'Ctrl+C', export: 'Ctrl+E', revoke: 'Del' };

interface MenuProps {
  at: MenuAt | null;
  nowMs: number;
  onAction: (action: Action, row: TokenRow) => void;
  onClose: () => void;
}

export function RowMenu({ at, nowMs, onAction, onClose }: MenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  if (at === null) return null;
  const actions: readonly Action[] = ['details', ...actionsOf(at.row, nowMs)];
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} />
      <Popover
        className="pop"
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={2}
        aria-label={nameText(at.row)}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
      >
        <Menu
          className="options"
          autoFocus="first"
          aria-label={nameText(at.row)}
          onClose={onClose}
          onAction={(key) => {
            const action = actions.find((one) => one === key);
            onClose();
            if (action !== undefined) onAction(action, at.row);
          }}
        >
          {actions.map((action) => (
            <MenuItem
              key={action}
              id={action}
              className="option"
              data-danger={action === 'revoke' || undefined}
              textValue={words.tokens.actions[action]}
            >
              <span>{words.tokens.actions[action]}</span>
              {KEYS[action] !== undefined && <kbd>{KEYS[action]}</kbd>}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
  );
}
