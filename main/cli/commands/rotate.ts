import type { MintScope } from '../../../preload/contract/contract';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import type { OperationOutput } from '../../agent/messages';
import { askScope } from '../askScope';
import { YES_OR_JSON, type Command, type Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { scopeOf } from '../projects';
import { rotatedText } from '../rotatedText';
import { SCOPE_OPTIONS, readAccess, readExpiry, type Asked } from '../scope';
import { counted, json, tokenName } from '../text';
import { UsageError } from '../usage';

export const rotate: Command = {
  help: `Usage: dxkey rotate NAME [--revoke-old | --keep-old] [--yes] [--json]

Makes a token of the same label, scope and length in NAME's place, proves it, and gives it to every new command. The old one lives
until every process on this computer that was given it has ended.
  --revoke-old   then revokes the old one (once no execution of the account runs); the default where no copy of it may be in use
  --keep-old     leaves the old one until it expires
  --yes          does not ask; with --revoke-old also revokes a token that was copied, shown, printed or pasted
For a token whose scope is not known here it is asked for, or said: --project NAME|ID[:LEVEL], --all-projects LEVEL or --full, with
--leave-phi-out where wanted. The new one lives as long as the old one did; --expires WHEN says otherwise.
`,
  options: {
    ...SCOPE_OPTIONS,
    'revoke-old': { type: 'boolean' },
    'keep-old': { type: 'boolean' },
    ...YES_OR_JSON,
  },
  maxPositionals: 1,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag, text } = invocation;
    const name = invocation.positionals[0];
    if (name === undefined) throw new UsageError('a token is needed: its label, signature or last 4.');
    if (flag('revoke-old') && flag('keep-old')) throw new UsageError('--revoke-old or --keep-old, not both.');
    const access = readAccess(invocation);
    const expires = text('expires');
    const lengthMs = expires === null ? null : readExpiry(expires, Date.now()) - Date.now();
    const client = await app.connect();
    const preview = await client.request('previewRotate', { name });
    const scope = await unknownScope(invocation, client, preview, access);
    const wish = { scope, lengthMs, ...(await oldEnd(invocation, preview)) };
    // By signature: between preview and answer another token may have come by the same name.
    const rotated = await client.request('rotateToken', { name: preview.row.signature, ...wish });
    if (flag('json')) io.out(json(rotated));
    else io.out(rotatedText(tokenName(rotated.row ?? preview.row), rotated));
    if (rotated.problem === null) return EXIT.done;
    io.err(errorText(rotated.problem.code, rotated.problem.details));
    return EXIT_OF[rotated.problem.code];
  },
};

/** Null where it is known. What is not known is said or asked for, never guessed. */
async function unknownScope(
  { io }: Invocation,
  client: AgentClient,
  { row }: OperationOutput<'previewRotate'>,
  access: Asked | null,
): Promise<MintScope | null> {
  if (row.scope.kind !== 'unknown') {
    if (access === null) return null;
    throw new UsageError('the new token reaches what the old one did; for another one use dxkey create.');
  }
  if (access !== null) return scopeOf(io, client, access);
  const terminal = io.terminal();
  if (terminal === null) throw new AppError('SCOPE_UNKNOWN');
  const scope = await askScope(terminal, null);
  if (scope === null) throw new AppError('REFUSED');
  return scope;
}

async function oldEnd(
  { io, flag }: Invocation,
  { isExposed, leases }: OperationOutput<'previewRotate'>,
): Promise<{ old: 'keep' | 'revoke'; mayRevokeExposed: boolean }> {
  if (leases.length > 0)
    io.err(
      `${counted(leases.length, 'process', 'processes')} here ${leases.length === 1 ? 'has' : 'have'} the old token, which lives until ${leases.length === 1 ? 'it has' : 'they have'} ended.\n`,
    );
  if (flag('keep-old')) return { old: 'keep', mayRevokeExposed: false };
  if (!isExposed) return { old: 'revoke', mayRevokeExposed: false };
  if (!flag('revoke-old')) {
    io.err('Copies of the old token may be in use elsewhere, so it is left until it expires; --revoke-old revokes it.\n');
    return { old: 'keep', mayRevokeExposed: false };
  }
  if (flag('yes')) return { old: 'revoke', mayRevokeExposed: true };
  const terminal = io.terminal();
  if (terminal === null) throw new AppError('REFUSED', { details: { field: 'exposed' } });
  const isYes = await terminal.confirm('Copies of the old token may be in use elsewhere. Revoke it all the same?', false);
  if (!isYes) throw new AppError('REFUSED');
  return { old: 'revoke', mayRevokeExposed: true };
}
