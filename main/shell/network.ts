/**
 * The way to the network, as set: a session of Electron's has one proxy for its whole life, and a change takes other sessions, so that
 * no connection of a former way is used again and a request under way is not cut off.
 */
import type { ProxySetting } from '../../preload/contract/contract';
import type { Fetch, FetchSession } from './fetches';

/** Electron's `Config` for `Session.setProxy`, as far as it is used. */
export interface ProxyRules {
  mode: 'direct' | 'fixed_servers';
  proxyRules?: string;
  proxyBypassRules?: string;
}

export type NetworkSession = FetchSession & { setProxy(rules: ProxyRules): Promise<void> };

export function createNetwork(open: (partition: string) => NetworkSession): {
  use(proxy: ProxySetting): void;
  sessionOf(partition: string): FetchSession;
} {
  const ways: string[] = [];
  const opened = new Map<string, { own: NetworkSession; ready: Promise<void> | null }>();
  let proxy: ProxySetting | null = null;

  function fetchBy(partition: string, rules: ProxyRules | null): Fetch {
    const entry = opened.get(partition) ?? { own: open(partition), ready: null };
    opened.set(partition, entry);
    return async (url, init) => {
      // SECURITY: no request leaves before its proxy is set, and none where that failed: never straight in silence.
      entry.ready ??= rules === null ? Promise.resolve() : entry.own.setProxy(rules);
      try {
        await entry.ready;
      } catch (error) {
        entry.ready = null;
        throw new Error('net::ERR_NO_SUPPORTED_PROXIES', { cause: error });
      }
      return entry.own.fetch(url, init);
    };
  }

  return {
    use: (next) => {
      proxy = next;
    },
    sessionOf(partition) {
      // SECURITY: before the settings are read nobody knows which way is allowed.
      if (proxy === null) return NO_WAY;
      const rules = rulesOf(proxy);
      const name = rules === null ? partition : `${partition}-by-${String(wayNumber(ways, rules))}`;
      const fetch = fetchBy(name, rules);
      return { fetch, closeAllConnections: () => opened.get(name)?.own.closeAllConnections() ?? Promise.resolve() };
    },
  };
}

const NO_WAY: FetchSession = {
  fetch: () => Promise.reject(new Error('net::ERR_NO_SUPPORTED_PROXIES')),
  closeAllConnections: () => Promise.resolve(),
};

/** Null leaves Electron's own, the system's. */
function rulesOf(proxy: ProxySetting): ProxyRules | null {
  if (proxy.kind !== 'fixed') return proxy.kind === 'none' ? { mode: 'direct' } : null;
  // Chromium passes a proxy by for this computer's own addresses unless told: here only what the person listed goes straight.
  const bypass = ['<-loopback>', ...proxy.bypass.split(/[\s,]+/).filter((host) => host !== '')];
  return { mode: 'fixed_servers', proxyRules: proxy.url, proxyBypassRules: bypass.join(',') };
}

/** The same way again is the same sessions again. */
function wayNumber(ways: string[], rules: ProxyRules): number {
  const way = JSON.stringify(rules);
  if (!ways.includes(way)) ways.push(way);
  return ways.indexOf(way) + 1;
}
