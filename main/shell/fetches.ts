/**
 * The two ways to the network, both Electron's own, so that the system's proxy and certificates hold. `fetchKept` may use a
 * connection again; `fetchOnce` gets an in-memory session and a connection of its own, because Chromium sends a POST again when
 * a kept-alive connection drops (SECURITY.md row 24).
 */
import type { Session } from 'electron';
import type { Log } from '../core/ports';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
export type FetchSession = Pick<Session, 'closeAllConnections'> & { fetch: Fetch };

/** An answer to a sign-in or a mint is a few hundred bytes. */
const LARGEST_ANSWER_BYTES = 1024 * 1024;

export function createFetches(parts: { sessionOf: (partition: string) => FetchSession; log: Log }): { fetchKept: Fetch; fetchOnce: Fetch } {
  const { sessionOf, log } = parts;
  // Sessions cannot be given back to Electron, so each is used again, one request at a time, with all of its connections closed between.
  const idle: string[] = [];
  let made = 0;

  const fetchOnce: Fetch = async (url, init) => {
    const partition = idle.pop() ?? `dxkey-once-${String((made += 1))}`;
    const session = sessionOf(partition);
    try {
      const response = await session.fetch(url, strict(init));
      // Read whole before the connection goes.
      const body = await readBounded(response);
      const answer = new Response(isBodyless(response.status) ? null : body, { status: response.status, headers: response.headers });
      // SECURITY: the answer has a copy of its own, which its reader wipes.
      body.fill(0);
      return answer;
    } finally {
      // SECURITY: no connection outlives the request, so none can be found dropped and the request sent again on another.
      session.closeAllConnections().then(
        () => idle.push(partition),
        (error: unknown) => {
          log.warn('fetch.closeFailed', {}, error);
        },
      );
    }
  };

  return { fetchKept: (url, init) => sessionOf('dxkey-kept').fetch(url, strict(init)), fetchOnce };
}

function strict(init: RequestInit | undefined): RequestInit {
  const options: RequestInit & { cache: 'no-store'; bypassCustomProtocolHandlers: boolean } = {
    ...init,
    // SECURITY: no cookie and no stored login goes along or is kept.
    credentials: 'omit',
    // SECURITY: no answer is kept.
    cache: 'no-store',
    // SECURITY: a bearer goes to its own origin only; a redirect could name another.
    redirect: 'error',
    // SECURITY: a scheme of ours never answers in the platform's place.
    bypassCustomProtocolHandlers: true,
  };
  return options;
}

async function readBounded(response: Response): Promise<Uint8Array> {
  // The typings of Node and Electron differ over what a body's chunk is; it is bytes in both.
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      const whole = Buffer.concat(chunks);
      for (const chunk of chunks) chunk.fill(0);
      return whole;
    }
    size += value.byteLength;
    if (size > LARGEST_ANSWER_BYTES) {
      await reader.cancel();
      throw new Error('net::ERR_RESPONSE_TOO_LARGE');
    }
    chunks.push(value);
  }
}

/** Statuses for which the standard allows no body. */
function isBodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
