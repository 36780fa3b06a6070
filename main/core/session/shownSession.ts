import type { Account, SessionState } from '../../../preload/contract/contract';
import { platformKeyOf } from '../accounts/keys';
import { createEmitter } from '../emitter';
import { accountById, platformOfAccount, type Ground } from '../ground';
import type { AccountRecord, EndingRecord, Stop } from '../ports';
import type { Live, OpenSessions, SessionFacts } from './openSessions';
import { NO_ENTRY, step, type EntryEvent, type Machine } from './reducer';

type SignedIn = Extract<SessionState, { status: 'signedIn' }>;
type SignedOut = Extract<SessionState, { status: 'signedOut' }>;

/** What an account is about while its own state is neither in nor out. */
export type Work = 'signOut' | 'restore';

export interface ShownSession {
  state(): SessionState;
  stateOf(accountId: string): SessionState;
  onChange(listener: (state: SessionState) => void): Stop;
  tell(event: EntryEvent): void;
  activeId(): string | null;
  activate(accountId: string | null): void;
  setWork(accountId: string, work: Work | null): void;
  workOf(accountId: string): Work | null;
  isSigningOut(): boolean;
  /** The form or a step of a sign-in is shown. */
  isEntering(): boolean;
  setEnding(ending: EndingRecord): void;
  /** A new session took the place of what had ended. */
  forgetEnding(accountId: string): void;
  changed(): void;
}

/** Which account the window shows, and what it shows of it; a sign-in that is under way goes before. */
export function createShownSession(ground: Ground, sessions: OpenSessions): ShownSession {
  const listeners = createEmitter<SessionState>();
  const works = new Map<string, Work>();
  const endings = new Map<string, EndingRecord>();
  let machine: Machine = NO_ENTRY;
  /** Undefined until this run chose one itself: then it is what the index says. */
  let active: string | null | undefined;

  const activeId = (): string | null => (active === undefined ? ground.index.value().activeAccountId : active);
  const endingOf = (accountId: string): EndingRecord | null =>
    endings.get(accountId) ?? ground.index.value().endings.find((one) => one.accountId === accountId) ?? null;

  function stateOf(accountId: string): SessionState {
    const live = sessions.liveOf(accountId);
    const account = live?.account ?? accountById(ground.index.value(), accountId);
    const work = works.get(accountId);
    if (work !== undefined && account !== null)
      return { status: 'working', accountId, work, platformName: account.platform.name, username: account.username };
    return live === null ? signedOutState(ground, account, endingOf(accountId)) : signedInState(ground, live, sessions.factsOf(live));
  }
  function state(): SessionState {
    if (machine.entry?.status === 'form') return signedOutState(ground, null, null);
    if (machine.entry !== null) return machine.entry;
    const accountId = activeId();
    return accountId === null ? signedOutState(ground, null, null) : stateOf(accountId);
  }
  const changed = (): void => {
    listeners.emit(state());
  };

  return {
    ...{ state, stateOf, activeId, changed },
    onChange: (listener) => listeners.on(listener),
    tell(event) {
      const next = step(machine, event);
      if (next === machine) return;
      machine = next;
      changed();
    },
    activate(accountId) {
      active = accountId;
      changed();
    },
    setWork(accountId, work) {
      if (work === null) works.delete(accountId);
      else works.set(accountId, work);
      changed();
    },
    workOf: (accountId) => works.get(accountId) ?? null,
    isSigningOut: () => [...works.values()].includes('signOut'),
    isEntering: () => machine.entry !== null,
    setEnding(ending) {
      endings.set(ending.accountId, ending);
      changed();
    },
    forgetEnding(accountId) {
      works.delete(accountId);
      endings.delete(accountId);
      changed();
    },
  };
}

export function accountOf(ground: Ground, record: AccountRecord): Account {
  const platform = platformOfAccount(ground, record.id);
  return { id: record.id, platform, userId: record.userId, username: record.username, fullName: record.fullName };
}

function signedInState(ground: Ground, { account, record }: Live, facts: SessionFacts): SignedIn {
  const { openedBy, signature, sinceMs, expiresMs, isInMemory } = record;
  const tokenSignature = openedBy === 'token' ? signature : null;
  return { status: 'signedIn', account: accountOf(ground, account), openedBy, tokenSignature, sinceMs, expiresMs, isInMemory, ...facts };
}

/** SECURITY: where the next password may go follows from the platform's key, never from a URL or a name in a file. */
function signedOutState(ground: Ground, account: AccountRecord | null, ending: EndingRecord | null): SignedOut {
  const platform = account === null ? null : ground.platforms.byKey(platformKeyOf(account.id));
  const way = ending === null ? {} : { openedBy: ending.openedBy };
  const last = account === null || platform === null ? null : { platform, username: account.username, ...way };
  const accountId = last === null ? null : (account?.id ?? null);
  if (ending === null) return { status: 'signedOut', accountId, last, ended: null };
  const { reason, atMs, username, notes, uncopied } = ending;
  return { status: 'signedOut', accountId, last, ended: { reason, atMs, username, notes, uncopied } };
}
