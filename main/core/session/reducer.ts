import type { Account, SessionState } from '../../../preload/contract/contract';

type SignedOut = Extract<SessionState, { status: 'signedOut' }>;
type Working = Extract<SessionState, { status: 'working' }>;
type SignedIn = Extract<SessionState, { status: 'signedIn' }>;

/** What is shown, and where a failed action goes back to. */
export interface Machine {
  shown: SessionState;
  back: SessionState | null;
}

export type SessionEvent =
  | { kind: 'began'; work: Working['work']; platformName: string; username: string | null }
  | ({ kind: 'codeAsked' } & Omit<Extract<SessionState, { status: 'needsCode' }>, 'status'>)
  | ({ kind: 'tokenSeen' } & Omit<Extract<SessionState, { status: 'confirmToken' }>, 'status'>)
  | ({ kind: 'opened' } & Omit<SignedIn, 'status'>)
  | { kind: 'learned'; facts: Partial<Pick<SignedIn, 'verified' | 'canMint' | 'expiresMs' | 'idle'>> & { account?: Account } }
  | { kind: 'failed' }
  | ({ kind: 'left' } & Omit<SignedOut, 'status'>);

/** Every way from one state of sign-in to the next; an event that has no place in a state changes nothing. */
export function step(machine: Machine, event: SessionEvent): Machine {
  const { shown, back } = machine;
  switch (event.kind) {
    case 'began':
      if (shown.status === 'working') return machine;
      return { shown: { status: 'working', work: event.work, platformName: event.platformName, username: event.username }, back: shown };
    case 'codeAsked':
      if (shown.status !== 'working') return machine;
      return { shown: { status: 'needsCode', platform: event.platform, username: event.username }, back: null };
    case 'tokenSeen': {
      if (shown.status !== 'working') return machine;
      const { account, last4, isUsualLength } = event;
      return { shown: { status: 'confirmToken', account, last4, isUsualLength }, back: null };
    }
    case 'opened': {
      if (shown.status !== 'working') return machine;
      const { kind: _, ...opened } = event;
      return { shown: { status: 'signedIn', ...opened }, back: null };
    }
    case 'learned':
      return shown.status === 'signedIn' ? { shown: { ...shown, ...event.facts }, back } : machine;
    case 'failed':
      return shown.status === 'working' && back !== null ? { shown: back, back: null } : machine;
    case 'left':
      return { shown: { status: 'signedOut', last: event.last, ended: event.ended }, back: null };
  }
}
