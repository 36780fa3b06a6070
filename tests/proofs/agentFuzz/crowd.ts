/** Many connections: opened and dropped in every way, never read, and more than the app takes. */
import { connect, type Socket } from 'node:net';
import { residentOf } from './computer';
import type { Known } from './known';
import { openPeer } from './peer';
import type { Chance } from './random';
import type { Judge } from './verdict';

const HELLO = '{"id":1,"op":"hello","input":{"protocol":1}}\n';
const LIST = '{"id":2,"op":"listTokens","input":{"refresh":false}}\n';
const lease = (kind: string): string =>
  `${JSON.stringify({ id: 3, op: 'beginLease', input: { name: 'study', kind, pid: process.pid, projectId: null, mayAskInWindow: false } })}\n`;

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** What each says before it goes: nothing, half a line, a line that is not read, a lease that is on its way. */
const LAST_WORDS = [
  '',
  HELLO.slice(0, 20),
  HELLO,
  HELLO + LIST.repeat(20),
  HELLO + lease('exec'),
  HELLO + LIST.slice(0, 9),
  'nonsense\n',
  HELLO + lease('exec').repeat(4),
];

/** So many at once stay below what the app takes. */
const AT_ONCE = 40;

export async function dropped(path: string, total: number, chance: Chance): Promise<number> {
  let begun = 0;
  const one = async (): Promise<void> => {
    while (begun < total) {
      begun += 1;
      const words = chance.pick(LAST_WORDS);
      const isAbrupt = chance.is(0.5);
      const socket = await opened(path);
      if (words !== '') await new Promise<void>((resolve) => socket.write(words, () => resolve()));
      const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      if (isAbrupt) socket.destroy();
      else {
        socket.resume();
        socket.end();
      }
      await gone;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return begun;
}

/** No more are carried out of those that come at once; the rest are told to come back, which fills nothing. */
const CARRIED_OUT = 8;
const MOST_ROUNDS = 5_000;

/** Peers that ask and never read, until the app lets them go. Answers how many it did, and how far main's memory went up. */
export async function slowReaders(
  path: string,
  peers: number,
  { pid, known, judge }: { pid: number; known: Known; judge: Judge },
): Promise<{ letGo: number; grewBytes: number }> {
  const before = residentOf(pid);
  let peak = before;
  const living = new Set<Socket>();
  for (let nth = 0; nth < peers; nth += 1) {
    const socket = await opened(path);
    // Nothing is read; that a write fails is how the end is seen.
    socket.pause();
    socket.once('close', () => living.delete(socket));
    socket.write(HELLO);
    living.add(socket);
  }
  for (let round = 0; living.size > 0 && round < MOST_ROUNDS; round += 1) {
    for (const socket of living) socket.write(LIST.repeat(CARRIED_OUT));
    // Who reads is answered among all this, and after what was just asked.
    if (round % 20 === 0) await known.look(judge);
    else await known.greet();
    peak = Math.max(peak, residentOf(pid));
  }
  const kept = living.size;
  for (const socket of living) socket.destroy();
  return { letGo: peers - kept, grewBytes: peak - before };
}

/** More than the app takes, who say nothing: some are turned away at once, the rest after a while, and then there is room. */
export async function fullHouse(path: string, peers: number, judge: Judge): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: peers }, () => openPeer(path)));
  const ends = await Promise.all(sockets.map((peer) => peer.untilEnd()));
  const kept = ends.filter((isEnded) => !isEnded).length;
  if (kept > 0) judge.found('wrong', `${String(kept)} silent peers are kept`);
  return ends.length - kept;
}
