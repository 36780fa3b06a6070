import type { ProxySetting } from '../../preload/contract/contract';
import { AppError } from './errors';

const SCHEMES = ['http:', 'https:', 'socks5:'];
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'socks5:': '1080' };
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/;
/** A host, `*.domain`, `.domain` or an address, with a port or a prefix length. */
const BYPASS = /^(?:\*?\.)?(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\]|[0-9a-f:]+:[0-9a-f:]*)(?::\d{1,5}|\/\d{1,3})?$/;

/** The setting in one spelling: scheme, host and port; bypassed hosts separated by a comma. Throws INVALID_INPUT with the field. */
export function checkedProxy(proxy: ProxySetting): ProxySetting {
  if (proxy.kind !== 'fixed') return proxy;
  return { kind: 'fixed', url: checkedUrl(proxy.url), bypass: checkedBypass(proxy.bypass) };
}

function checkedUrl(typed: string): string {
  const text = typed.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z0-9.+-]+:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw refused(text.includes('@') ? 'proxyLogin' : 'proxyUrl');
  }
  // SECURITY: a login never reaches the settings file; the window asks for it when the proxy does, and keeps it in memory.
  if (url.username !== '' || url.password !== '' || text.includes('@')) throw refused('proxyLogin');
  const host = url.hostname.toLowerCase();
  const isPlain = url.search === '' && url.hash === '' && (url.pathname === '' || url.pathname === '/');
  if (!SCHEMES.includes(url.protocol) || !isPlain || !HOST.test(host)) throw refused('proxyUrl');
  return `${url.protocol}//${host}:${url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? '') : url.port}`;
}

function checkedBypass(typed: string): string {
  const hosts = typed
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((host) => host !== '');
  // SECURITY: a pattern that means every host would be a way round the proxy that nobody sees.
  if (hosts.some((host) => !BYPASS.test(host) || /\/0+$/.test(host))) throw refused('proxyBypass');
  return [...new Set(hosts)].join(', ');
}

const refused = (field: string): AppError => new AppError('INVALID_INPUT', { details: { field } });
