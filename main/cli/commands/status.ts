import type { OperationOutput } from '../../agent/messages';
import { JSON_OPTION, type Command } from '../command';
import { visible } from '../errorText';
import { counted, idleText, json, sessionText, timeLeft } from '../text';
import { EXIT } from '../exitCodes';

export const status: Command = {
  help: {
    usage: ['dxkey status [--json]'],
    about: `Who is signed in, how long without activity, how many tokens this computer keeps, which processes use one, how the keychain is, and what
waits to be revoked.`,
    exits: { 3: 'nobody is signed in; the state is printed all the same', 5: 'the app is locked: no account and no token is told' },
  },
  options: {
    ...JSON_OPTION,
  },
  maxPositionals: 0,
  async run({ io, app, flag }) {
    const client = await app.connect();
    const state = await client.request('status', {});
    io.out(flag('json') ? json(state) : text(state));
    if (state.session === null) return EXIT.refused;
    return state.session.status === 'signedIn' ? EXIT.done : EXIT.notSignedIn;
  },
};

function text(state: OperationOutput<'status'>): string {
  const lines = [...sessionLines(state), `Keychain   ${state.keychain}`];
  if (state.session !== null) lines.push(`Tokens     ${String(state.heldCount)} kept on this computer`);
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

function sessionLines({ session }: OperationOutput<'status'>): string[] {
  if (session === null) return ['App lock   locked: unlock it in the dxkey window; only tokens that work while you are away are given out'];
  if (session.status !== 'signedIn') return [`Session    ${sessionText(session)}`];
  const nowMs = Date.now();
  return [
    `Session    ${sessionText(session)}`,
    `Ends       ${timeLeft(session.expiresMs, nowMs)}`,
    ...idleText(session, nowMs).map((line, at) => `${at === 0 ? 'Idle       ' : '           '}${line}`),
  ];
}
