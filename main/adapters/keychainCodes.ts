import type { SecretStore } from '../core/ports';
import type { SecretServiceState } from './dbus/secretServiceQuestions';

export type KeychainCode = 'KEYCHAIN_LOCKED' | 'KEYCHAIN_DENIED' | 'KEYCHAIN_MISSING' | 'KEYCHAIN_HUNG' | 'KEYCHAIN_FAULT';
export type ProbedState = Awaited<ReturnType<SecretStore['probe']>>;

/** A session without a bus, without a service or without a keyring has no keychain, each in its own way. */
export const CODE_OF_STATE: Record<Exclude<SecretServiceState, 'ready'>, KeychainCode> = {
  locked: 'KEYCHAIN_LOCKED',
  noBus: 'KEYCHAIN_MISSING',
  noService: 'KEYCHAIN_MISSING',
  noCollection: 'KEYCHAIN_MISSING',
  denied: 'KEYCHAIN_DENIED',
  hung: 'KEYCHAIN_HUNG',
  fault: 'KEYCHAIN_FAULT',
};

export const PROBED: Record<KeychainCode, ProbedState> = {
  KEYCHAIN_LOCKED: 'locked',
  KEYCHAIN_DENIED: 'denied',
  KEYCHAIN_MISSING: 'missing',
  KEYCHAIN_HUNG: 'hung',
  KEYCHAIN_FAULT: 'fault',
};

/** By the words of libsecret, of macOS and of Windows: keytar has nothing else to tell its errors apart. */
export function codeOfMessage(message: string): KeychainCode {
  if (/autolaunch|not provided by any|ServiceUnknown|does not exist at path|could not connect|keychain could not be found/iu.test(message))
    return 'KEYCHAIN_MISSING';
  if (/dismissed|cancel|denied|not authorized|policy prevents/iu.test(message)) return 'KEYCHAIN_DENIED';
  if (/locked|interaction is not allowed/iu.test(message)) return 'KEYCHAIN_LOCKED';
  return 'KEYCHAIN_FAULT';
}
