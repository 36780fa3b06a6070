import type { ProxyQuestion } from '../../preload/contract/contract';
import { createEmitter } from './emitter';
import { AppError } from './errors';
import type { CorePorts } from './ports';
import type { ProxyDesk, ProxyLogin, ProxyServer } from './services';

/** Requests that fail together with the one that was refused must not ask again at once. */
const QUIET_MS = 2_000;
const LONGEST_REALM = 200;

/**
 * Asks for a proxy's login and remembers it for this run; never stored. Nobody waits here: a request without a login fails at
 * once, the question stays until the window can show it, and the person tries again.
 */
export function createProxyDesk({ clock, digest }: Pick<CorePorts, 'clock' | 'digest'>): ProxyDesk {
  const changed = createEmitter<ProxyQuestion>();
  const given = new Map<string, ProxyLogin>();
  let asking: { key: string; question: NonNullable<ProxyQuestion['asking']> } | null = null;
  let saidNoAtMs: number | null = null;

  const state = (): ProxyQuestion => ({ asking: asking?.question ?? null });

  function isQuiet(): boolean {
    const sinceMs = saidNoAtMs === null ? QUIET_MS : clock.now() - saidNoAtMs;
    return sinceMs >= 0 && sinceMs < QUIET_MS;
  }

  function ask(key: string, proxy: ProxyServer, isRefused: boolean): void {
    if (asking !== null || isQuiet()) return;
    const { host, port } = proxy;
    asking = { key, question: { id: digest.randomId(), host, port, realm: plainRealm(proxy.realm), isRefused } };
    changed.emit(state());
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    loginFor(proxy, refused) {
      const key = JSON.stringify([proxy.host, proxy.port, proxy.realm]);
      const known = given.get(key);
      // Another request may have been given a newer login meanwhile.
      if (known !== undefined && known !== refused) return known;
      given.delete(key);
      ask(key, proxy, refused !== null);
      return null;
    },
    answer({ id, answer }) {
      if (asking?.question.id !== id) throw new AppError('INVALID_INPUT', { details: { field: 'id' } });
      // SECURITY: in memory only, for this proxy only; no port that writes is given to this desk.
      if (answer.kind === 'login') given.set(asking.key, { username: answer.username, password: answer.password });
      else saidNoAtMs = clock.now();
      asking = null;
      changed.emit(state());
      return state();
    },
  };
}

/** A proxy may call itself anything; what steers a terminal or the direction of text is left out. */
function plainRealm(realm: string | null): string | null {
  const plain = (realm ?? '').replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return plain === '' ? null : plain.slice(0, LONGEST_REALM);
}
