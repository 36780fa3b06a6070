/** The moment at which every scene plays, and the revocations that wait then, in each state. */
import type { QueueState } from '../../preload/contract/contract';

export const NOW = Date.parse('2026-11-24T09:00:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const signatureOf = (n: number) => n.toString(16).padStart(4, '0').repeat(16);

export const queue: QueueState = {
  entries: [
    {
      signature: signatureOf(40),
      label: 'old-server',
      last4: 'q8Rr',
      username: 'amy',
      platformName: 'DNAnexus',
      reason: 'revoke',
      when: 'now',
      state: 'waiting',
      problem: { code: 'OFFLINE' },
      sinceMs: NOW - 7 * 60_000,
      nextTryMs: NOW + 45_000,
      expiresMs: NOW + 9 * DAY,
    },
    {
      signature: signatureOf(41),
      label: 'nightly',
      last4: 'Pm2x',
      username: 'amy',
      platformName: 'DNAnexus',
      reason: 'revoke',
      when: 'whenJobsDone',
      state: 'jobsRunning',
      problem: null,
      sinceMs: NOW - 2 * HOUR,
      nextTryMs: NOW + 60_000,
      expiresMs: NOW + 3 * DAY,
    },
    {
      signature: signatureOf(42),
      label: null,
      last4: null,
      username: 'bea',
      platformName: 'Staging',
      reason: 'signOut',
      when: 'now',
      state: 'needsSignIn',
      problem: null,
      sinceMs: NOW - 3 * DAY,
      nextTryMs: null,
      expiresMs: null,
    },
  ],
};
