import type { MintScope } from '../../../preload/contract/contract';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import type { OperationOutput } from '../../agent/messages';
import { askScope } from '../askScope';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { scopeOf } from '../projects';
import { rotatedText } from '../rotatedText';
import { SCOPE_OPTIONS, readAccess, readExpiry, type Asked } from '../scope';
import { counted, json, tokenName } from '../text';
import { UsageError } from '../usage';

export const rotate: Command = {
  help: {
    usage: ['dxkey rotate NAME [--revoke-old | --keep-old] [ACCESS] [--expires WHEN] [--yes] [--json]'],
    about: `Makes a token of the same label, access and length in NAME's place, proves it, and gives it to every new command; NAME means the new one from
then on. What runs with the old one goes on with it, and the old one lives until that has ended: then it is revoked, once no
execution of the account runs.

Whatever fails leaves the old token as it was. What was made and could not be proved yet is told, and gone on with by the app.`,
    sections: [
      {
        title: 'Copies and access',
        text: `Where copies of the old token may be in use (copied, shown, printed, pasted) it is left, unless \`--revoke-old\` is said and a person says yes,
or \`--yes\`. What a token may reach that was made elsewhere is not always known here: it is asked for on the terminal, or said
(\`--project\`, \`--all-projects\`, \`--full\`), else the command ends with 5; it is never guessed. The new one lives as long as the old one
did; \`--expires\` says otherwise.`,
      },
    ],
    examples: [
      { line: 'dxkey rotate "ci upload"', about: 'a new token for the same work' },
      { line: 'dxkey rotate notebooks --revoke-old --yes', about: 'revokes the old one although it was copied' },
    ],
  },
  options: {
    ...SCOPE_OPTIONS,
    'revoke-old': { type: 'boolean', about: 'revokes the old one once nothing here has it; the default where no copy of it may be in use' },
    'keep-old': { type: 'boolean', about: 'leaves the old one until it expires' },
    yes: {
      type: 'boolean',
      short: 'y',
      about: 'does not ask; with --revoke-old also revokes a token that was copied, shown, printed or pasted',
    },
    ...JSON_OPTION,
  },
  maxPositionals: 1,
  firstWord: 'label',
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
