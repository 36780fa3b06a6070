import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProxyFetch } from '../../../main/shell/proxyFetch';
import type { ProxyDesk, ProxyLogin } from '../../../main/core/services';

const URL = 'http://127.0.0.1:4100/system/whoami';
const PROXY = { isProxy: true, scheme: 'basic', host: 'proxy.example', port: 3128, realm: '' };

/** A request that a test drives by hand, noting what was done with it. */
class FakeRequest extends EventEmitter {
  headers: Record<string, string> = {};
  sent: string | null = null;
  isAborted = false;
  logins: unknown[][] = [];
  setHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  end(body?: string) {
    this.sent = body ?? '';
  }
  abort() {
    this.isAborted = true;
  }
  askLogin(info: object) {
    this.emit('login', info, (...login: unknown[]) => this.logins.push(login));
  }
  answer(statusCode: number, text: string, headers: Record<string, string | string[]> = {}) {
    this.emit('response', Object.assign(Readable.from([Buffer.from(text)]), { statusCode, headers }));
  }
}

function ask(loginFor: ProxyDesk['loginFor'] = () => null, init: RequestInit = {}) {
  const request = new FakeRequest();
  const options: object[] = [];
  const fetch = createProxyFetch({
    request: (given) => {
      options.push(given);
      return request as never;
    },
    loginFor,
  });
  const answer = fetch(URL, { method: 'POST', body: '{"a":1}', headers: { Authorization: 'Bearer t' }, ...init });
  answer.catch(() => undefined);
  return { request, answer, options };
}

describe('a request that can answer a proxy', () => {
  it('sends what a fetch was told, and answers status, headers and body', async () => {
    const strict = { credentials: 'omit', redirect: 'error', cache: 'no-store', bypassCustomProtocolHandlers: true } as RequestInit;
    const { request, answer, options } = ask(undefined, strict);
    expect(options).toEqual([{ url: URL, method: 'POST', ...strict }]);
    expect([request.sent, request.headers]).toEqual(['{"a":1}', { authorization: 'Bearer t' }]);
    request.answer(201, '{"b":2}', { 'x-request-id': 'r-1', date: ['now'] });
    const response = await answer;
    expect([response.status, response.headers.get('x-request-id'), response.headers.get('date'), await response.json()]).toEqual([
      201,
      'r-1',
      'now',
      { b: 2 },
    ]);
  });

  it('gives the login straight to Electron, and says what it tried when it is asked again', async () => {
    const login: ProxyLogin = { username: 'net-amy', password: 'p' };
    const asked: unknown[] = [];
    const { request, answer } = ask((...about) => {
      asked.push(about);
      return login;
    });
    request.askLogin({ ...PROXY, realm: 'corp' });
    request.askLogin({ ...PROXY, realm: 'corp' });
    expect(request.logins).toEqual([
      ['net-amy', 'p'],
      ['net-amy', 'p'],
    ]);
    const proxy = { host: 'proxy.example', port: 3128, realm: 'corp' };
    expect(asked).toEqual([
      [proxy, null],
      [proxy, login],
    ]);
    request.answer(200, '{}');
    expect((await answer).status).toBe(200);
  });

  it('fails at once where nobody gave a login: nothing waits for a person', async () => {
    const { request, answer } = ask(() => null);
    request.askLogin(PROXY);
    await expect(answer).rejects.toThrow('ERR_PROXY_AUTH_REQUESTED');
    expect([request.logins, request.isAborted]).toEqual([[[]], true]);
  });

  it('never answers a server that asks for a login of its own', () => {
    const { request } = ask(() => ({ username: 'net-amy', password: 'p' }));
    request.askLogin({ ...PROXY, isProxy: false });
    expect(request.logins).toEqual([[]]);
  });

  it('passes failures on, heeds its signal, and takes no body where none is allowed', async () => {
    const failing = ask();
    failing.request.emit('error', new Error('net::ERR_EMPTY_RESPONSE'));
    await expect(failing.answer).rejects.toThrow('ERR_EMPTY_RESPONSE');

    const controller = new AbortController();
    const late = ask(undefined, { signal: controller.signal });
    controller.abort();
    await expect(late.answer).rejects.toThrow('ERR_ABORTED');
    expect(late.request.isAborted).toBe(true);

    const empty = ask();
    empty.request.answer(204, '');
    expect((await empty.answer).body).toBeNull();
  });
});
