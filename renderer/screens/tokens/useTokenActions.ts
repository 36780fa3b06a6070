/** What the keys, the row's buttons and its menu do; all the same way. */
import { useCallback } from 'react';
import type { TokenRow } from '../../../preload/contract/contract';
import { open, tell } from '../../stores/desk';
import { vault } from '../../vault';
import { words } from '../../words';
import { actionsOf, nameText, type Action } from './rowFacts';

export async function copyToken(row: TokenRow): Promise<boolean> {
  const text = words.tokens;
  const answer = await vault.tokens.copy({ signature: row.signature });
  if (!answer.ok) {
    tell({ kind: 'bad', error: answer.error });
    return false;
  }
  const { outcome } = answer.value;
  const said =
    outcome === 'copied'
      ? text.copied(nameText(row))
      : outcome === 'copiedUnverified'
        ? text.copiedUnverified(nameText(row))
        : text.needsPress;
  tell({ kind: 'good', text: said });
  return outcome !== 'needsPress';
}

async function forgetToken(row: TokenRow): Promise<void> {
  const answer = await vault.tokens.forget({ signature: row.signature });
  tell(answer.ok ? { kind: 'good', text: words.tokens.forgotten(nameText(row)) } : { kind: 'bad', error: answer.error });
}

function refuse(action: Action): void {
  const isLive = action === 'copy' || action === 'export' || action === 'project';
  tell({ kind: 'good', text: isLive ? words.tokens.cannot.copy : words.tokens.cannot.revoke });
}

export function useTokenActions(): (action: Action, row: TokenRow) => void {
  return useCallback((action, row) => {
    if (!actionsOf(row, Date.now()).includes(action)) {
      refuse(action);
      return;
    }
    if (action === 'copy') void copyToken(row);
    else if (action === 'forget') void forgetToken(row);
    else open({ kind: action, signature: row.signature });
  }, []);
}
