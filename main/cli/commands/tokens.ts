import type { TokenList, TokenRow } from '../../../preload/contract/contract';
import type { Command } from '../command';
import { errorText, visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { json, scopeText, table, timeLeft, timeSince } from '../text';

export const tokens: Command = {
  help: {
    usage: ['dxkey tokens [--json]'],
    about: `Lists API tokens: the platform's list joined with what this computer keeps. Prints no secret. Where the platform's list cannot be read,
what this computer keeps is listed, and that is said.`,
    sections: [
      {
        title: 'The columns',
        text: `- LABEL, LAST 4, SIGNATURE, ACCESS: a \`*\` after the label is this computer's shell token.
- EXPIRES: time left, \`expired\`, or \`unknown\`.
- STATE: \`live\`, \`paused\`, \`replaced\` (rotated; it lives until what has it has ended), \`expired\`, \`gone\` (the platform no longer knows it), \`made, lost\` (its reply was lost, so nobody can have it: revoke it), \`revoking\` (in the queue).
- HELD: \`here\` (\`here, away\`: handed out while signed out, too), \`elsewhere\` (made outside of this computer), \`not kept\` (made or imported here, its secret not kept), \`nobody\`.
- USED: when dxkey last copied it or handed it out, \`never\`, or \`-\` for one that is not held here. What a copy elsewhere does dxkey does not see.`,
      },
    ],
  },
  options: {
    json: { type: 'boolean', about: 'the same as state, isPaused, replacedBy, held, origin, worksWhileAway, lastUsedMs and expiresMs' },
  },
  maxPositionals: 0,
  takesAccount: true,
  async run({ io, app, flag }) {
    const client = await app.connect();
    const list = await client.request('listTokens', { refresh: true });
    if (flag('json')) io.out(json(list));
    else {
      io.out(text(list));
      if (list.source === 'thisComputer') {
        io.err("Only what this computer keeps is shown: the platform's list could not be read.\n");
        if (list.problem !== null) io.err(errorText(list.problem.code, list.problem.details));
      }
      for (const one of list.mayExist)
        io.err(`A token "${visible(one.label)}" may exist that nobody holds, until ${new Date(one.untilMs).toISOString()}.\n`);
    }
    return EXIT.done;
  },
};

function text(list: TokenList): string {
  if (list.rows.length === 0) return 'No tokens.\n';
  const nowMs = Date.now();
  return table(
    ['LABEL', 'LAST 4', 'SIGNATURE', 'ACCESS', 'EXPIRES', 'STATE', 'HELD', 'USED', 'PROJECT'],
    list.rows.map((row) => [
      `${row.label ?? '(no label)'}${row.isShellToken ? ' *' : ''}`,
      row.last4 ?? '????',
      row.signature.slice(0, 8),
      scopeText(row.scope),
      timeLeft(row.expiresMs, nowMs),
      stateText(row),
      heldText(row),
      usedText(row, nowMs),
      row.defaultProject === null ? '-' : (row.defaultProject.name ?? row.defaultProject.id),
    ]),
  );
}

function stateText({ state, isPaused, replacedBy }: TokenRow): string {
  if (state === 'lost') return 'made, lost';
  if (state !== 'live') return state;
  return isPaused ? 'paused' : replacedBy === null ? 'live' : 'replaced';
}

function heldText({ held, worksWhileAway, state, origin }: TokenRow): string {
  if (held === 'here') return worksWhileAway ? 'here, away' : 'here';
  if (state === 'lost') return 'nobody';
  return origin === 'server' ? 'elsewhere' : 'not kept';
}

function usedText({ held, lastUsedMs }: TokenRow, nowMs: number): string {
  if (lastUsedMs !== null) return timeSince(lastUsedMs, nowMs);
  return held === 'here' ? 'never' : '-';
}
