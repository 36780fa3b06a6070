/** Mutated messages over a few connections at once, each answer looked at; between them a command asks what the proof knows. */
import { createGate } from './inputs';
import { message } from './mutations';
import { openPeer, type Peer } from './peer';
import { chanceFrom, type Chance } from './random';
import { readScript, type Expected, type Judge } from './verdict';
import type { Known } from './known';

const PEERS = 3;
/** Batches between two looks at what is known. */
const LOOK_EACH = 60;

export interface Figures {
  messages: number;
  connections: number;
}

export async function fuzz(path: string, total: number, seed: number, judge: Judge, known: Known): Promise<Figures> {
  const figures = { messages: 0, connections: 0 };
  const worker = async (chance: Chance, most: number): Promise<void> => {
    const next = createSource(chance);
    let sent = 0;
    for (let batches = 0; sent < most;) {
      const peer = await openPeer(path);
      figures.connections += 1;
      const state = { isForeign: false };
      peer.socket.write('{"id":0,"op":"hello","input":{"protocol":1}}\n');
      if ((await peer.hear(1))?.length !== 1) judge.found('crashes', 'hello is not answered');
      for (let turn = 0; turn < 25 && peer.isOpen() && sent < most; turn += 1) {
        const size = Math.min(chance.is(0.05) ? 24 : 1 + chance.below(6), most - sent);
        sent += size;
        figures.messages += size;
        await playBatch(peer, Buffer.concat(Array.from({ length: size }, next)), { state, chance, judge });
        if ((batches += 1) % LOOK_EACH === 0) await known.look(judge);
      }
      peer.socket.destroy();
    }
  };
  // Each has numbers of its own, so that what it says does not hang on which of them is answered first.
  await Promise.all(Array.from({ length: PEERS }, (_, nth) => worker(chanceFrom(seed + 100 + nth), Math.ceil((total - nth) / PEERS))));
  return figures;
}

/** Message after message; one that would change what the proof knows is made anew. */
function createSource(chance: Chance): () => Buffer {
  const mayBeSent = createGate();
  let id = 0;
  return () => {
    for (;;) {
      const bytes = message(id + 1, chance);
      const { lines } = readScript(bytes, { isForeign: false });
      if (!lines.every(({ op, what, input }) => what !== 'carriedOut' || op === null || mayBeSent(op, input))) continue;
      id += 1;
      return bytes;
    }
  };
}

async function playBatch(
  peer: Peer,
  bytes: Buffer,
  { state, chance, judge }: { state: { isForeign: boolean }; chance: Chance; judge: Judge },
): Promise<void> {
  const script = readScript(bytes, state);
  const isFlood = script.lines.length > 8;
  const open: Expected[] = [...script.lines];
  if (script.isBroken) open.push({ id: null, op: null, what: 'invalid', input: {} });
  await write(peer, bytes, chance);
  const leases: string[] = [];
  const due = open.length;
  for (let heard = 0; heard < due;) {
    const lines = await peer.hear(1);
    if (lines === null) {
      judge.found('crashes', `unanswered: ${JSON.stringify(open.map(({ op, what }) => [op, what]))}`);
      peer.socket.destroy();
      return;
    }
    for (const line of lines) {
      if (!line.startsWith('{"event"')) heard += 1;
      const lease = judge.judge(line, open, isFlood);
      if (lease !== null) leases.push(lease);
    }
    if (!peer.isOpen()) break;
  }
  if (script.isBroken) {
    // What was under way when the connection fell out of step may go unanswered.
    if (!(await peer.untilEnd())) judge.found('wrong', 'a connection out of step is kept');
    return;
  }
  if (open.length > 0)
    judge.found(peer.isOpen() ? 'wrong' : 'crashes', `unanswered, due: ${JSON.stringify(open.map(({ op, what }) => [op, what]))}`);
  if (state.isForeign || leases.length === 0) return;
  peer.socket.write(leases.map((id, nth) => `${JSON.stringify({ id: -1 - nth, op: 'endLease', input: { id } })}\n`).join(''));
  for (let heard = 0; heard < leases.length && peer.isOpen();)
    heard += ((await peer.hear(1)) ?? leases).filter((line) => line.includes('"id":-')).length;
}

/** In one piece, or in many. */
async function write({ socket }: Peer, bytes: Buffer, chance: Chance): Promise<void> {
  if (chance.is(0.8)) {
    socket.write(bytes);
    return;
  }
  const pieces = chance.pick([2, 3, 10]);
  const step = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length && !socket.destroyed; at += step) {
    socket.write(bytes.subarray(at, at + step));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
