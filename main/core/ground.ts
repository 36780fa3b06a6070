import type { KeychainState } from '../../preload/contract/contract';
import type { ErrorCode } from '../../preload/contract/errors';
import { platformKeyOf } from './accounts/keys';
import { createPlatforms, type PlatformBook } from './accounts/platforms';
import { createBook, type Book } from './book';
import { createEmitter, type Emitter } from './emitter';
import { AppError, isAppError } from './errors';
import { createLatch, type Latch } from './lock/latch';
import { createFreeze, type Freeze } from './panic/freeze';
import { FIRST_START } from './ports';
import type {
  AccountRecord,
  CorePorts,
  EraseDocument,
  IdleDocument,
  IndexDocument,
  LeaseDocument,
  LockDocument,
  NoticeDocument,
  ClipboardDocument,
  PanicDocument,
  PlatformInfo,
  QueueDocument,
  RotationDocument,
  SecretStore,
  SettingsDocument,
  TwoFactorDocument,
} from './ports';

/** What every part of core stands on: the ports, the books, and a keychain whose state is watched as it is used. */
export interface Ground {
  ports: CorePorts;
  platforms: PlatformBook;
  secrets: SecretStore;
  /** What the last use of the keychain showed. */
  keychain: Emitter<KeychainState>;
  index: Book<IndexDocument>;
  queue: Book<QueueDocument>;
  settings: Book<SettingsDocument>;
  leases: Book<LeaseDocument>;
  idle: Book<IdleDocument>;
  twoFactor: Book<TwoFactorDocument>;
  lock: Book<LockDocument>;
  erase: Book<EraseDocument>;
  notices: Book<NoticeDocument>;
  rotation: Book<RotationDocument>;
  clipboard: Book<ClipboardDocument>;
  /** Whether the app is locked now. */
  latch: Latch;
  panic: Book<PanicDocument>;
  /** Whether a panic is under way: then nothing is handed out and nothing made. */
  freeze: Freeze;
  /** Lets work run on without a caller; its failure is logged, never thrown. */
  background(event: string, work: Promise<unknown>): void;
}

export function layGround(ports: CorePorts): Ground {
  const keychain = createEmitter<KeychainState>();
  const panic = createBook(ports.documents.panic, FIRST_START.panic);
  const settings = createBook(ports.documents.settings, FIRST_START.settings);
  return {
    ports,
    platforms: createPlatforms(ports.platformPolicy, ports.facts.build, () => settings.value().settings.customPlatforms),
    secrets: watchKeychain(ports.secrets, keychain),
    keychain,
    index: createBook(ports.documents.index, FIRST_START.index),
    queue: createBook(ports.documents.queue, FIRST_START.queue),
    settings,
    leases: createBook(ports.documents.leases, FIRST_START.leases),
    idle: createBook(ports.documents.idle, FIRST_START.idle),
    twoFactor: createBook(ports.documents.twoFactor, FIRST_START.twoFactor),
    lock: createBook(ports.documents.lock, FIRST_START.lock),
    erase: createBook(ports.documents.erase, FIRST_START.erase),
    notices: createBook(ports.documents.notices, FIRST_START.notices),
    rotation: createBook(ports.documents.rotation, FIRST_START.rotation),
    clipboard: createBook(ports.documents.clipboard, FIRST_START.clipboard),
    latch: createLatch(),
    panic,
    freeze: createFreeze(panic),
    background(event, work) {
      work.catch((error: unknown) => {
        ports.log.warn(event, isAppError(error) ? { code: error.code } : {}, error);
      });
    },
  };
}

const STATE_OF: Partial<Record<ErrorCode, KeychainState>> = {
  KEYCHAIN_LOCKED: 'locked',
  KEYCHAIN_DENIED: 'denied',
  KEYCHAIN_MISSING: 'missing',
  KEYCHAIN_HUNG: 'hung',
  KEYCHAIN_FAULT: 'fault',
};

export function isKeychainError(error: unknown): error is AppError {
  return isAppError(error) && STATE_OF[error.code] !== undefined;
}

function watchKeychain(secrets: SecretStore, seen: Emitter<KeychainState>): SecretStore {
  async function watched<T>(call: Promise<T>): Promise<T> {
    try {
      const value = await call;
      seen.emit('ready');
      return value;
    } catch (error) {
      const state = isAppError(error) ? STATE_OF[error.code] : undefined;
      if (state !== undefined) seen.emit(state);
      throw error;
    }
  }
  return {
    async probe() {
      const state = await secrets.probe();
      seen.emit(state);
      return state;
    },
    get: (key) => watched(secrets.get(key)),
    set: (key, secret) => watched(secrets.set(key, secret)),
    remove: (key) => watched(secrets.remove(key)),
  };
}

export function accountById(index: IndexDocument, accountId: string): AccountRecord | null {
  return index.accounts.find((account) => account.id === accountId) ?? null;
}

/** SECURITY: the origins that an account's secrets may go to follow from its id, never from a URL in a file. */
export function platformOfAccount(ground: Ground, accountId: string): PlatformInfo {
  const platform = ground.platforms.byKey(platformKeyOf(accountId));
  if (platform === null) throw new AppError('PLATFORM_NOT_ALLOWED');
  return platform;
}

/** `record` put in place of the one that `isSame` finds, else added. */
export function upsert<T>(records: readonly T[], record: T, isSame: (one: T) => boolean): T[] {
  return records.some(isSame) ? records.map((one) => (isSame(one) ? record : one)) : [...records, record];
}
