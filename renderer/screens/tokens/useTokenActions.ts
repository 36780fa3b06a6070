/** What the keys, the row's buttons and its menu do; all the same way. */
import { useCallback } from 'react';
import type { Account, TokenRow } from '../../../preload/contract/contract';
import { useAccount } from '../../account';
import { open, tell } from '../../stores/desk';
import { vault } from '../../vault';
import { words } from '../../words';
import { pausedText } from './dialogs/PauseToken';
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

/** At once where nobody holds it; else what would end is named first. */
async function pauseToken(accountId: string, row: TokenRow): Promise<void> {
  if (row.leaseCount > 0) {
    open({ kind: 'pause', signature: row.signature });
    return;
  }
  const answer = await vault.tokens.pause({ accountId, signature: row.signature });
  tell(answer.ok ? { kind: 'good', text: pausedText(answer.value) } : { kind: 'bad', error: answer.error });
}

async function resumeToken(accountId: string, row: TokenRow): Promise<void> {
  const answer = await vault.tokens.resume({ accountId, signature: row.signature });
  tell(answer.ok ? { kind: 'good', text: words.pause.resumed(nameText(row)) } : { kind: 'bad', error: answer.error });
}

function refuse(action: Action, { isPaused }: TokenRow): void {
  if (isPaused && (action === 'copy' || action === 'export')) {
    tell({ kind: 'good', text: words.tokens.cannot.paused });
    return;
  }
  const isLive = action === 'copy' || action === 'export' || action === 'project' || action === 'policy';
  tell({ kind: 'good', text: isLive ? words.tokens.cannot.copy : words.tokens.cannot.revoke });
}

export function useTokenActions(): (action: Action, row: TokenRow) => void {
  const account = useAccount();
  return useCallback(
    (action, row) => {
      if (action !== 'details' && !actionsOf(row, Date.now()).includes(action)) {
        refuse(action, row);
        return;
      }
      if (action === 'copy') void copyToken(account, row);
      else if (action === 'pause') void pauseToken(account.id, row);
      else if (action === 'resume') void resumeToken(account.id, row);
      else if (action === 'forget') void forgetToken(account.id, row);
      else open({ kind: action, signature: row.signature });
    },
    [account],
  );
}
