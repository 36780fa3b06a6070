import { JSON_OPTION, type Command } from '../command';
import { WAIT_OPTION, withConsent } from '../consent';
import { EXIT } from '../exitCodes';
import { json, tokenName } from '../text';
import { UsageError } from '../usage';

export const copy: Command = {
  help: {
    usage: ['dxkey copy NAME [--wait SPAN] [--json]'],
    about: 'The app copies the token to the clipboard and clears it after the time that is set, if it is still there.',
    examples: [
      { line: 'dxkey copy "ci upload"', about: 'by its label' },
      { line: 'dxkey copy 9f3a', about: 'by the first characters of its signature, or its last 4' },
    ],
  },
  options: {
    ...WAIT_OPTION,
    ...JSON_OPTION,
  },
  maxPositionals: 1,
  firstWord: 'label',
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const [name] = invocation.positionals;
    if (name === undefined) throw new UsageError('a token is needed: its label, signature or last 4.');
    const client = await app.connect();
    const { row, copy: copied } = await withConsent(invocation, (asking, options) =>
      client.request('copyToken', { name, ...asking }, options),
    );
    if (flag('json')) {
      io.out(json({ row, copy: copied }));
      return EXIT.done;
    }
    const clears =
      copied.clearsAtMs === null
        ? 'It is not cleared.'
        : `Cleared in ${String(Math.max(0, Math.round((copied.clearsAtMs - Date.now()) / 1000)))} s.`;
    if (copied.outcome === 'needsPress') io.out(`Press the button in the small window to copy ${tokenName(row)}.\n`);
    else io.out(`Copied ${tokenName(row)}. ${clears}\n`);
    if (copied.outcome === 'copiedUnverified') io.err('Whether other programs see it could not be verified.\n');
    return EXIT.done;
  },
};
