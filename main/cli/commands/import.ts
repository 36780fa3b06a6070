import { AppError } from '../../core/errors';
import { JSON_OPTION, type Command } from '../command';
import { EXIT } from '../exitCodes';
import { json, tokenName } from '../text';
import { UsageError } from '../usage';

export const importToken: Command = {
  help: {
    usage: ['dxkey import --stdin [--label TEXT] [--away] [--json]'],
    about: `Keeps an API token of the signed-in account that you already have. It is read from standard input (or asked for, unseen, on a
terminal) and kept once the platform accepts it.`,
    examples: [
      { line: 'dxkey import --stdin --label notebooks', about: 'asks for it, unseen' },
      { line: 'pass show dnanexus | dxkey import --stdin --label notebooks', about: 'from another keeper of secrets' },
    ],
  },
  options: {
    stdin: { type: 'boolean', about: 'reads it from standard input' },
    label: { type: 'string', value: 'TEXT', about: 'the label under which it is kept' },
    away: { type: 'boolean', about: 'works while I am away: handed out while signed out, too' },
    ...JSON_OPTION,
  },
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
