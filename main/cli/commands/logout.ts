import { AppError } from '../../core/errors';
import type { OperationInput, OperationOutput } from '../../agent/messages';
import type { Command, Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { childrenText, runningText, stops } from '../running';
import { json } from '../text';
import { UsageError } from '../usage';

type Kind = OperationInput<'signOut'>['kind'];
type Preview = OperationOutput<'previewSignOut'>;

export const logout: Command = {
  help: `Usage: dxkey logout [--forget | --destroy | --when-done] [--yes] [--json]

Ends the session. A session opened by password is destroyed on the platform. One opened by an API token needs to be told:
  --forget     only this computer forgets it; the token lives on
  --destroy    the token is destroyed on the platform, and jobs that run on it fail
  --when-done  destroyed once no execution of the account runs any more
  --yes        does not ask about what would stop
Other API tokens are never destroyed by signing out.
`,
  options: {
    forget: { type: 'boolean' },
    destroy: { type: 'boolean' },
    'when-done': { type: 'boolean' },
    yes: { type: 'boolean', short: 'y' },
    json: { type: 'boolean' },
  },
  maxPositionals: 0,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const asked = givenKind(invocation);
    const client = await app.connect();
    const preview = await client.request('previewSignOut', {});
    const state = await client.request('signOut', { kind: await decide(invocation, asked, preview) });
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
