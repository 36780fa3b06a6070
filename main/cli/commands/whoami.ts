import { JSON_OPTION, type Command } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { json } from '../text';

export const whoami: Command = {
  help: {
    usage: ['dxkey whoami [--json]'],
    about: "Asks the platform whose session this is, and prints the user's id.",
  },
  options: {
    ...JSON_OPTION,
  },
  maxPositionals: 0,
  takesAccount: true,
  async run({ io, app, flag }) {
    const client = await app.connect();
    const answer = await client.request('whoami', {});
    io.out(flag('json') ? json(answer) : `${visible(answer.account.userId)} on ${visible(answer.account.platform.name)}\n`);
    return EXIT.done;
  },
};
