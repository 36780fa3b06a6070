import { describe, expect, it } from 'vitest';
import { checkedProxy } from '../../../main/core/proxySetting';

const fixed = (url: string, bypass = '') => ({ kind: 'fixed', url, bypass }) as const;
const refusal = (field: string): unknown => expect.objectContaining({ code: 'INVALID_INPUT', details: { field } });

describe('the proxy as it may be kept', () => {
  it.each([{ kind: 'system' }, { kind: 'none' }] as const)('takes $kind as it is', (proxy) => {
    expect(checkedProxy(proxy)).toEqual(proxy);
  });

  it.each([
    ['http://proxy.example.org:3128', 'http://proxy.example.org:3128'],
    ['  HTTPS://Proxy.Example.org/ ', 'https://proxy.example.org:443'],
    ['proxy.example.org:8080', 'http://proxy.example.org:8080'],
    ['proxy', 'http://proxy:80'],
    ['socks5://10.0.0.1', 'socks5://10.0.0.1:1080'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
  ])('writes %j in one way', (typed, kept) => {
    expect(checkedProxy(fixed(typed))).toEqual(fixed(kept));
  });

  it.each([
    '',
    'ftp://proxy:21',
    'socks4://proxy:1080',
    'http://proxy:1/path',
    'http://proxy:1?x',
    'http://proxy:99999',
    'http://a b',
    'direct://',
    'http=a;https=b',
    'socks5://a,direct://',
  ])('SECURITY: refuses %j', (typed) => {
    expect(() => checkedProxy(fixed(typed))).toThrow(refusal('proxyUrl'));
  });

  it.each(['http://amy:pw@proxy:3128', 'amy:pw@proxy:3128', 'socks5://amy@proxy', 'http://a:b@c@proxy:99999'])(
    'SECURITY: a login never gets into the settings: %j',
    (typed) => {
      expect(() => checkedProxy(fixed(typed))).toThrow(refusal('proxyLogin'));
    },
  );

  it('keeps the hosts that go straight, each once', () => {
    const typed = ' *.Example.org;.lab.example 127.0.0.1, localhost:8080\n10.0.0.0/8 [::1] 127.0.0.1';
    expect(checkedProxy(fixed('proxy:1', typed))).toMatchObject({
      bypass: '*.example.org, .lab.example, 127.0.0.1, localhost:8080, 10.0.0.0/8, [::1]',
    });
  });

  it.each(['*', '*.*', '<local>', '<-loopback>', '0.0.0.0/0', '::/0', 'http://host', 'a@b', '..'])(
    'SECURITY: refuses %j, which could be a way round for every host, or for ones that nobody named',
    (bypass) => {
      expect(() => checkedProxy(fixed('proxy:1', bypass))).toThrow(refusal('proxyBypass'));
    },
  );
});
