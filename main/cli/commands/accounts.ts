import type { OperationOutput } from '../../agent/messages';
import { JSON_OPTION, type Command } from '../command';
import { EXIT } from '../exitCodes';
import { json, table } from '../text';

export const accounts: Command = {
  help: {
    usage: ['dxkey accounts [--json]'],
    about: `Lists the accounts of this computer. The one marked \`*\` is shown in the window: commands without \`--account\` mean it.`,
    sections: [
      {
        title: 'Which account',
        text: `Which account the window shows a person may change at any time, so a script names its own. \`--account\` takes a user name where
only one account has it, \`USER@PLATFORM\`, or the id that \`dxkey accounts --json\` shows. A name that two accounts have is
refused, never guessed. The lines that the window's Export shows name the account where there are several.`,
      },
    ],
    examples: [
      { line: 'dxkey tokens --account omar', about: 'the tokens of omar, whatever the window shows' },
      { line: 'dxkey exec --account amy@DNAnexus -- dx whoami', about: 'one command as amy' },
    ],
  },
  options: {
    ...JSON_OPTION,
  },
  maxPositionals: 0,
  async run({ io, app, flag }) {
    const client = await app.connect();
    const state = await client.request('listAccounts', {});
    io.out(flag('json') ? json(state) : text(state));
    return EXIT.done;
  },
};

const STATES = { signedIn: 'signed in', signedOut: 'signed out', working: 'one moment' } as const;

function text({ list, shownId }: OperationOutput<'listAccounts'>): string {
  if (list.length === 0) return 'No accounts: run `dxkey login`.\n';
  return table(
    ['ACCOUNT', 'PLATFORM', 'STATE', 'OPENED BY'],
    list.map(({ account, status, openedBy }) => [
      `${account.username}${account.id === shownId ? ' *' : ''}`,
      account.platform.name,
      STATES[status],
      openedBy ?? '',
    ]),
  );
}
