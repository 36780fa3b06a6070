import { AppError } from '../../core/errors';
import type { Command, Invocation } from '../command';
import { errorText } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { SCOPE_OPTIONS, readExpiry, readScope } from '../scope';
import { shellTokenLabel } from '../shellToken';
import { json, scopeText, timeLeft, tokenName } from '../text';
import { UsageError } from '../usage';

export const create: Command = {
  help: `Usage: dxkey create LABEL ACCESS [--expires WHEN] [--away] [--print] [--no-keep] [--json]
       dxkey create --shell-token ACCESS [--expires WHEN]

Makes an API token and keeps it in the keychain.
ACCESS is one of
  --project ID[=LEVEL]  one project (give it again for more); the level is CONTRIBUTE unless named
  --all LEVEL           all projects up to a level: VIEW, UPLOAD, CONTRIBUTE or ADMINISTER
  --full                everything that you can do
and
  --expires WHEN   12h, 7d, 4w, 1y, or a date; without it the platform decides: one month
  --away           "works while I am away": handed out while signed out, too
  --print          prints the token, once
  --no-keep        does not keep it (needs --print)
  --shell-token    this computer's token for shells, which dxkey env and exec give without a name
The platform shows a token once. Whoever has it is you; jobs launched with it stop when it ends.
`,
  options: {
    ...SCOPE_OPTIONS,
    away: { type: 'boolean' },
    print: { type: 'boolean' },
    'no-keep': { type: 'boolean' },
    'shell-token': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  maxPositionals: 1,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag } = invocation;
    const input = readInput(invocation);
    const client = await app.connect();
    const made = await client.request('createToken', input);
    if (flag('json')) io.out(json(made));
    else if (made.secret !== null) io.out(`${made.secret}\n`);
    const { row } = made;
    io.err(`Made ${tokenName(row)}: ${scopeText(row.scope)}, expires ${timeLeft(row.expiresMs, Date.now())}.\n`);
    if (made.keepProblem === null) return EXIT.done;
    io.err(errorText(made.keepProblem.code, made.keepProblem.details));
    io.err(
      made.secret === null ? 'Nobody holds this token now: revoke it and make another.\n' : 'It is kept nowhere but where you put it.\n',
    );
    return EXIT_OF[made.keepProblem.code];
  },
};

function readInput(invocation: Invocation) {
  const { flag, text, positionals } = invocation;
  const isShellToken = flag('shell-token');
  const label = positionals[0] ?? (isShellToken ? shellTokenLabel() : null);
  if (label === null) throw new UsageError('a LABEL is needed.');
  if (label.length > 200 || label.trim() === '' || /\p{Cc}/u.test(label))
    throw new AppError('INVALID_INPUT', { details: { field: 'label' } });
  const scope = readScope(invocation);
  if (scope === null) throw new UsageError('say what it may reach: --project ID, --all LEVEL or --full.');
  if (flag('no-keep') && (!flag('print') || isShellToken)) throw new UsageError('--no-keep needs --print, and is not for the shell token.');
  const expires = text('expires');
  return {
    label,
    scope,
    expiresMs: expires === null ? null : readExpiry(expires, Date.now()),
    isKept: !flag('no-keep'),
    worksWhileAway: flag('away'),
    print: flag('print'),
    isShellToken,
  };
}
