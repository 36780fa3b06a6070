import type { OperationOutput } from '../../agent/messages';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import { JSON_OPTION, YES_OR_JSON, type Command, type Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { counted, json, tokenName } from '../text';
import { UsageError } from '../usage';

export const pause: Command = {
  help: {
    usage: ['dxkey pause NAME [--yes] [--json]'],
    about: `Keeps a token in the keychain and gives it to nobody until \`dxkey resume NAME\`. What was given it here ends: a command of \`exec\` gets
SIGTERM, and SIGKILL after 10 seconds; a shell's private folder is emptied. Names them and asks first. What a process has already
read only a revoke takes back.`,
  },
  options: {
    ...YES_OR_JSON,
  },
  maxPositionals: 1,
  firstWord: 'label',
  takesAccount: true,
  async run(invocation) {
    const { io, flag } = invocation;
    const { client, name } = await meant(invocation);
    const preview = await client.request('previewPause', { name });
    if (!flag('yes') && preview.leases.length > 0) await confirm(invocation, preview);
    // By signature: between preview and answer another token may have come by the same name.
    const paused = await client.request('pauseToken', { name: preview.row.signature });
    io.out(flag('json') ? json(paused) : said(paused));
    return EXIT.done;
  },
};

export const resume: Command = {
  help: {
    usage: ['dxkey resume NAME [--json]'],
    about: 'Lets a paused token be given out again.',
  },
  options: {
    ...JSON_OPTION,
  },
  maxPositionals: 1,
  firstWord: 'label',
  takesAccount: true,
  async run(invocation) {
    const { io, flag } = invocation;
    const { client, name } = await meant(invocation);
    const row = await client.request('resumeToken', { name });
    io.out(flag('json') ? json(row) : `${tokenName(row)} can be used again.\n`);
    return EXIT.done;
  },
};

async function meant({ app, positionals: [name] }: Invocation): Promise<{ client: AgentClient; name: string }> {
  if (name === undefined) throw new UsageError('a token is needed: its label, signature or last 4.');
  return { client: await app.connect(), name };
}

function said({ row, endedCount }: OperationOutput<'pauseToken'>): string {
  const ended = endedCount === 0 ? '' : ` ${counted(endedCount, 'process', 'processes')} that had it ended or lost its private folder.`;
  return `Paused ${tokenName(row)}: it is given to nobody until \`dxkey resume\`.${ended}\nWhat a process has already read only a revoke takes back.\n`;
}

async function confirm({ io }: Invocation, { row, leases }: OperationOutput<'previewPause'>): Promise<void> {
  io.err(`To pause: ${tokenName(row)}\n`);
  for (const { program, pid, kind } of leases) {
    const what = kind === 'exec' ? 'is stopped' : 'keeps running; its private folder is emptied';
    io.err(`${visible(program)} (${String(pid)}) ${what}.\n`);
  }
  io.err('What a process has already read only a revoke takes back.\n');
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to pause it.\n');
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm('Pause it?', false))) throw new AppError('REFUSED');
}
