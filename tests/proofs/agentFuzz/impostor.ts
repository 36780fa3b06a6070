/** Something else listens in the app's place and says what it likes: the command ends in words, and tells it no secret. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { connectAgent } from '../../../main/agent/client';
import type { SocketLocation } from '../../../main/agent/location';
import { AppError } from '../../../main/core/errors';
import type { Computer } from './computer';
import { TYPED } from './inputs';
import type { Chance } from './random';
import type { Judge } from './verdict';

const HELLO = '{"id":1,"ok":true,"value":{"protocol":1,"version":"0.1.0","pid":1}}';
const LIES = [
  ...['null', '7', '[]', '{}', 'hello', '{"id":1}', '{"id":1,"ok":true}', '{"id":1,"ok":true,"value":null}', '{"id":1,"ok":false}'],
  ...[
    '{"id":1,"ok":true,"value":{"protocol":2}}',
    '{"id":1,"ok":false,"error":{"code":"constructor"}}',
    '{"event":"leaseEnded"}',
    '{"id":1e400}',
  ],
  ...[
    '{"id":2,"ok":true,"value":{"protocol":1}}',
    '{"id":null,"ok":true,"value":{}}',
    '\u0000\u0000',
    '{"id":1,"ok":true,"value":{"__proto__":{"protocol":1}}}',
  ],
];
/** After a hello that is right: what is asked next is answered out of order, twice, or with what is no answer to it. */
const LATER = [
  '{"id":2,"ok":true}',
  '{"id":2,"ok":false,"error":7}',
  '{"id":2,"ok":true,"value":[]}',
  '{"id":3,"ok":true,"value":{}}\n{"id":2,"ok":true,"value":{}}',
  '{"id":2,"ok":true,"value":{"rows":7}}',
];

function speaksAsOurs(words: Buffer): boolean {
  return words
    .toString()
    .split('\n')
    .some((line) => /"id":1,"ok":true,"value":\{"protocol":1[,}]/u.test(line));
}

interface Impostor {
  heard(): string;
  say(text: string | Buffer): void;
  close(): Promise<void>;
}

async function takePlace({ path, folder }: SocketLocation): Promise<Impostor> {
  mkdirSync(folder ?? dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  let heard = '';
  let words: string | Buffer = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
    socket.end(words);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  chmodSync(path, 0o600);
  return {
    heard: () => heard,
    say: (text) => (words = text),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function lie(chance: Chance): Buffer {
  const text = chance.is(0.3) ? `${HELLO}\n${chance.pick(LATER)}\n` : `${chance.pick(LIES)}\n${chance.is(0.3) ? `${HELLO}\n` : ''}`;
  const bytes = Buffer.from(text);
  if (chance.is(0.3)) bytes[chance.below(bytes.length)] = chance.below(256);
  return bytes;
}

/** `asked` calls of the command's own client, and `run` of the command itself. Nobody else is at the socket. */
export async function meetImpostor(
  computer: Computer,
  sizes: { asked: number; run: number },
  chance: Chance,
  judge: Judge,
): Promise<number> {
  const impostor = await takePlace(computer.location);
  for (let nth = 0; nth < sizes.asked; nth += 1) {
    const words = lie(chance);
    impostor.say(words);
    const before = impostor.heard().length;
    const client = await connectAgent(computer.location);
    const outcome = await client?.request('importToken', { token: TYPED.token, label: 'x', worksWhileAway: false }).then(
      () => 'believed',
      (error: unknown) => (error instanceof AppError ? null : String(error)),
    );
    client?.close();
    // One that speaks as our app does is not told from it (docs/security.md, row 19).
    if (speaksAsOurs(words)) continue;
    if (outcome !== null) judge.found('wrong', `${String(outcome)}: ${words.toString('latin1')}`);
    if (impostor.heard().slice(before).includes(TYPED.token)) judge.found('leaks', `told to ${words.toString('latin1')}`);
  }
  for (let nth = 0; nth < sizes.run; nth += 1) {
    impostor.say(`${LIES[nth % LIES.length] ?? ''}\n`);
    const [words, input] = chance.pick([
      [['import', '--stdin'], `${TYPED.token}\n`],
      [['whoami'], ''],
      [['env', 'study'], ''],
      [['tokens'], ''],
    ] as const);
    const before = impostor.heard().length;
    const { code, out, err } = await computer.dxkey(words, input);
    if (code === 0 || code === null || err === '' || out.includes('auth_token') || /\n\s+at /u.test(err))
      judge.found('wrong', `${words.join(' ')} ended with ${String(code)}: ${err}`);
    if (impostor.heard().slice(before).includes(TYPED.token)) judge.found('leaks', 'the command told it a token');
  }
  await impostor.close();
  return sizes.asked + sizes.run;
}

/** The app starts while another listens there: it lives on without a socket, and the other keeps its place. */
export async function startBesideImpostor(computer: Computer, untilSaid: (event: string) => Promise<void>, judge: Judge): Promise<void> {
  const impostor = await takePlace(computer.location);
  const app = await computer.launch();
  await untilSaid('agent.startFailed');
  impostor.say('{"id":1,"ok":true,"value":{"protocol":0}}\n');
  const { code } = await computer.dxkey(['import', '--stdin'], `${TYPED.token}\n`);
  if (code !== 10) judge.found('wrong', `beside another the command ended with ${String(code)}`);
  if (impostor.heard().includes(TYPED.token)) judge.found('leaks', 'the command told another a token');
  await app.kill();
  await impostor.close();
  rmSync(computer.location.path, { force: true });
}
