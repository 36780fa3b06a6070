import type { OperationOutput } from '../../agent/messages';
import type { Command } from '../command';
import { EXIT } from '../exitCodes';
import { json, table } from '../text';

export const accounts: Command = {
  help: `Usage: dxkey accounts [--json]

Lists the accounts of this computer. The one marked * is shown in the window: commands without --account mean it.
`,
  options: { json: { type: 'boolean' } },
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
