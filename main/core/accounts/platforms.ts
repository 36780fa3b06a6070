import type { CustomPlatform, PlatformChoice, PlatformInfo, PlatformOffer } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { BuildFacts, CorePorts } from '../ports';
import type { Platforms } from '../services';

type KnownKind = 'dnanexus' | 'staging' | 'china';

/** PROTOCOL.md, "Hosts". The web address of the China platform is not on record, so none is offered. */
const KNOWN: readonly (PlatformInfo & { kind: KnownKind })[] = [
  {
    key: 'dnanexus',
    kind: 'dnanexus',
    name: 'DNAnexus',
    apiUrl: 'https://api.dnanexus.com',
    authUrl: 'https://auth.dnanexus.com',
    webUrl: 'https://platform.dnanexus.com',
  },
  {
    key: 'staging',
    kind: 'staging',
    name: 'Staging',
    apiUrl: 'https://stagingapi.dnanexus.com',
    authUrl: 'https://stagingauth.dnanexus.com',
    webUrl: 'https://staging.dnanexus.com',
  },
  {
    key: 'china',
    kind: 'china',
    name: 'China',
    apiUrl: 'https://api.cn.dnanexus.com',
    authUrl: 'https://auth.cn.dnanexus.com:8001',
    webUrl: null,
  },
];

/** `Platforms`, and the way back from a stored key to origins: what a file says about URLs is never believed. */
export interface PlatformBook extends Platforms {
  /** The platform of a stored key where it may be used in this run, else null. */
  byKey(key: string): PlatformInfo | null;
}

/** `saved`: the person's own, as the settings have them; they lend their names, never an address to a stored key. */
export function createPlatforms(
  policy: CorePorts['platformPolicy'],
  build: BuildFacts['build'],
  saved: () => readonly CustomPlatform[] = () => [],
): PlatformBook {
  // SECURITY: the stand-in is never offered in a release (row 25), whatever the environment says.
  const standin = build === 'release' || policy.standinUrl === null ? null : standinAt(policy.standinUrl);
  const known: readonly PlatformInfo[] = standin === null ? KNOWN : [...KNOWN, standin];

  const isAllowed = (info: PlatformInfo): boolean => !policy.loopbackOnly || (isLoopbackUrl(info.apiUrl) && isLoopbackUrl(info.authUrl));

  const own = (): PlatformInfo[] => saved().flatMap((one) => ownPlatform(one, known) ?? []);
  const named = (info: PlatformInfo): PlatformInfo => own().find((one) => one.key === info.key) ?? info;

  function resolve(choice: PlatformChoice): PlatformInfo {
    const info =
      choice.kind === 'custom' ? named(custom(choice.apiUrl, choice.authUrl, known)) : known.find((one) => one.kind === choice.kind);
    // SECURITY: an Electron past its end of life talks to loopback platforms only (row 25).
    if (info === undefined || !isAllowed(info)) throw new AppError('PLATFORM_NOT_ALLOWED');
    return info;
  }

  function byKey(key: string): PlatformInfo | null {
    const info = known.find((one) => one.key === key) ?? customByKey(key, known);
    return info === null || !isAllowed(info) ? null : named(info);
  }

  const offer = (info: PlatformInfo): PlatformOffer => ({
    key: info.key,
    kind: info.kind,
    name: info.name,
    authHost: new URL(info.authUrl).host,
    isChoosable: isAllowed(info),
    own: info.kind === 'custom' ? { apiUrl: info.apiUrl, authUrl: info.authUrl } : null,
  });

  return {
    resolve,
    byKey,
    offers: () => [
      ...[...known, ...own()].map(offer),
      { key: 'custom', kind: 'custom', name: 'Custom', authHost: null, isChoosable: true, own: null },
    ],
    parse: (text) => parse(text.trim(), known, own()),
  };
}

/** Null for what a file says and nobody could have kept. */
function ownPlatform({ name, apiUrl, authUrl }: CustomPlatform, known: readonly PlatformInfo[]): PlatformInfo | null {
  try {
    const info = custom(apiUrl, authUrl, known);
    return info.kind === 'custom' ? { ...info, name } : null;
  } catch {
    return null;
  }
}

function standinAt(url: string): PlatformInfo {
  const origin = originOf(url, 'standinUrl');
  // SECURITY: a variable of the environment must not send a password to another machine under a harmless name.
  if (!isLoopbackUrl(origin)) throw new AppError('PLATFORM_NOT_ALLOWED');
  return { key: 'standin', kind: 'standin', name: 'Stand-in', apiUrl: origin, authUrl: origin, webUrl: null };
}

function custom(apiUrl: string, authUrl: string, known: readonly PlatformInfo[]): PlatformInfo {
  const api = originOf(apiUrl, 'apiUrl');
  const auth = originOf(authUrl, 'authUrl');
  const same = known.find((info) => info.apiUrl === api && info.authUrl === auth);
  return same ?? { key: `custom ${api} ${auth}`, kind: 'custom', name: new URL(api).host, apiUrl: api, authUrl: auth, webUrl: null };
}

function customByKey(key: string, known: readonly PlatformInfo[]): PlatformInfo | null {
  const [kind, api, auth, ...rest] = key.split(' ');
  if (kind !== 'custom' || api === undefined || auth === undefined || rest.length > 0) return null;
  try {
    const info = custom(api, auth, known);
    return info.key === key ? info : null;
  } catch {
    return null;
  }
}

function parse(text: string, known: readonly PlatformInfo[], own: readonly PlatformInfo[]): PlatformChoice {
  const name = text.toLowerCase();
  if (name === 'dnanexus' || name === 'staging' || name === 'china' || name === 'standin') return { kind: name };
  const named = own.find((info) => info.name.toLowerCase() === name);
  if (named !== undefined) return { kind: 'custom', apiUrl: named.apiUrl, authUrl: named.authUrl };
  const [first = '', second, ...rest] = text.split(',').map((part) => part.trim());
  if (rest.length > 0 || first === '' || second === '') throw new AppError('INVALID_INPUT', { details: { field: 'platform' } });
  const api = originOf(first, 'platform');
  if (second !== undefined) return { kind: 'custom', apiUrl: api, authUrl: originOf(second, 'platform') };
  // One address of a known platform means that platform: its API server does not answer for its auth server.
  const same = known.find((info) => info.apiUrl === api || info.authUrl === api || info.webUrl === api);
  return same === undefined || same.kind === 'custom' ? { kind: 'custom', apiUrl: api, authUrl: api } : { kind: same.kind };
}

function originOf(text: string, field: string): string {
  const refuse = (): AppError => new AppError('INVALID_INPUT', { details: { field } });
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw refuse();
  }
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '' && url.pathname === '/';
  if (!isPlain || url.hostname === '') throw refuse();
  // SECURITY: a bearer or a password never crosses a network in clear.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackUrl(url.origin))) throw refuse();
  return url.origin;
}

function isLoopbackUrl(origin: string): boolean {
  const { hostname } = new URL(origin);
  // The URL parser has already turned every spelling of an IPv4 address into four decimal numbers.
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
