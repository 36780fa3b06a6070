/** What the keys, the row's buttons and its menu do; all the same way. */
import { useCallback } from 'react';
import type { Account, TokenRow } from '../../../preload/contract/contract';
import { useAccount } from '../../account';
import { open, tell } from '../../stores/desk';
import { vault } from '../../vault';
import { words } from '../../words';
import { actionsOf, nameText, type Action } from './rowFacts';

export async function copyToken({ id: accountId, username, platform }: Account, row: TokenRow): Promise<boolean> {
  const text = words.tokens;
  const answer = await vault.tokens.copy({ accountId, signature: row.signature });
  if (!answer.ok) {
    tell({ kind: 'bad', error: answer.error });
    return false;
  }
  const { outcome } = answer.value;
  const whose = words.accounts.name(username, platform.name);
  const said =
    outcome === 'copied'
      ? text.copied(nameText(row), whose)
      : outcome === 'copiedUnverified'
        ? text.copiedUnverified(nameText(row), whose)
        : text.needsPress;
  tell({ kind: 'good', text: said });
  return outcome !== 'needsPress';
}

async function forgetToken(accountId: string, row: TokenRow): Promise<void> {
  const answer = await vault.tokens.forget({ accountId, signature: row.signature });
  tell(answer.ok ? { kind: 'good', text: words.tokens.forgotten(nameText(row)) } : { kind: 'bad', error: answer.error });
}

function refuse(action: Action): void {
  const isLive = action === 'copy' || action === 'export' || action === 'project';
  tell({ kind: 'good', text: isLive ? words.tokens.cannot.copy : words.tokens.cannot.revoke });
}

export function useTokenActions(): (action: Action, row: TokenRow) => void {
  const account = useAccount();
  return useCallback(
    (action, row) => {
      if (!actionsOf(row, Date.now()).includes(action)) {
        refuse(action);
        return;
      }
      if (action === 'copy') void copyToken(account, row);
      else if (action === 'forget') void forgetToken(account.id, row);
      else open({ kind: action, signature: row.signature });
    },
    [account],
  );
}
