import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectAgent } from '../../../main/agent/client';
import { readTold } from '../../../main/agent/told';

const HELLO = '{"id":1,"ok":true,"value":{"protocol":1,"version":"1","pid":1}}\n';
const CLOSERS: (() => void)[] = [];
afterEach(() => {
  for (const close of CLOSERS.splice(0)) close();
});

/** Something that listens in the app's place, and says this when it is asked. */
async function asked(answer: string) {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-told-'));
  const path = join(folder, 'agent.sock');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
  }).listen(path);
  await once(server, 'listening');
  const client = await connectAgent({ folder, path });
  CLOSERS.push(() => {
    client?.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return client?.request('status', {});
}

describe('an answer that is none of our app’s', () => {
  it.each([
    ['no JSON', 'hello\n'],
    ['nothing', 'null\n'],
    ['a value that is no object', '{"id":2,"ok":true,"value":7}\n'],
    ['a success without a value', '{"id":2,"ok":true}\n'],
    ['a refusal without a reason', '{"id":2,"ok":false}\n'],
    ['a reason that is no code', '{"id":2,"ok":false,"error":{"code":7}}\n'],
    ['neither success nor refusal', '{"id":2,"ok":"yes","value":{}}\n'],
  ])('%s ends the call: it is not left waiting', async (_, answer) => {
    await expect(asked(HELLO + answer)).rejects.toMatchObject({ code: 'INTERNAL', details: { field: 'app' } });
  });

  it.each([
    ['to hello', '{"id":1,"ok":true}\n'],
    ['before hello', 'null\n'],
  ])('%s ends what was asked', async (_, answer) => {
    await expect(asked(answer)).rejects.toMatchObject({ code: 'INTERNAL', details: { field: 'app' } });
  });
});

it('what answers no call of ours, and events that we do not know, are passed over', async () => {
  const others = [
    '{"id":null,"ok":false,"error":{"code":"INVALID_INPUT"}}',
    '{"id":99,"ok":true,"value":{}}',
    '{"event":"leaseEnded"}',
    '{"event":"news"}',
  ];
  expect(await asked(`${HELLO}${others.join('\n')}\n{"id":2,"ok":true,"value":{"isLocked":true}}\n`)).toEqual({ isLocked: true });
});

it.each([
  ['details that are none are left out', '{"code":"REFUSED","details":7}', { code: 'REFUSED' }],
  ['a code without words is our fault', '{"code":"constructor","details":{"field":"x"}}', { code: 'INTERNAL' }],
])('%s', (_, error, told) => {
  expect(readTold(`{"id":2,"ok":false,"error":${error}}`)).toEqual({ kind: 'answer', id: 2, ok: false, error: told });
});

it('tells that a lease was ended', () => {
  expect(readTold('{"event":"leaseEnded","leaseId":"lease-1"}')).toEqual({ kind: 'event', event: 'leaseEnded', leaseId: 'lease-1' });
});
