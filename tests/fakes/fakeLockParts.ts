import { createHash } from 'node:crypto';
import { AppError } from '../../main/core/errors';
import type { PassphraseHash, TouchId } from '../../main/core/ports';

export interface FakePassphrases extends PassphraseHash {
  /** How many were looked at. */
  checks: number;
}

/** Fast, and as unreadable as the real one. */
export function fakePassphrases(): FakePassphrases {
  const digest = (passphrase: string): string => `fake$${createHash('sha256').update(passphrase).digest('hex')}`;
  return {
    checks: 0,
    make: (passphrase) => Promise.resolve(digest(passphrase)),
    check(passphrase, verifier) {
      if (!verifier.startsWith('fake$')) return Promise.reject(new AppError('LOCK_LOST'));
      this.checks += 1;
      return Promise.resolve(digest(passphrase) === verifier);
    },
  };
}

export interface FakeTouchId extends TouchId {
  isThere: boolean;
  /** What the person does at the next prompt. */
  isGiven: boolean;
  asked: number;
}

export function fakeTouchId(): FakeTouchId {
  return {
    isThere: false,
    isGiven: false,
    asked: 0,
    isAvailable() {
      return this.isThere;
    },
    ask() {
      this.asked += 1;
      return Promise.resolve(this.isGiven);
    },
  };
}
