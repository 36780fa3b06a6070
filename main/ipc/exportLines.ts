import type { Input, Output, TokenRow } from '../../preload/contract/contract';
import { AppError, isAppError } from '../core/errors';
import type { Accounts, Grants, Tokens } from '../core/services';
import { spanText } from '../core/shellExport/span';

/** The lines to paste, one a shell. They name the token and never hold it. None where the token is known to end before the job. */
export function exportLines(
  {
    tokens,
    accounts,
    grants,
  }: { tokens: Pick<Tokens, 'stateOf' | 'find'>; accounts: Pick<Accounts, 'state'>; grants: Pick<Grants, 'jobOn'> },
  { accountId, signature, needsMs }: Input<'tokens.exportLines'>,
): Output<'tokens.exportLines'> {
  const row = tokens.stateOf(accountId).rows.find((candidate) => candidate.signature === signature);
  if (row === undefined) throw new AppError('NO_SUCH_TOKEN');
  if (row.held !== 'here') throw new AppError('TOKEN_NOT_HELD');
  const name = nameForShell(tokens, accountId, row) + accountForShell(accounts, accountId);
  const job = needsMs === null ? null : grants.jobOn({ accountId, signature, needsMs });
  if (job?.lasting === 'endsFirst') return { lines: [], job };
  const needs = needsMs === null ? '' : ` --needs ${spanText(needsMs)}`;
  const lines: Output<'tokens.exportLines'>['lines'] = [
    { id: 'bash', text: `eval "$(dxkey env ${name} --shell bash)"` },
    { id: 'zsh', text: `eval "$(dxkey env ${name} --shell zsh)"` },
    { id: 'fish', text: `dxkey env ${name} --shell fish | source` },
    { id: 'powershell', text: `dxkey env ${name} --shell powershell | Out-String | Invoke-Expression` },
    { id: 'cmd', text: `for /f "delims=" %i in ('dxkey env ${name} --shell cmd') do @%i` },
    { id: 'exec', text: `dxkey exec ${name}${needs} -- COMMAND` },
  ];
  return { lines, job };
}

/** Where there are several accounts the line says whose token it means: the window may show another one by then. */
function accountForShell(accounts: Pick<Accounts, 'state'>, accountId: string): string {
  const { list } = accounts.state();
  const account = list.find((card) => card.account.id === accountId)?.account;
  if (list.length < 2 || account === undefined) return '';
  // SECURITY: as with a label, only what no shell could read anything else into.
  const plain = [accountId, `${account.username}@${account.platform.name}`].find((name) => /^[A-Za-z0-9][A-Za-z0-9._/@-]*$/.test(name));
  return plain === undefined ? '' : ` --account ${plain}`;
}

/** The label where it is one plain word that means this token alone; else the signature's first characters, which need no quoting in any shell. */
function nameForShell(tokens: Pick<Tokens, 'find'>, accountId: string, row: TokenRow): string {
  // SECURITY: a label is pasted into a shell only if no shell could read anything else into it.
  if (row.label === null || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(row.label)) return row.signature.slice(0, 12);
  try {
    return tokens.find(row.label, accountId).signature === row.signature ? row.label : row.signature.slice(0, 12);
  } catch (error) {
    if (isAppError(error)) return row.signature.slice(0, 12);
    throw error;
  }
}
