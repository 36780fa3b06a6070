import { optionsOf } from '../arguments';
import type { Command, CommandTable, Invocation } from '../command';
import { bashCompletion, fishCompletion, powershellCompletion, zshCompletion } from '../completionText';
import type { Completed } from '../completionText';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { UsageError } from '../usage';

const TEXTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion, powershell: powershellCompletion } as const;
/** While a person waits for the Tab key. */
const PATIENCE_MS = 1000;

export const completion: Command = {
  help: {
    usage: ['dxkey completion bash|zsh|fish|powershell', 'dxkey completion labels'],
    about: `Prints what completes commands and options, and in bash, zsh and fish the labels of the tokens of the app that runs; nothing is
started for it. \`labels\` prints those labels.`,
    examples: [
      { line: 'eval "$(dxkey completion bash)"', about: 'in ~/.bashrc' },
      { line: 'eval "$(dxkey completion zsh)"', about: 'in ~/.zshrc, after compinit' },
      { line: 'dxkey completion fish | source', about: 'in config.fish' },
      { line: 'dxkey completion powershell | Out-String | Invoke-Expression', about: 'in the profile of PowerShell' },
    ],
  },
  options: {},
  maxPositionals: 1,
  firstWord: Object.keys(TEXTS),
  async run(invocation, all) {
    const { io, positionals } = invocation;
    if (positionals[0] === 'labels') return labels(invocation);
    const text = Object.entries(TEXTS).find(([name]) => name === positionals[0])?.[1];
    if (text === undefined) throw new UsageError(`it is one of ${Object.keys(TEXTS).join(', ')}.`);
    io.out(text(await completedCommands(all)));
    return EXIT.done;
  },
};

function completedCommands(all: CommandTable): Promise<Completed[]> {
  return Promise.all(
    Object.entries(all).map(async ([name, { summary, load }]) => {
      const command = await load();
      const options = Object.entries(optionsOf(command)).map(([option, { type }]) => ({ name: option, takesValue: type === 'string' }));
      const { firstWord = [] } = command;
      return { name, summary, options, takesLabel: firstWord === 'label', words: firstWord === 'label' ? [] : firstWord };
    }),
  );
}

async function labels({ io, app }: Invocation): Promise<number> {
  const client = await app.connectIfRunning().catch(() => null);
  if (client === null) return EXIT.done;
  const { rows } = await client.request('listTokens', { refresh: false }, { timeoutMs: PATIENCE_MS }).catch(() => ({ rows: [] }));
  const known = rows.flatMap(({ label, held, state }) => (label !== null && held === 'here' && state === 'live' ? [label] : []));
  // One a line, and a line is all that a shell is told: what is no plain line is left out.
  io.out(
    [...new Set(known)]
      .filter((label) => label === visible(label))
      .map((label) => `${label}\n`)
      .join(''),
  );
  return EXIT.done;
}
