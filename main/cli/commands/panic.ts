import { AppError, isAppError } from '../../core/errors';
import type { AgentClient } from '../../composeCommand';
import type { OperationInput, OperationOutput } from '../../agent/messages';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT } from '../exitCodes';
import { counted, json } from '../text';
import { UsageError } from '../usage';

type State = OperationOutput<'panicState'>;
type Scope = OperationInput<'panic'>['scope'];
/** Many tokens on a platform that answers late. */
const PATIENCE_MS = 10 * 60_000;

export const panic: Command = {
  help: {
    usage: ['dxkey panic [--everything] [--yes] [--json]', 'dxkey panic --status | --undo [--json]'],
    about: `Revokes the tokens that this computer holds, for every account on it, ends commands that use one, clears the clipboard and signs
out, its own sessions last. It works while the app is locked or signed out. It cannot be undone once a platform has answered.

Out of reach of the platform dxkey is frozen at once: \`env\`, \`exec\` and whatever makes or copies a token end with 12, also after a restart, and
the tokens die at the first contact. Until then \`--undo\` takes it back. Where the platform refuses its list, the known tokens are
revoked and the command says that others may exist.`,
    exits: { 0: 'all is done', 7: 'something waits for the platform', 8: 'something was refused, or others may exist' },
  },
  options: {
    everything: {
      type: 'boolean',
      about: 'whatever the platform lists for these accounts: tokens made elsewhere and sessions on other computers, too',
    },
    yes: { type: 'boolean', about: 'does not ask' },
    status: { type: 'boolean', about: 'how far a panic is, and what the last one came to' },
    undo: { type: 'boolean', about: 'takes a panic back that has not reached a platform yet' },
    ...JSON_OPTION,
  },
  maxPositionals: 0,
  async run(invocation) {
    const { app, flag } = invocation;
    if (flag('status') && flag('undo')) throw new UsageError('--status and --undo exclude each other.');
    if ((flag('status') || flag('undo')) && (flag('everything') || flag('yes')))
      throw new UsageError('--everything and --yes belong to a new panic.');
    const client = await app.connect();
    if (flag('status')) return tell(invocation, await client.request('panicState', {}));
    if (flag('undo')) return tell(invocation, await client.request('undoPanic', {}));
    const scope: Scope = flag('everything') ? 'listed' : 'held';
    if (!flag('yes')) await confirm(invocation, client, scope);
    return tell(invocation, await client.request('panic', { scope }, { timeoutMs: PATIENCE_MS }));
  },
};

async function confirm({ io }: Invocation, client: AgentClient, scope: Scope): Promise<void> {
  io.err(await consequences(client, scope));
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to do it.\n');
    throw new AppError('REFUSED');
  }
  if ((await terminal.ask('Type PANIC to go on: ', '')).trim().toUpperCase() !== 'PANIC') throw new AppError('REFUSED');
}

async function consequences(client: AgentClient, scope: Scope): Promise<string> {
  try {
    const preview = await client.request('previewPanic', {});
    const tokens = scope === 'held' ? preview.heldCount : preview.listedCount;
    const { running } = preview;
    return [
      `To end, on ${counted(preview.accountCount, 'account')}:`,
      tokens === null ? '  tokens that the platform lists (it could not be asked)' : `  ${counted(tokens, 'token')}`,
      `  ${counted(scope === 'held' ? preview.accountCount : preview.sessionCount, 'session')} at most, this computer's last`,
      `  ${counted(preview.leaseCount, 'command')} here that use one`,
      ...(scope === 'listed' && !preview.isListWhole ? ['Not every list could be read: there may be more.'] : []),
      running.isKnown
        ? `${running.isAtLeast ? 'At least ' : ''}${counted(running.count, 'execution')} run now; those launched with these tokens fail.`
        : 'The platform could not say what runs. Jobs launched with these tokens fail.',
      '',
    ].join('\n');
  } catch (error) {
    if (!isAppError(error, 'APP_LOCKED')) throw error;
    return 'The app is locked, so nothing is counted here. All of it ends.\n';
  }
}

function tell({ io, flag }: Invocation, state: State): number {
  if (flag('json')) io.out(json(state));
  else io.out(textOf(state));
  const { current, last } = state;
  if (current !== null) return EXIT.unreachable;
  if (last === null || last.wasUndone) return EXIT.done;
  if (last.waiting > 0) return EXIT.unreachable;
  return last.refused > 0 || last.needsSignIn > 0 || last.othersMayExist ? EXIT.platformRefused : EXIT.done;
}

function textOf({ current, last }: State): string {
  if (current !== null) {
    return [
      `dxkey is frozen. ${String(current.ended)} of ${counted(current.total, 'token')} revoked; the rest is condemned and goes as soon as it can.`,
      ...(current.problem === null ? [] : [errorText(current.problem, undefined).trimEnd()]),
      current.canUndo ? 'Nothing has reached a platform yet: `dxkey panic --undo` takes it back.' : 'It cannot be taken back.',
      '',
    ].join('\n');
  }
  if (last === null) return 'No panic is under way.\n';
  if (last.wasUndone) return 'Taken back: the tokens are held again. Commands that were ended stay ended.\n';
  const others = last.othersMayExist
    ? `${counted(last.revoked, 'known token')} revoked; others may exist: look at the API Tokens page of your account in the browser.`
    : `${counted(last.revoked, 'token')} revoked, and signed out.`;
  const rest = [
    [last.waiting, 'for the platform: revoked as soon as possible'],
    [last.needsSignIn, 'for you to sign in'],
    [last.refused, 'for an administrator: the platform said that this account may not'],
  ] as const;
  const waits = rest.flatMap(([many, what]) =>
    many === 0 ? [] : [`${counted(many, 'revocation')} ${many === 1 ? 'waits' : 'wait'} ${what}.`],
  );
  return `${[others, ...waits].join('\n')}\n`;
}
