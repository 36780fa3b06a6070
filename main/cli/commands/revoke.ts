import { AppError } from '../../core/errors';
import type { OperationOutput } from '../../agent/messages';
import { YES_OR_JSON, type Command, type Invocation } from '../command';
import { EXIT } from '../exitCodes';
import { childrenText, leasesText, runningText } from '../running';
import { json, tokenName } from '../text';
import { UsageError } from '../usage';
import { revokeMany } from './revokeMany';

export const revoke: Command = {
  help: {
    usage: [
      'dxkey revoke NAME... [--children] [--when-done] [--yes] [--json]',
      'dxkey revoke --expiring | --all [--when-done] [--yes] [--json]',
    ],
    about: `Revokes tokens on the platform: whoever has one can do nothing with it any more, and jobs launched with it fail. Revoke a token that was
shared too widely or is no longer needed. Says what would stop and asks first. To end everything at once, and this computer's sessions
with it: \`dxkey panic\`.`,
    examples: [
      { line: 'dxkey revoke "ci upload"', about: 'says what would stop, and asks' },
      { line: 'dxkey revoke --expiring --when-done --yes', about: 'those that end soon, once nothing runs' },
    ],
  },
  options: {
    children: { type: 'boolean', about: 'the tokens that the named ones made, too' },
    expiring: { type: 'boolean', about: 'each token that ends within 3 days' },
    all: { type: 'boolean', about: 'each token of the account, also those made elsewhere; the session stays (`dxkey logout` ends it)' },
    'when-done': { type: 'boolean', about: 'once no execution of the account runs any more' },
    ...YES_OR_JSON,
  },
  maxPositionals: 100,
  firstWord: 'label',
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag, positionals } = invocation;
    const [name, ...more] = positionals;
    const ways = (['children', 'expiring', 'all'] as const).filter(flag);
    if (ways.length > 1) throw new UsageError('--children, --expiring and --all exclude each other.');
    const also = ways[0] ?? null;
    if ((also === 'expiring' || also === 'all') && name !== undefined) throw new UsageError(`--${also} takes no token.`);
    if (name === undefined && also !== 'expiring' && also !== 'all')
      throw new UsageError('a token is needed: its label, signature or last 4.');
    if (name === undefined || more.length > 0 || also !== null) return revokeMany(invocation, { names: [...positionals], also });
    const client = await app.connect();
    const preview = await client.request('previewRevoke', { name });
    let when: 'now' | 'whenJobsDone' = flag('when-done') ? 'whenJobsDone' : 'now';
    if (!flag('yes')) when = await confirm(invocation, preview, when);
    // By signature: between preview and answer another token may have come by the same name.
    const answer = await client.request('revokeToken', { name: preview.row.signature, when });
    io.out(flag('json') ? json(answer) : `${OUTCOMES[answer.outcome](tokenName(answer.row))}\n`);
    return EXIT.done;
  },
};

const OUTCOMES = {
  revoked: (name: string) => `Revoked ${name}.`,
  alreadyGone: (name: string) => `${name} was gone from the platform already.`,
  queued: (name: string) => `${name} is queued: dxkey revokes it as soon as it can, and no longer hands it out.`,
} as const;

/** A token of limited scope makes none: nothing is unknown about that. */
function canMint({ row, childCount }: OperationOutput<'previewRevoke'>): boolean {
  return childCount !== null || row.scope.kind !== 'projects';
}

async function confirm({ io }: Invocation, preview: OperationOutput<'previewRevoke'>, when: 'now' | 'whenJobsDone') {
  io.err(
    `To revoke: ${tokenName(preview.row)}\n${runningText(preview.running)}${canMint(preview) ? childrenText(preview.childCount) : ''}${leasesText(preview.leases)}`,
  );
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to revoke it, or --yes --when-done.\n');
    throw new AppError('REFUSED');
  }
  if (when === 'now' && preview.running.isKnown && preview.running.count > 0) {
    const answer = (await terminal.ask('Revoke it now, when they are done, or not at all? [now/done/N] ', 'n')).toLowerCase();
    if (answer === 'now') return 'now';
    if (answer === 'done') return 'whenJobsDone';
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm('Revoke it?', false))) throw new AppError('REFUSED');
  return when;
}
