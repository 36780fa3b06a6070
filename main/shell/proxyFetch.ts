/**
 * Electron's `net.fetch` as it is made itself, over `net.request`, for one reason: only a request says that a proxy wants a login
 * (`app`'s `login` event is for pages).
 */
import type { AuthInfo, ClientRequest, ClientRequestConstructorOptions, IncomingMessage } from 'electron';
import { Readable } from 'node:stream';
import type { ProxyDesk, ProxyLogin } from '../core/services';
import type { Fetch } from './fetches';

/** `bypassCustomProtocolHandlers` is missing in older typings. */
export type RequestOptions = ClientRequestConstructorOptions & { bypassCustomProtocolHandlers?: boolean };
type RequestPort = Pick<ClientRequest, 'on' | 'setHeader' | 'abort' | 'end'>;
type StrictInit = RequestInit & Pick<RequestOptions, 'cache' | 'bypassCustomProtocolHandlers'>;

const NO_BODY: readonly number[] = [204, 205, 304];

export function createProxyFetch(parts: { request: (options: RequestOptions) => RequestPort; loginFor: ProxyDesk['loginFor'] }): Fetch {
  return (url, init = {}) =>
    new Promise((resolve, reject) => {
      const request = parts.request(optionsOf(url, init));
      for (const [name, value] of new Headers(init.headers)) request.setHeader(name, value);
      answerLogins(request, parts.loginFor, () => {
        reject(new Error('net::ERR_PROXY_AUTH_REQUESTED'));
        request.abort();
      });
      request.on('response', (message) => {
        resolve(responseOf(message));
      });
      request.on('error', reject);
      const abort = () => {
        reject(new Error('net::ERR_ABORTED'));
        request.abort();
      };
      if (init.signal?.aborted === true) {
        abort();
        return;
      }
      init.signal?.addEventListener('abort', abort, { once: true });
      request.end(typeof init.body === 'string' ? init.body : '');
    });
}

function optionsOf(url: string, init: StrictInit): RequestOptions {
  const { method = 'GET', credentials, cache, redirect, bypassCustomProtocolHandlers } = init;
  return {
    url,
    method,
    ...(credentials === undefined ? {} : { credentials }),
    ...(cache === undefined ? {} : { cache }),
    ...(redirect === undefined ? {} : { redirect }),
    ...(bypassCustomProtocolHandlers === undefined ? {} : { bypassCustomProtocolHandlers }),
  };
}

/** A login that a person gave goes straight into Electron's callback; without one the request ends, and the window asks. */
function answerLogins(request: RequestPort, loginFor: ProxyDesk['loginFor'], onUnanswered: () => void): void {
  let tried: ProxyLogin | null = null;
  request.on('login', ({ isProxy, host, port, realm }: AuthInfo, answer) => {
    if (!isProxy) {
      // SECURITY: a server that asks for a login of its own gets none; the platform has other ways to ask.
      answer();
      return;
    }
    const login = loginFor({ host, port, realm: realm === '' ? null : realm }, tried);
    tried = login;
    if (login !== null) {
      answer(login.username, login.password);
      return;
    }
    answer();
    onUnanswered();
  });
}

function responseOf(message: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) for (const one of [value].flat()) headers.append(name, one);
  const { statusCode: status } = message;
  // It is a Readable, which the typings do not say. The two typings of a web stream differ in name only.
  const body = NO_BODY.includes(status) ? null : (Readable.toWeb(message as unknown as Readable) as unknown as ReadableStream);
  return new Response(body, { status, headers });
}
