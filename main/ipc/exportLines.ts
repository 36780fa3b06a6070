import type { Input, Output, TokenRow } from '../../preload/contract/contract';
import { AppError, isAppError } from '../core/errors';
import type { Tokens } from '../core/services';

type ExportLines = Output<'tokens.exportLines'>['lines'];

/** The lines to paste, one a shell. They name the token and never hold it. */
export function exportLines(tokens: Pick<Tokens, 'stateOf' | 'find'>, { accountId, signature }: Input<'tokens.exportLines'>): ExportLines {
  const row = tokens.stateOf(accountId).rows.find((candidate) => candidate.signature === signature);
  if (row === undefined) throw new AppError('NO_SUCH_TOKEN');
  if (row.held !== 'here') throw new AppError('TOKEN_NOT_HELD');
  const name = nameForShell(tokens, accountId, row);
  return [
    { id: 'bash', text: `eval "$(dxkey env ${name} --shell bash)"` },
    { id: 'zsh', text: `eval "$(dxkey env ${name} --shell zsh)"` },
    { id: 'fish', text: `dxkey env ${name} --shell fish | source` },
    { id: 'powershell', text: `dxkey env ${name} --shell powershell | Out-String | Invoke-Expression` },
    { id: 'cmd', text: `for /f "delims=" %i in ('dxkey env ${name} --shell cmd') do @%i` },
    { id: 'exec', text: `dxkey exec ${name} -- COMMAND` },
  ];
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
