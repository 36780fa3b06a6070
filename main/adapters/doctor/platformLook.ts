/** Asks both hosts of a platform who we are, without saying it: an answer of any kind in the platform's own form is what is looked for. */
import type { AppError } from '../../core/errors';
import type { Clock, HostSight, LookAtPlatform, PlatformInfo } from '../../core/ports';
import { createClockOffsets } from '../platform/clockOffsets';
import type { Fetch, FetchAnswer } from '../platform/fetch';
import { networkError } from '../platform/networkErrors';

const BOUND_MS = 4_500;
/** A refusal is a few hundred bytes. */
const LARGEST_BYTES = 100_000;
/** PROTOCOL.md: a route of each server that answers a stranger with InvalidAuthentication. */
const ROUTES = { apiUrl: '/system/whoami', authUrl: '/system/getUserInfo' } as const;

export function createPlatformLook(parts: { fetch: Fetch; clock: Clock }): LookAtPlatform {
  const { fetch, clock } = parts;

  async function ask(platform: PlatformInfo, which: keyof typeof ROUTES, learn: (answer: FetchAnswer, sentMs: number) => void) {
    const { origin, host } = new URL(platform[which]);
    const abort = new AbortController();
    const sentMs = clock.now();
    const exchange = fetch(`${origin}${ROUTES[which]}`, {
      method: 'POST',
      // SECURITY: no bearer and nothing else that says who asks.
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'User-Agent': 'dxkey' },
      body: '{}',
      signal: abort.signal,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      bypassCustomProtocolHandlers: true,
    }).then(async (answer) => {
      learn(answer, sentMs);
      return { problem: await problemOf(answer), isAtProxy: answer.status === 407 };
    });
    return new Promise<HostSight>((resolve) => {
      const stop = clock.after(BOUND_MS, () => {
        resolve({ host, problem: 'TIMED_OUT', isAtProxy: false });
        abort.abort();
      });
      void exchange
        .catch((error: unknown) => sightOf(networkError(error)))
        .then((seen) => {
          stop();
          resolve({ host, ...seen });
        });
    });
  }

  return async (platform) => {
    const offsets = createClockOffsets();
    const learn = (answer: FetchAnswer, sentMs: number): void => {
      offsets.learn(platform, answer, { sentMs, gotMs: clock.now() });
    };
    const hosts = await Promise.all([ask(platform, 'apiUrl', learn), ask(platform, 'authUrl', learn)]);
    return { hosts, aheadMs: offsets.of(platform) };
  };
}

const sightOf = ({ code, details }: AppError): Omit<HostSight, 'host'> => ({ problem: code, isAtProxy: details?.atProxy === true });

async function problemOf(answer: FetchAnswer): Promise<HostSight['problem']> {
  if (answer.status >= 300 && answer.status < 400) return 'REDIRECT_REFUSED';
  if (answer.status === 407) return 'PROXY_AUTH_REQUIRED';
  const text = await textOf(answer);
  if (!isJson(answer, text)) return answer.status >= 500 ? 'PLATFORM_FAULT' : 'MALFORMED_ANSWER';
  return answer.status >= 500 ? 'PLATFORM_FAULT' : null;
}

function isJson(answer: FetchAnswer, text: string): boolean {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/iu.test(answer.headers.get('content-type') ?? '')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function textOf(answer: FetchAnswer): Promise<string> {
  const reader = answer.body?.getReader();
  const pieces: Uint8Array[] = [];
  for (let size = 0; reader !== undefined;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!(value instanceof Uint8Array)) continue;
    size += value.byteLength;
    if (size > LARGEST_BYTES) {
      await reader.cancel().catch(() => undefined);
      break;
    }
    pieces.push(value);
  }
  return Buffer.concat(pieces).toString('utf8');
}
