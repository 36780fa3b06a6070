import type { OperationOutput } from '../../agent/messages';
import type { Command } from '../command';
import { visible } from '../errorText';
import { counted, idleText, json, sessionText, timeLeft } from '../text';
import { EXIT } from '../exitCodes';

export const status: Command = {
  help: `Usage: dxkey status [--json]

Who is signed in, how long without activity, how many tokens this computer keeps, which processes use one, and what waits to be revoked.
Ends with 3 where nobody is signed in.
`,
  options: { json: { type: 'boolean' } },
  maxPositionals: 0,
  async run({ io, app, flag }) {
    const client = await app.connect();
    const state = await client.request('status', {});
    io.out(flag('json') ? json(state) : text(state));
    return state.session.status === 'signedIn' ? EXIT.done : EXIT.notSignedIn;
  },
};

function text(state: OperationOutput<'status'>): string {
  const lines = [
    `Session    ${sessionText(state.session)}`,
    ...(state.session.status === 'signedIn' ? [`Ends       ${timeLeft(state.session.expiresMs, Date.now())}`] : []),
    ...idleText(state.session, Date.now()).map((line, at) => `${at === 0 ? 'Idle       ' : '           '}${line}`),
    `Keychain   ${state.keychain}`,
    `Tokens     ${String(state.heldCount)} kept on this computer`,
  ];
  for (const one of state.leases) lines.push(`In use     ${visible(one.program)} (${String(one.pid)}), by ${one.kind}`);
  for (const one of state.queue)
    lines.push(`To revoke  ${visible(one.label ?? '(no label)')} (…${visible(one.last4 ?? '????')}): ${one.state}`);
  lines.push(
    `App        dxkey ${visible(state.version)}, Electron ${visible(state.electronVersion)}${state.build === 'release' ? '' : `, ${state.build} build`}`,
  );
  if (state.runtime === 'fallback') lines.push('           on a test runtime past its end of life: platforms on this computer only');
  if (state.queue.length > 0) lines.push(`${counted(state.queue.length, 'revocation')} waiting.`);
  return `${lines.join('\n')}\n`;
}
