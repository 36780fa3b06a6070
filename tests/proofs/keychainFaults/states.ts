/** Each state of the keychain in the words of the command, of the window and of the doctor. */
import type { ErrorCode } from '../../../preload/contract/errors';
import type { Fault } from '../../fakes/secretService';

export interface Told {
  code: ErrorCode;
  /** The line above the list. */
  title: string;
  /** What the doctor finds; null where it cannot see it, since the service answers for itself. */
  finding: string | null;
}

const LOCKED: Told = { code: 'KEYCHAIN_LOCKED', title: 'The keychain is locked.', finding: 'keychainLocked' };
const DENIED: Told = { code: 'KEYCHAIN_DENIED', title: 'The keychain refuses dxkey.', finding: 'keychainDenied' };
const MISSING: Told = { code: 'KEYCHAIN_MISSING', title: 'There is no keychain on this desktop.', finding: 'keychainMissing' };
const HUNG: Told = { code: 'KEYCHAIN_HUNG', title: 'The keychain does not answer.', finding: 'keychainHung' };

export const TOLD: Readonly<Record<Exclude<Fault, 'none'>, Told>> = {
  locked: LOCKED,
  denied: DENIED,
  forbidden: DENIED,
  missing: MISSING,
  hung: HUNG,
  withheld: { ...DENIED, finding: null },
  stalled: { ...HUNG, finding: null },
  unprompted: LOCKED,
};

/** Those that npm test has time for: one of each name. */
export const SMALL = ['locked', 'denied', 'missing', 'hung'] as const satisfies readonly Fault[];
