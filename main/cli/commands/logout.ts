import { AppError } from '../../core/errors';
import type { OperationInput, OperationOutput } from '../../agent/messages';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { errorText, visible } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { childrenText, runningText, stops } from '../running';
import { counted, json } from '../text';
import { UsageError } from '../usage';

type Kind = OperationInput<'signOut'>['kind'];
type Commands = NonNullable<OperationInput<'signOut'>['commands']>;
type Preview = OperationOutput<'previewSignOut'>;

export const logout: Command = {
  help: {
    usage: ['dxkey logout [--forget | --destroy | --when-done] [--end-commands | --let-finish] [--yes] [--json]'],
    about: `Ends the session. One opened by password is destroyed on the platform. One opened by an API token needs to be told \`--forget\`,
\`--destroy\` or \`--when-done\` where nobody can be asked. Other API tokens are never destroyed by signing out.`,
  },
  options: {
    forget: { type: 'boolean', about: 'only this computer forgets the token; it lives on' },
    destroy: { type: 'boolean', about: 'the token is destroyed on the platform, and jobs that run on it fail' },
    'when-done': { type: 'boolean', about: 'destroyed once no execution of the account runs any more' },
    'end-commands': { type: 'boolean', about: 'ends commands on this computer that hold a token of the account' },
    'let-finish': { type: 'boolean', about: 'leaves them running, as without a terminal to ask on' },
    yes: { type: 'boolean', short: 'y', about: 'does not ask about what would stop' },
    ...JSON_OPTION,
  },
  maxPositionals: 0,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const asked = givenKind(invocation);
    const askedCommands = givenCommands(invocation);
    const client = await app.connect();
    const preview = await client.request('previewSignOut', {});
    const kind = await decide(invocation, asked, preview);
    const commands = askedCommands ?? (await decideCommands(invocation, preview));
    const state = await client.request('signOut', { kind, commands });
    if (flag('json')) io.out(json(state));
    else io.out('Signed out.\n');
    return tellNotes(invocation, state);
  },
};

function givenKind({ flag }: Invocation): Kind | null {
  const kinds = (['forget', 'destroy', 'when-done'] as const).filter(flag);
  if (kinds.length > 1) throw new UsageError('--forget, --destroy and --when-done exclude each other.');
  return kinds[0] === 'when-done' ? 'destroyWhenDone' : (kinds[0] ?? null);
}

function givenCommands({ flag }: Invocation): Commands | null {
  if (flag('end-commands') && flag('let-finish')) throw new UsageError('--end-commands and --let-finish exclude each other.');
  if (flag('end-commands')) return 'end';
  return flag('let-finish') ? 'letFinish' : null;
}

/** Nothing that runs is ended unasked. */
async function decideCommands({ io, flag }: Invocation, { leases }: Preview): Promise<Commands> {
  const terminal = io.terminal();
  if (leases.length === 0 || terminal === null || flag('yes')) return 'letFinish';
  for (const lease of leases) terminal.say(`  ${visible(lease.program)} (${String(lease.pid)}), by ${lease.kind}\n`);
  const isEnding = await terminal.confirm(
    `${counted(leases.length, 'command')} here ${leases.length === 1 ? 'holds' : 'hold'} a token of this account. End ${leases.length === 1 ? 'it' : 'them'}?`,
    false,
  );
  return isEnding ? 'end' : 'letFinish';
}

async function decide({ io, flag }: Invocation, asked: Kind | null, preview: Preview): Promise<Kind> {
  const terminal = io.terminal();
  let kind = asked;
  if (kind === null && preview.openedBy === 'token') {
    if (terminal === null) throw new UsageError('this session was opened by an API token: say --forget or --destroy.');
    terminal.say(`${runningText(preview.running)}${childrenText(preview.childCount)}`);
    const answer = (await terminal.ask('Forget it on this computer, or destroy the token? [F/d] ', 'f')).toLowerCase();
    if (answer !== 'f' && answer !== 'forget' && answer !== 'd' && answer !== 'destroy') throw new AppError('REFUSED');
    return answer.startsWith('d') ? 'destroy' : 'forget';
  }
  kind ??= 'destroy';
  if (kind !== 'destroy' || flag('yes')) return kind;
  const children = preview.childCount === null ? '' : childrenText(preview.childCount);
  if (!stops(preview.running) && children === '') return kind;
  io.err(`${runningText(preview.running)}${children}`);
  // A script is stopped for paid work alone: nobody knows that the tokens end.
  if (terminal === null && !stops(preview.running)) return kind;
  if (terminal === null) {
    io.err('Say --yes to sign out all the same, or --when-done.\n');
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm('Sign out all the same?', false))) throw new AppError('REFUSED');
  return kind;
}

/** Each step of a sign-out that could not be done; what is queued is under way, the rest is a failure. */
function tellNotes({ io }: Invocation, state: OperationOutput<'signOut'>): number {
  const notes = state.status === 'signedOut' ? (state.ended?.notes ?? []) : [];
  for (const note of notes) io.err(errorText(note.code, { queued: note.isQueued }));
  const failed = notes.find((note) => !note.isQueued);
  return failed === undefined ? EXIT.done : EXIT_OF[failed.code];
}
