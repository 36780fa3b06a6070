import type { KeychainState } from '../../preload/contract/contract';
import { AppError } from '../../main/core/errors';
import type { SecretStore } from '../../main/core/ports';

const CODES = {
  locked: 'KEYCHAIN_LOCKED',
  denied: 'KEYCHAIN_DENIED',
  missing: 'KEYCHAIN_MISSING',
  hung: 'KEYCHAIN_HUNG',
  fault: 'KEYCHAIN_FAULT',
} as const;

export interface MemorySecretStore extends SecretStore {
  entries: Map<string, string>;
  /** What every call meets from now on. */
  mode: KeychainState;
  /** What writing alone meets: a keychain that can be read and takes nothing. */
  setMode: KeychainState;
  removeMode: KeychainState;
  calls: { op: 'get' | 'set' | 'remove' | 'probe'; key: string }[];
}

export function memorySecretStore(): MemorySecretStore {
  const meet = (...modes: KeychainState[]): void => {
    for (const mode of modes) if (mode !== 'ready') throw new AppError(CODES[mode]);
  };
  const store: MemorySecretStore = {
    entries: new Map(),
    mode: 'ready',
    setMode: 'ready',
    removeMode: 'ready',
    calls: [],
    probe() {
      store.calls.push({ op: 'probe', key: '' });
      return Promise.resolve(store.mode);
    },
    async get(key) {
      store.calls.push({ op: 'get', key });
      await Promise.resolve();
      meet(store.mode);
      return store.entries.get(key) ?? null;
    },
    async set(key, secret) {
      store.calls.push({ op: 'set', key });
      await Promise.resolve();
      meet(store.mode, store.setMode);
      store.entries.set(key, secret);
    },
    async remove(key) {
      store.calls.push({ op: 'remove', key });
      await Promise.resolve();
      meet(store.mode, store.removeMode);
      return store.entries.delete(key);
    },
  };
  return store;
}
