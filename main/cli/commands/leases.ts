import type { OperationOutput } from '../../agent/messages';
import { AppError } from '../../core/errors';
import { YES_OR_JSON, type Command, type Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { counted, json, table, timeSince } from '../text';
import { UsageError } from '../usage';

type Given = OperationOutput<'listLeases'>['leases'];

export const leases: Command = {
  help: {
    usage: ['dxkey leases [--json]', 'dxkey leases end PID|ID [--yes] [--json]'],
    about: `Lists each living process of this computer that was given a token: which token and whose, program, pid, by \`env\` or \`exec\`, since
when, terminal, folder, and the lease's id; with \`--account\`, of that account alone. The window has the same list: account menu,
"Commands with a token...".

\`end\` takes a token back, by the process's number or the lease's id; names what ends and asks first. A command of \`exec\` gets SIGTERM from
its own \`dxkey exec\`, and SIGKILL after 10 seconds; a shell of \`env\` is never killed: its private folder is emptied. What a process has
already read only a revoke takes back. Each end stands in the activity record.

For an \`exec\` the number is that of \`dxkey exec\` itself, which waits for the command, and the program that of the command. Where the app
was started anew meanwhile, \`dxkey exec\` learns of the end by its private folder, within 2 seconds.`,
    examples: [{ line: 'dxkey leases end 4242', about: 'takes the token of that process back' }],
    exits: { 4: 'no process with a token has that number', 5: 'nobody could be asked, and `--yes` was not said' },
  },
  options: {
    ...YES_OR_JSON,
  },
  maxPositionals: 2,
  firstWord: ['end'],
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag, positionals } = invocation;
    const [verb, what] = positionals;
    if (verb !== undefined && (verb !== 'end' || what === undefined))
      throw new UsageError('say `dxkey leases`, or `dxkey leases end PID`.');
    const client = await app.connect();
    const { leases: all } = await client.request('listLeases', {});
    if (verb === undefined || what === undefined) {
      io.out(flag('json') ? json({ leases: all }) : text(all));
      return EXIT.done;
    }
    const meant = all.filter(({ id, pid }) => id === what || String(pid) === what);
    if (meant.length === 0) {
      io.err('No process with a token has that number or id.\nRun `dxkey leases` to see those that have one.\n');
      return EXIT.noSuchToken;
    }
    if (!flag('yes')) await confirm(invocation, meant);
    const ended = await client.request('endLeases', { ids: meant.map(({ id }) => id) });
    io.out(flag('json') ? json(ended) : said(ended.endedCount));
    return EXIT.done;
  },
};

function text(all: Given): string {
  if (all.length === 0) return 'No process on this computer has a token from dxkey.\n';
  const nowMs = Date.now();
  return table(
    ['TOKEN', 'ACCOUNT', 'PROGRAM', 'PID', 'BY', 'SINCE', 'TERMINAL', 'FOLDER', 'ID'],
    all.map((one) => [
      `${one.label ?? '(no label)'} (…${one.last4 ?? '????'})`,
      one.username === null ? '-' : `${one.username}@${one.platformName ?? '?'}`,
      one.program,
      String(one.pid),
      one.kind,
      timeSince(one.sinceMs, nowMs),
      one.terminal ?? '-',
      one.folder ?? '-',
      one.id,
    ]),
  );
}

async function confirm({ io }: Invocation, meant: Given): Promise<void> {
  for (const { program, pid, kind } of meant) {
    const what = kind === 'exec' ? 'is stopped' : 'keeps running; its private folder is emptied';
    io.err(`${visible(program)} (${String(pid)}) ${what}.\n`);
  }
  io.err('What a process has already read only a revoke takes back.\n');
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to end it.\n');
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm('End it?', false))) throw new AppError('REFUSED');
}

const said = (count: number): string =>
  count === 0 ? 'It had ended already.\n' : `${counted(count, 'lease')} ended. What was read already only a revoke takes back.\n`;
