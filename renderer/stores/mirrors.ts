/** Stores that mirror main: loaded once, replaced whole on events, persisted nowhere. */
import { create } from 'zustand';
import type {
  AccountsState,
  AppState,
  ClipboardState,
  EraseState,
  LeasesState,
  LockState,
  NoticesState,
  PanicState,
  ProxyQuestion,
  QueueState,
  RotationState,
  ScanState,
  SessionState,
  ShellTokenQuestion,
  TokenList,
  TwoFactorState,
  UnansweredState,
} from '../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../preload/contract/errors';
import { vault, type Stop } from '../vault';
import { clearDesk, leaveDesk, tell } from './desk';

export interface Mirror<T> {
  /** Null until main answered for the first time. */
  value: T | null;
  problem: ErrorAnswer | null;
}

const mirror = <T>() => create<Mirror<T>>()(() => ({ value: null, problem: null }));

export const useApp = mirror<AppState>();
export const useAccounts = mirror<AccountsState>();
export const useSession = mirror<SessionState>();
export const useUnanswered = mirror<UnansweredState>();
export const useTokens = mirror<TokenList>();
export const useQueue = mirror<QueueState>();
export const useLeases = mirror<LeasesState>();
export const useRotation = mirror<RotationState>();
export const useClipboard = mirror<ClipboardState>();
export const useNotices = mirror<NoticesState>();
export const useShellToken = mirror<ShellTokenQuestion>();
export const useProxy = mirror<ProxyQuestion>();
export const useTwoFactor = mirror<TwoFactorState>();
export const useLock = mirror<LockState>();
export const useScan = mirror<ScanState>();
export const useErase = mirror<EraseState>();
export const usePanic = mirror<PanicState>();

type Store<T> = ReturnType<typeof mirror<T>>;
export type SignedIn = Extract<SessionState, { status: 'signedIn' }>;

/** The account that was signed in last: what the frame goes on showing while a sign-out is under way. */
export const useLastSignedIn = create<{ value: SignedIn | null }>()(() => ({ value: null }));

/** Whose sessions this page has shown: it is about to be replaced when one of them ends in front of it, and offers nothing to type in any more. */
export const useSpent = create<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set() }));

/** An event that came before the answer to the load is newer than it, so the load must not overwrite it. */
async function load<T>(store: Store<T>, answer: Promise<Answer<T>>, isWanted: (value: T) => boolean = () => true): Promise<void> {
  const before = store.getState().value;
  const result = await answer;
  if (store.getState().value !== before || (result.ok && !isWanted(result.value))) return;
  store.setState(result.ok ? { value: result.value, problem: null } : { value: null, problem: result.error });
}

const replace =
  <T>(store: Store<T>) =>
  (value: T) => {
    store.setState({ value, problem: null });
  };

/** Whose the page is: an account's id, or `form` for a sign-in beside them. Undefined: a step that does not tell. */
function ownerOf(state: SessionState): string | undefined {
  if (state.status === 'signedIn') return state.account.id;
  if (state.status === 'signedOut') return state.accountId ?? 'form';
  return state.status === 'working' ? (state.accountId ?? undefined) : undefined;
}
let owner: string | undefined;

/** SECURITY: what an account's data must not outlive: the next account must never see a moment of it. */
function changeOwner(next: string | undefined): void {
  if (next === undefined || next === owner) return;
  const isFirst = owner === undefined;
  owner = next;
  if (isFirst) return;
  useTokens.setState({ value: null, problem: null });
  useTwoFactor.setState({ value: null, problem: null });
  leaveDesk();
  void load(useTwoFactor, vault.twoFactor.load({}));
}

function followSession(state: SessionState | null): void {
  if (state !== null) changeOwner(ownerOf(state));
  if (state?.status === 'signedIn') {
    useLastSignedIn.setState({ value: state });
    useSpent.setState(({ ids }) => (ids.has(state.account.id) ? {} : { ids: new Set([...ids, state.account.id]) }));
  } else if (state !== null && !(state.status === 'working' && state.work === 'signOut')) {
    useLastSignedIn.setState({ value: null });
    useTokens.setState({ value: null, problem: null });
  }
}

/** SECURITY: what stands behind the lock leaves the page at once; main puts a fresh page in its place soon after. */
function followLock(state: LockState | null, before: LockState | null): void {
  if (state?.isLocked === true && before?.isLocked !== true) {
    empty();
    useLastSignedIn.setState({ value: null });
    clearDesk();
  }
  if (state?.isLocked === false && before?.isLocked === true) loadAll();
}

function empty(): void {
  const nothing = { value: null, problem: null };
  useSession.setState(nothing);
  useUnanswered.setState(nothing);
  useAccounts.setState(nothing);
  useTokens.setState(nothing);
  useLeases.setState(nothing);
  useRotation.setState(nothing);
  useQueue.setState(nothing);
  useClipboard.setState(nothing);
  useNotices.setState(nothing);
  useShellToken.setState(nothing);
  useProxy.setState(nothing);
  useTwoFactor.setState(nothing);
  useScan.setState(nothing);
}

function loadAll(): void {
  void load(useSession, vault.session.load({}));
  void load(useUnanswered, vault.unanswered.load({}));
  void load(useAccounts, vault.accounts.load({}));
  void load(useLeases, vault.leases.load({}));
  void load(useRotation, vault.rotation.load({}));
  void loadQueue();
  void load(useClipboard, vault.clipboard.load({}));
  void load(useNotices, vault.notices.load({}));
  void load(useShellToken, vault.shellToken.load({}));
  void load(useProxy, vault.proxy.load({}));
  void load(useTwoFactor, vault.twoFactor.load({}));
  void load(useScan, vault.scan.load({}));
}

export const loadTokens = () => load(useTokens, vault.tokens.load({}), isShown);

/** SECURITY: a list of another account, told or asked for before the switch, never stands in this one's table. */
function isShown({ accountId }: TokenList): boolean {
  return accountId === owner;
}
export const loadQueue = () => load(useQueue, vault.queue.load({}));

/** Starts all mirrors; the returned stop ends them. */
export function startMirrors(): Stop {
  const { events } = vault;
  const stops = [
    useSession.subscribe((state, before) => {
      if (state.value !== before.value) followSession(state.value);
    }),
    useLock.subscribe((state, before) => {
      if (state.value !== before.value) followLock(state.value, before.value);
    }),
    events.lockChanged(replace(useLock)),
    events.eraseChanged(replace(useErase)),
    events.appChanged(replace(useApp)),
    events.accountsChanged(replace(useAccounts)),
    events.sessionChanged(replace(useSession)),
    events.unansweredChanged(replace(useUnanswered)),
    events.tokensChanged((list) => {
      if (isShown(list)) replace(useTokens)(list);
    }),
    events.leasesChanged(replace(useLeases)),
    events.rotationChanged(replace(useRotation)),
    events.queueChanged(replace(useQueue)),
    events.clipboardChanged(replace(useClipboard)),
    events.noticesChanged(replace(useNotices)),
    events.shellTokenChanged(replace(useShellToken)),
    events.proxyChanged(replace(useProxy)),
    events.twoFactorChanged(replace(useTwoFactor)),
    events.panicChanged(replace(usePanic)),
    events.scanChanged(replace(useScan)),
  ];
  void load(useApp, vault.app.load({}));
  void load(useLock, vault.lock.load({}));
  void load(useErase, vault.erase.load({}));
  void load(usePanic, vault.panic.load({}));
  loadAll();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Runs once main has said, or failed to say, all that decides which screen is the first. */
export function onceKnown(run: () => void): void {
  const isKnown = (store: { getState(): Mirror<unknown> }) => store.getState().value !== null || store.getState().problem !== null;
  const deciding = [useApp, useLock, useErase, useSession];
  const stops: Stop[] = [];
  const look = (): void => {
    if (!deciding.every(isKnown)) return;
    for (const stop of stops.splice(0)) stop();
    run();
  };
  for (const store of deciding) stops.push(store.subscribe(look));
  look();
}

export function takePanic(answer: Answer<PanicState>): ErrorAnswer | null {
  if (!answer.ok) return answer.error;
  replace(usePanic)(answer.value);
  return null;
}

export function takeLock(answer: Answer<LockState>): ErrorAnswer | null {
  if (!answer.ok) return answer.error;
  replace(useLock)(answer.value);
  return null;
}

export function takeErase(answer: Answer<EraseState>): ErrorAnswer | null {
  if (!answer.ok) return answer.error;
  // An event that came before the answer is newer than it.
  if (useErase.getState().value?.phase === 'none') replace(useErase)(answer.value);
  return null;
}

/** Puts a call's answer into its mirror at once: the event that follows says the same again. */
export function takeSession(answer: Answer<SessionState>): ErrorAnswer | null {
  if (!answer.ok) return answer.error;
  replace(useSession)(answer.value);
  return null;
}

/** Shows another account; where that is refused, says why. */
export async function switchAccount(accountId: string): Promise<void> {
  const error = takeSession(await vault.accounts.switch({ accountId }));
  if (error !== null) tell({ kind: 'bad', error });
}

/** To the form for one more account. */
export async function addAccount(): Promise<void> {
  const error = takeSession(await vault.accounts.add({}));
  if (error !== null) tell({ kind: 'bad', error });
}
