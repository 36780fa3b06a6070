import type { SessionState } from '../../../preload/contract/contract';

type Working = Extract<SessionState, { status: 'working' }>;
type NeedsCode = Extract<SessionState, { status: 'needsCode' }>;
type ConfirmToken = Extract<SessionState, { status: 'confirmToken' }>;
type EntryWork = 'signIn' | 'submitCode' | 'inspectToken';

/** Where a sign-in is. It stands beside the open sessions; `form` is the empty form for one more account. */
export type Entry = { status: 'form' } | (Working & { work: EntryWork }) | NeedsCode | ConfirmToken;

/** Null: nobody is signing in. `back` is where a failed step goes back to. */
export interface Machine {
  entry: Entry | null;
  back: Entry | null;
  /** The person asked for the form, so it is where a sign-in that starts again starts from. */
  isAdding: boolean;
}

export const NO_ENTRY: Machine = { entry: null, back: null, isAdding: false };

export type EntryEvent =
  | { kind: 'asked' }
  | { kind: 'began'; work: EntryWork; platformName: string; username: string | null }
  | ({ kind: 'codeAsked' } & Omit<NeedsCode, 'status'>)
  | ({ kind: 'tokenSeen' } & Omit<ConfirmToken, 'status'>)
  | { kind: 'failed' }
  /** What was begun is dropped, the form stays. */
  | { kind: 'restarted' }
  /** It opened a session, or it was given up. */
  | { kind: 'over' };

/** Every way from one step of a sign-in to the next; an event that has no place in a step changes nothing. */
export function step(machine: Machine, event: EntryEvent): Machine {
  const { entry, back, isAdding } = machine;
  const isWorking = entry?.status === 'working';
  const at = (next: Entry | null): Machine => ({ entry: next, back: null, isAdding });
  switch (event.kind) {
    case 'asked':
      return isWorking || entry?.status === 'form' ? machine : { entry: { status: 'form' }, back: null, isAdding: true };
    case 'began':
      if (isWorking) return machine;
      return {
        entry: { status: 'working', accountId: null, work: event.work, platformName: event.platformName, username: event.username },
        back: entry,
        isAdding,
      };
    case 'codeAsked':
      return isWorking ? at({ status: 'needsCode', platform: event.platform, username: event.username }) : machine;
    case 'tokenSeen': {
      const { account, last4, isUsualLength, isInMemory } = event;
      return isWorking ? at({ status: 'confirmToken', account, last4, isUsualLength, isInMemory }) : machine;
    }
    case 'failed':
      return isWorking ? at(back) : machine;
    case 'restarted':
      return entry === null ? machine : at(isAdding ? { status: 'form' } : null);
    case 'over':
      return entry === null ? machine : NO_ENTRY;
  }
}
