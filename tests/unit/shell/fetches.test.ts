import { describe, expect, it } from 'vitest';
import { createFetches } from '../../../main/shell/fetches';
import { memoryLog } from '../../fakes/memoryLog';

/** Sessions by partition, each noting what it was asked and when it was closed. */
function fakeSessions(
  answer: () => Promise<Response> = () => Promise.resolve(new Response('{"a":1}', { status: 200, headers: { 'x-request-id': 'r-1' } })),
) {
  const did: [partition: string, what: string][] = [];
  const inits: (RequestInit | undefined)[] = [];
  const sessionOf = (partition: string) => ({
    fetch: (_url: string, init?: RequestInit) => {
      did.push([partition, 'fetch']);
      inits.push(init);
      return answer();
    },
    closeAllConnections: () => {
      did.push([partition, 'close']);
      return Promise.resolve();
    },
  });
  return { ...createFetches({ sessionOf: sessionOf, log: memoryLog() }), did, inits };
}

describe('both ways to the network', () => {
  it('omit credentials, keep no answer, refuse redirects, and pass our own schemes by, whatever the caller says', async () => {
    const { fetchKept, fetchOnce, inits } = fakeSessions();
    const careless = { method: 'POST', body: '{}', credentials: 'include', redirect: 'follow', cache: 'force-cache' } as RequestInit;
    await fetchKept('http://127.0.0.1/', careless);
    await fetchOnce('http://127.0.0.1/', careless);
    for (const init of inits) {
      expect(init).toMatchObject({
        method: 'POST',
        body: '{}',
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        bypassCustomProtocolHandlers: true,
      });
    }
  });
});

describe('a request that must arrive once', () => {
  it('reads its answer whole, then closes its connections', async () => {
    const { fetchOnce, did } = fakeSessions();
    const response = await fetchOnce('http://127.0.0.1/');
    expect(did).toEqual([
      ['dxkey-once-1', 'fetch'],
      ['dxkey-once-1', 'close'],
    ]);
    expect([response.status, response.headers.get('x-request-id'), await response.json()]).toEqual([200, 'r-1', { a: 1 }]);
  });

  it('shares no session with another that is under way, and uses a closed one again', async () => {
    const { fetchOnce, did } = fakeSessions();
    await Promise.all([fetchOnce('http://127.0.0.1/'), fetchOnce('http://127.0.0.1/')]);
    await fetchOnce('http://127.0.0.1/');
    expect(new Set(did.map(([partition]) => partition)).size).toBe(2);
  });

  it('never goes through a session whose name would be kept on the disk, nor the kept one', async () => {
    const { fetchOnce, fetchKept, did } = fakeSessions();
    await fetchOnce('http://127.0.0.1/');
    await fetchKept('http://127.0.0.1/');
    expect(did.some(([partition]) => partition.startsWith('persist:'))).toBe(false);
    expect(did.at(-1)?.[0]).toBe('dxkey-kept');
  });

  it('closes after a failure, too, and passes the failure on', async () => {
    const { fetchOnce, did } = fakeSessions(() => Promise.reject(new Error('net::ERR_CONNECTION_RESET')));
    await expect(fetchOnce('http://127.0.0.1/')).rejects.toThrow('net::ERR_CONNECTION_RESET');
    expect(did.at(-1)).toEqual(['dxkey-once-1', 'close']);
  });

  it('wipes what it read once the answer has a copy', async () => {
    const chunk = new TextEncoder().encode('{"a":1}');
    const body = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(chunk);
          controller.close();
        },
      });
    const { fetchOnce } = fakeSessions(() => Promise.resolve(new Response(body())));
    expect(await (await fetchOnce('http://127.0.0.1/')).json()).toEqual({ a: 1 });
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });

  it('takes no answer without end', async () => {
    const endless = () =>
      Promise.resolve(new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024)) })));
    await expect(fakeSessions(endless).fetchOnce('http://127.0.0.1/')).rejects.toThrow('ERR_RESPONSE_TOO_LARGE');
  });

  it('answers a status that has no body', async () => {
    const { fetchOnce } = fakeSessions(() => Promise.resolve(new Response(null, { status: 204 })));
    expect((await fetchOnce('http://127.0.0.1/')).status).toBe(204);
  });
});
