import { AppError } from '../../core/errors';
import type { OperationInput, OperationOutput } from '../../agent/messages';
import type { Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { childrenText, leasesText, runningText } from '../running';
import { counted, json, tokenName } from '../text';

type Choice = OperationInput<'previewRevokeMany'>;
type Preview = OperationOutput<'previewRevokeMany'>;
const NAMED = 20;

/** Several at once: what breaks is said first, then one yes for all of them. */
export async function revokeMany(invocation: Invocation, choice: Choice): Promise<number> {
  const { io, app, flag } = invocation;
  const client = await app.connect();
  const preview = await client.request('previewRevokeMany', choice);
  if (preview.rows.length === 0) {
    io.err('None of these tokens can be revoked.\n');
    return EXIT.done;
  }
  if (!flag('yes')) await confirm(invocation, preview);
  const when = flag('when-done') ? 'whenJobsDone' : 'now';
  const { results } = await client.request('revokeTokens', { signatures: preview.rows.map((row) => row.signature), when });
  if (flag('json')) io.out(json({ results }));
  else tell(invocation, preview, results);
  const failed = results.find((one) => one.error !== null)?.error;
  return failed === null || failed === undefined ? EXIT.done : EXIT_OF[failed.code];
}

async function confirm({ io }: Invocation, { rows, running, childCount, leases }: Preview): Promise<void> {
  io.err(`To revoke: ${counted(rows.length, 'token')}\n`);
  for (const row of rows.slice(0, NAMED)) io.err(`  ${tokenName(row)}\n`);
  if (rows.length > NAMED) io.err(`  and ${String(rows.length - NAMED)} more\n`);
  io.err(`${runningText(running)}${childrenText(childCount)}${leasesText(leases)}`);
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to revoke them.\n');
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm(`Revoke ${rows.length === 1 ? 'it' : `all ${String(rows.length)}`}?`, false))) throw new AppError('REFUSED');
}

function tell({ io }: Invocation, { rows }: Preview, results: OperationOutput<'revokeTokens'>['results']): void {
  const count = (outcome: (typeof results)[number]['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  const said = [
    [count('revoked'), 'revoked'],
    [count('alreadyGone'), 'gone from the platform already'],
    [count('queued'), 'queued: revoked as soon as possible, and no longer handed out'],
    [count('failed'), 'not revoked'],
  ] as const;
  for (const [many, what] of said) if (many > 0) io.out(`${counted(many, 'token')} ${what}.\n`);
  for (const { signature, error } of results) {
    const row = rows.find((one) => one.signature === signature);
    if (error !== null && row !== undefined) io.err(`${tokenName(row)}: ${errorText(error.code, error.details)}`);
  }
}
