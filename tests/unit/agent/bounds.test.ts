/** SECURITY.md row 10: what a peer that is none of our commands may cost the app. */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serveConnection } from '../../../main/agent/connection';
import { createOperations } from '../../../main/agent/operations';
import { dropSlowest } from '../../../main/agent/unread';
import { recordedLog } from './runningAgent';
import { facts, scriptedServices } from './scriptedServices';

const HELLO = '{"id":1,"op":"hello","input":{"protocol":1}}\n';
const MIB = 1024 * 1024;
const LIMIT_MS = 10_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A peer that says what the test says; `unread`: what it has not read so far. */
function serve({ unread = 0 } = {}) {
  const said: string[] = [];
  let reports = 0;
  const socket = Object.assign(new EventEmitter(), {
    destroyed: false,
    writableLength: unread,
    write: (text: string) => said.push(text),
    end: (text: string) => said.push(text),
    // Nothing that it was told is read, so it never comes to an end by itself.
    destroySoon: () => undefined,
    destroy: () => {
      if (socket.destroyed) return;
      socket.destroyed = true;
      socket.emit('close');
    },
  });
  const { services } = scriptedServices('/nowhere');
  serveConnection({
    socket: socket as unknown as Socket,
    operations: createOperations({ services, facts, showWindow: () => undefined }),
    // No operation that is asked here looks at who asks.
    caller: {} as Parameters<typeof serveConnection>[0]['caller'],
    log: recordedLog(),
    onUnread: () => (reports += 1),
  });
  return { socket, said, hear: (text: string) => socket.emit('data', Buffer.from(text)), reports: () => reports };
}

it('a peer that never says hello is let go, however much else it says', async () => {
  const { socket, hear } = serve();
  for (let second = 0; second < 9; second += 1) {
    hear('{"id":1,"op":"status","input":{}}\n');
    hear('nonsense\n');
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(socket.destroyed).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(socket.destroyed).toBe(true);
});

it('a command that has said hello stays as long as it likes: an exec lasts for days', async () => {
  const { socket, hear } = serve();
  hear(HELLO);
  await vi.advanceTimersByTimeAsync(7 * 24 * 3_600_000);
  expect(socket.destroyed).toBe(false);
});

it('a hello that is not one is no hello', async () => {
  const { socket, hear } = serve();
  hear('{"id":1,"op":"hello","input":{"protocol":"1"}}\n');
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  expect(socket.destroyed).toBe(true);
});

it('a request is waited for as long from its first byte, however its bytes drip in', async () => {
  const { socket, hear } = serve();
  hear(HELLO);
  await vi.advanceTimersByTimeAsync(60_000);
  for (let second = 0; second < 10; second += 1) {
    expect(socket.destroyed).toBe(false);
    hear(' ');
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(socket.destroyed).toBe(true);
});

it('each request has its own time, also where one ends and the next begins in one piece', async () => {
  const { socket, hear } = serve();
  hear(`${HELLO}{"id":2,`);
  await vi.advanceTimersByTimeAsync(9000);
  hear('"op":"status","input":{}}\n{"id":3,');
  await vi.advanceTimersByTimeAsync(9000);
  expect(socket.destroyed).toBe(false);
  hear('"op":"status","input":{}}\n');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(socket.destroyed).toBe(false);
});

it('a peer out of step is let go although it reads nothing', async () => {
  const { socket, said, hear } = serve();
  hear(HELLO);
  hear('a'.repeat(80 * 1024));
  expect(said.join('')).toContain('{"id":null,"ok":false,"error":{"code":"INVALID_INPUT"}}');
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  expect(socket.destroyed).toBe(true);
});

it('leaves no timer behind', () => {
  const { socket, hear } = serve();
  hear('{"half');
  socket.destroy();
  expect(vi.getTimerCount()).toBe(0);
});

it('what a peer has not read is told, so that all of them can be added up', async () => {
  const reading = serve();
  reading.hear(HELLO);
  const slow = serve({ unread: MIB });
  slow.hear(HELLO);
  await vi.advanceTimersByTimeAsync(0);
  expect(reading.said).toHaveLength(1);
  expect(slow.said).toHaveLength(1);
  expect([reading.reports(), slow.reports()]).toEqual([0, 1]);
  expect(slow.socket.destroyed).toBe(false);
});

it('SECURITY: of many peers that read too little, those who have left most unread are dropped, and no other', () => {
  const peer = (mib: number) => ({ writableLength: mib * MIB, destroyed: false, destroy: vi.fn() });
  const peers = [peer(0), ...Array.from({ length: 9 }, () => peer(3)), peer(4), peer(4)];
  const log = recordedLog();
  dropSlowest(peers as never, log);
  expect(peers.filter(({ destroy }) => destroy.mock.calls.length > 0).map(({ writableLength }) => writableLength)).toEqual([4 * MIB]);
  expect(log.events()).toEqual(['agent.slowReader']);
  dropSlowest(peers.slice(0, 9) as never, log);
  expect(log.events()).toHaveLength(1);
});
