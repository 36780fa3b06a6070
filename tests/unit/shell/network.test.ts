import { describe, expect, it } from 'vitest';
import { createNetwork, type ProxyRules } from '../../../main/shell/network';

const PROXY = { kind: 'fixed', url: 'http://proxy.example:3128', bypass: '*.lab.example, 127.0.0.1' } as const;

/** Sessions by partition, each noting in which order it was told its proxy and asked. */
function fakeNetwork(parts: { refuses?: boolean } = {}) {
  const did: string[] = [];
  const rules: ProxyRules[] = [];
  const state = { refuses: parts.refuses ?? false };
  const network = createNetwork((partition) => ({
    setProxy: (given) => {
      did.push(`${partition} proxy`);
      rules.push(given);
      return state.refuses ? Promise.reject(new Error('no')) : Promise.resolve();
    },
    fetch: () => {
      did.push(`${partition} fetch`);
      return Promise.resolve(new Response('{}'));
    },
    closeAllConnections: () => {
      did.push(`${partition} close`);
      return Promise.resolve();
    },
  }));
  const ask = (partition = 'kept') => network.sessionOf(partition).fetch('http://127.0.0.1/');
  return { ...network, ask, did, rules, state };
}

describe('the way to the network', () => {
  it('SECURITY: nothing is sent before the settings say which way', async () => {
    const { ask, did } = fakeNetwork();
    await expect(ask()).rejects.toThrow('ERR_NO_SUPPORTED_PROXIES');
    expect(did).toEqual([]);
  });

  it('leaves the system’s proxy to Electron', async () => {
    const { use, ask, did } = fakeNetwork();
    use({ kind: 'system' });
    await ask();
    expect(did).toEqual(['kept fetch']);
  });

  it('sets the proxy once, before the first request, in sessions of its own', async () => {
    const { use, ask, did, rules } = fakeNetwork();
    use(PROXY);
    await Promise.all([ask(), ask()]);
    expect(did).toEqual(['kept-by-1 proxy', 'kept-by-1 fetch', 'kept-by-1 fetch']);
    expect(rules).toEqual([
      { mode: 'fixed_servers', proxyRules: 'http://proxy.example:3128', proxyBypassRules: '<-loopback>,*.lab.example,127.0.0.1' },
    ]);
  });

  it('takes a change from the next request on; what is under way keeps its session, and a former way its own', async () => {
    const { use, ask, did, rules, sessionOf } = fakeNetwork();
    use({ kind: 'system' });
    const underWay = sessionOf('once');
    use(PROXY);
    await underWay.fetch('http://127.0.0.1/');
    await underWay.closeAllConnections();
    await ask('once');
    use({ kind: 'none' });
    await ask('once');
    use(PROXY);
    await ask('once');
    expect(did).toEqual([
      'once fetch',
      'once close',
      'once-by-1 proxy',
      'once-by-1 fetch',
      'once-by-2 proxy',
      'once-by-2 fetch',
      'once-by-1 fetch',
    ]);
    expect(rules[1]).toEqual({ mode: 'direct' });
  });

  it('SECURITY: a proxy that cannot be set fails the request, and is set again by the next', async () => {
    const { use, ask, did, state } = fakeNetwork({ refuses: true });
    use(PROXY);
    await expect(ask()).rejects.toThrow('ERR_NO_SUPPORTED_PROXIES');
    expect(did).toEqual(['kept-by-1 proxy']);
    state.refuses = false;
    await ask();
    expect(did).toEqual(['kept-by-1 proxy', 'kept-by-1 proxy', 'kept-by-1 fetch']);
  });
});
