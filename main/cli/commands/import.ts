import { AppError } from '../../core/errors';
import type { Command } from '../command';
import { EXIT } from '../exitCodes';
import { json, tokenName } from '../text';
import { UsageError } from '../usage';

export const importToken: Command = {
  help: `Usage: dxkey import --stdin [--label TEXT] [--away] [--json]

Keeps an API token of the signed-in account that you already have. It is read from standard input (or asked for, unseen, on a
terminal) and kept once the platform accepts it.
  --label TEXT  the label under which it is kept
  --away        "works while I am away": handed out while signed out, too
`,
  options: { stdin: { type: 'boolean' }, label: { type: 'string' }, away: { type: 'boolean' }, json: { type: 'boolean' } },
  maxPositionals: 0,
  takesAccount: true,
  async run({ io, app, flag, text }) {
    if (!flag('stdin')) throw new UsageError('the token is read from standard input: say --stdin.');
    const label = text('label');
    if (label !== null && (label.length > 200 || label.trim() === '' || /\p{Cc}/u.test(label))) {
      throw new AppError('INVALID_INPUT', { details: { field: 'label' } });
    }
    const token = await io.readSecret();
    const client = await app.connect();
    const row = await client.request('importToken', {
      token,
      label: label ?? `imported …${token.slice(-4)}`,
      worksWhileAway: flag('away'),
    });
    io.out(flag('json') ? json(row) : `Kept ${tokenName(row)}.\n`);
    return EXIT.done;
  },
};
