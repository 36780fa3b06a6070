import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PolicyKind } from '../../../preload/contract/contract';
import type { OperationInput, OperationOutput } from '../../agent/messages';
import { isInterpreter } from '../../core/consent/interpreters';
import { AppError } from '../../core/errors';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { json, tokenName } from '../text';
import { UsageError } from '../usage';

/** From the strictest. Spelled out here: the contract's own list would bring zod into the command. */
const KINDS: readonly PolicyKind[] = ['never', 'listed', 'ask', 'allow'];

export const policy: Command = {
  help: {
    usage: [
      'dxkey policy NAME [--json]',
      'dxkey policy NAME [allow | ask | listed | never] [--program PATH]... [--not PATH]... [--forget PATH]... [--withdraw] [--yes]',
    ],
    about: `Says, or sets, which programs may be given a token by \`env\`, \`exec\` and \`copy\`; also what was allowed for a while.

- \`allow\`: any program; its first use is told. What a new token has.
- \`ask\`: a person is asked, in a small window.
- \`listed\`: only the programs that \`--program\` named.
- \`never\`: none.

Who asks is what the system says of the process that started dxkey: its file, folder and terminal; the caller's own word counts for nothing.
This is consent and a record, not a wall: a program that runs as you can do what you can. What lets more programs in is asked on the
terminal, or takes \`--yes\`.`,
    sections: [
      {
        title: 'The question',
        text: `It is answered with: once; 10 minutes, longer while it is used, 12 hours at most; in this terminal; always; no; never. A yes is for that
program in that terminal and that token. There is no "always" for shells and interpreters, whose scripts would all be meant; \`--program\`
lists one all the same, and says so. What was allowed for a while goes with the lock, the sign-out, a panic, its terminal and dxkey
itself.

The command says on standard error that it waits, and for how long: 60 seconds, or \`--wait SPAN\`. The same goes for a request behind
the app lock. Where the app can show no window the question is asked on the terminal; without a terminal it ends with 5, the
program's name and the line that would let it in.`,
      },
    ],
    examples: [
      { line: 'dxkey policy "ci upload"', about: 'who may have it' },
      { line: 'dxkey policy "ci upload" listed --program /usr/bin/make', about: 'make, and nothing else' },
    ],
  },
  options: {
    program: {
      type: 'string',
      value: 'PATH',
      multiple: true,
      about: 'this program may (may be repeated); of a shell or an interpreter it lets in every script',
    },
    not: { type: 'string', value: 'PATH', multiple: true, about: 'this program may not, whatever the word above says' },
    forget: { type: 'string', value: 'PATH', multiple: true, about: 'nothing is settled for this program any more' },
    withdraw: { type: 'boolean', about: 'takes back what was allowed for a while (10 minutes, one terminal)' },
    yes: { type: 'boolean', short: 'y', about: 'does not ask before more programs may have it' },
    ...JSON_OPTION,
  },
  maxPositionals: 2,
  firstWord: 'label',
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const [name, word] = invocation.positionals;
    if (name === undefined) throw new UsageError('a token is needed: its label, signature or last 4.');
    const change = readChange(invocation, word);
    const client = await app.connect();
    let state = await client.request('readPolicy', { name });
    // By signature: between this and the change another token may have come by the same name.
    const of = { name: state.row.signature };
    if (flag('withdraw')) state = await client.request('withdrawApprovals', of);
    if (change !== null) {
      await confirm(invocation, state, change);
      state = await client.request('changePolicy', { ...of, ...change });
    }
    io.out(flag('json') ? json(state) : said(state));
    return EXIT.done;
  },
};

type Change = Omit<OperationInput<'changePolicy'>, 'name'>;
type State = OperationOutput<'readPolicy'>;

function readChange({ texts }: Invocation, word: string | undefined): Change | null {
  const kind = word === undefined ? null : (KINDS.find((one) => one === word) ?? null);
  if (word !== undefined && kind === null) throw new UsageError('a policy is one of allow, ask, listed, never.');
  const paths = (option: string, find: (path: string) => string) => texts(option).map(find);
  const change = { kind, allow: paths('program', fileOf), deny: paths('not', fileOf), forget: paths('forget', (path) => resolve(path)) };
  return kind === null && change.allow.length + change.deny.length + change.forget.length === 0 ? null : change;
}

/** As the system names a program that runs: without links. */
function fileOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new UsageError('--program and --not take the path of a program that is there.');
  }
}

/** SECURITY: what lets more programs in is confirmed by a person, or by the one who wrote --yes. */
async function confirm({ io, flag }: Invocation, { row, policy: now }: State, change: Change): Promise<void> {
  const isWider = change.kind !== null && KINDS.indexOf(change.kind) > KINDS.indexOf(now.kind);
  const isLetIn = change.allow.length > 0 && (change.kind ?? now.kind) !== 'allow';
  const isForgiven = change.forget.some((path) => now.programs.some((one) => one.path === path && !one.isAllowed));
  if (!isWider && !isLetIn && !isForgiven) return;
  for (const path of change.allow.filter(isInterpreter)) io.err(`${visible(path)} runs scripts: this lets every one of them have it.\n`);
  if (flag('yes')) return;
  io.err(`More programs may then be given ${tokenName(row)}.\n`);
  const terminal = io.terminal();
  if (terminal === null) {
    io.err('Say --yes to set it.\n');
    throw new AppError('REFUSED');
  }
  if (!(await terminal.confirm('Set it?', false))) throw new AppError('REFUSED');
}

const SAID: Readonly<Record<PolicyKind, string>> = {
  allow: 'any program may have it, and its first use is told',
  ask: 'you are asked first',
  listed: 'only listed programs may have it',
  never: 'no program may have it',
};

function said({ row, policy: { kind, programs }, approvals }: State): string {
  const lines = [`${tokenName(row)}: ${kind}, ${SAID[kind]}.`];
  for (const { path, isAllowed } of programs) lines.push(`  ${isAllowed ? 'may    ' : 'may not'}  ${visible(path)}`);
  for (const { path, terminal, reach, untilMs } of approvals) {
    const where = terminal === null ? '' : ` in ${visible(terminal)}`;
    const until =
      reach === 'terminal' || untilMs === null
        ? 'until that terminal closes'
        : `until ${new Date(untilMs).toISOString()}, longer while used`;
    lines.push(`  for now  ${visible(path ?? '?')}${where}, ${until}`);
  }
  return `${lines.join('\n')}\n`;
}
