import type { MintScope } from '../../../preload/contract/contract';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import { YES_OR_JSON, type Command, type Invocation } from '../command';
import { errorText, visible } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { scopeOf } from '../projects';
import { reachLines, reachText } from '../reachText';
import { SCOPE_OPTIONS, WEEK_MS, readAccess, readExpiry } from '../scope';
import { shellTokenLabel } from '../shellToken';
import { json, scopeText, timeLeft, tokenName } from '../text';
import { UsageError } from '../usage';

export const create: Command = {
  help: {
    usage: [
      'dxkey create LABEL [ACCESS] [--expires WHEN] [--away] [--print] [--no-keep] [--yes] [--json]',
      'dxkey create --shell-token [ACCESS] [--expires WHEN]',
    ],
    about: `Makes an API token and keeps it in the keychain. Says first what it will reach and who pays, and asks where somebody can be asked.

ACCESS is one of \`--project\`, \`--all-projects\` and \`--full\`. Without any of them the default project of this computer's shell token is
taken, at VIEW; where there is none the command ends with 2 and the line to run. The platform shows a token once. Whoever has it is
you; jobs launched with it stop when it ends.`,
    sections: [
      {
        title: 'What it will reach',
        text: `Before anything is made it is said on standard error: how many projects, at which levels, who pays, and in how many it reaches
PHI, computed from your projects. What the platform did not tell is called unknown, never none. On a terminal it asks then; \`--yes\` does not, and
without a terminal nothing is asked.`,
      },
      {
        title: 'The shell token',
        text: `\`dxkey create --shell-token\` makes this computer's token for shells, which \`env\` and \`exec\` give without a name. On first use it is
asked for on the terminal, else in the window, else the command ends with 5 and the line to run.`,
      },
    ],
    examples: [
      { line: 'dxkey create "ci upload" --project "Exome 2026:UPLOAD" --expires 30d', about: 'one project, one level, thirty days' },
      { line: 'dxkey create look --all-projects VIEW --expires 12h', about: 'to look around for a day' },
      { line: 'dxkey create nightly --project project-xxxx --away', about: 'handed out while nobody is signed in, too' },
    ],
  },
  options: {
    ...SCOPE_OPTIONS,
    away: { type: 'boolean', about: 'works while I am away: handed out while signed out, too' },
    print: { type: 'boolean', about: 'prints the token, once' },
    'no-keep': { type: 'boolean', about: 'does not keep it; needs --print' },
    'shell-token': { type: 'boolean', about: "this computer's token for shells" },
    ...YES_OR_JSON,
  },
  maxPositionals: 1,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const { access, ...input } = readInput(invocation);
    const client = await app.connect();
    const scope = access === null ? await leastScope(invocation, client) : await scopeOf(io, client, access);
    await sayReach(invocation, client, scope);
    const made = await client.request('createToken', { ...input, scope });
    if (flag('json')) io.out(json(made));
    else if (made.secret !== null) io.out(`${made.secret}\n`);
    const { row } = made;
    io.err(`Made ${tokenName(row)}: ${scopeText(row.scope)}, expires ${timeLeft(row.expiresMs, Date.now())}.\n`);
    if (made.keepProblem === null) return EXIT.done;
    io.err(errorText(made.keepProblem.code, made.keepProblem.details));
    io.err(
      made.secret === null ? 'Nobody holds this token now: revoke it and make another.\n' : 'It is kept nowhere but where you put it.\n',
    );
    return EXIT_OF[made.keepProblem.code];
  },
};

function readInput(invocation: Invocation) {
  const { flag, text, positionals } = invocation;
  const isShellToken = flag('shell-token');
  const label = positionals[0] ?? (isShellToken ? shellTokenLabel() : null);
  if (label === null) throw new UsageError('a LABEL is needed.');
  if (label.length > 200 || label.trim() === '' || /\p{Cc}/u.test(label))
    throw new AppError('INVALID_INPUT', { details: { field: 'label' } });
  const access = readAccess(invocation);
  if (flag('no-keep') && (!flag('print') || isShellToken)) throw new UsageError('--no-keep needs --print, and is not for the shell token.');
  const expires = text('expires');
  return {
    label,
    access,
    expiresMs: expires === 'month' ? null : expires === null ? Date.now() + WEEK_MS : readExpiry(expires, Date.now()),
    isKept: !flag('no-keep'),
    worksWhileAway: flag('away'),
    print: flag('print'),
    isShellToken,
  };
}

/** Nothing was said of access: one project, to look at, and only where the person chose one before. */
async function leastScope({ io, flag }: Invocation, client: AgentClient): Promise<MintScope> {
  const { rows } = await client.request('listTokens', { refresh: false });
  const project = rows.find((row) => row.isShellToken)?.defaultProject ?? null;
  if (project === null) {
    const what = flag('shell-token') ? '--shell-token' : 'LABEL';
    throw new UsageError(
      `say what it may reach; there is no default project to take.\n  dxkey create ${what} --project NAME:VIEW\n(or --all-projects VIEW, or --full)`,
    );
  }
  io.err(`No access was named: the default project ${visible(project.name ?? project.id)}, VIEW.\n`);
  return { kind: 'projects', projects: { [project.id]: 'VIEW' }, ...(flag('leave-phi-out') ? { leavesPhiOut: true as const } : {}) };
}

/** Before anything is made; on stderr, so that `--print` stays alone on stdout. */
async function sayReach({ io, flag }: Invocation, client: AgentClient, scope: MintScope): Promise<void> {
  const reach = await client.request('reach', { scope });
  io.err(`${reachText(reach)}\n${reachLines(reach)}`);
  if (flag('yes')) return;
  const isAgreed = (await io.terminal()?.confirm('Make it?', true)) ?? true;
  if (!isAgreed) throw new AppError('REFUSED');
}
