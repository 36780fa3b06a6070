import type { PlatformChoice, SessionState } from '../../preload/contract/contract';
import { AppError, isAppError } from '../core/errors';
import type { Asker, BuildFacts, Stop } from '../core/ports';
import type { Consenting } from '../core/consent/service';
import type { Grant, Lock, Services } from '../core/services';
import { chooseRows } from '../core/tokens/choice';
import { isSelfOrAncestor } from './ancestry';
import { PROTOCOL_VERSION } from './messages';
import { scanOperations } from './scanOperations';
import type { OperationInput, OperationName, OperationOutput } from './messages';

/** Who calls, as the system tells it, and what its connection holds. */
export interface Caller {
  pid: number | null;
  /** Whether `pid` may be given a lease by this caller: itself or an ancestor of its own. */
  mayLeaseTo(pid: number): Promise<boolean>;
  /** Program and folder for the window's question. */
  describe(pid: number): Promise<{ program: string; folder: string | null }>;
  isConnected(): boolean;
  /** Who asks, as the system tells it at this moment; null where the caller is gone, or its number another's. */
  asker(): Promise<Asker | null>;
  /** Runs once when the caller's connection ends. */
  whenGone(run: () => void): Stop;
  /** The account that this request names; null for the one that the window shows. */
  account: string | null;
  /** An `exec` lease ends with the connection that began it; false where that has closed already. */
  holdExecLease(leaseId: string): boolean;
  releaseLease(leaseId: string): void;
}

export type Operations = {
  readonly [O in OperationName]: (input: OperationInput<O>, caller: Caller) => OperationOutput<O> | Promise<OperationOutput<O>>;
};

/** One function an operation; a missing one does not compile. */
export function createOperations(parts: { services: Services; facts: BuildFacts; showWindow: () => void }): Operations {
  const { services, facts } = parts;
  const operations: Operations = {
    hello: () => ({ protocol: PROTOCOL_VERSION, version: facts.version, pid: process.pid }),
    status: () => readStatus(services, facts),
    whoami: (_input, caller) => whoami(services, accountIdOf(services, caller.account)),
    listAccounts: () => services.accounts.state(),
    ...signInOperations(services),
    ...tokenOperations(services),
    ...scanOperations(services, (account) => accountIdOf(services, account)),
    ...policyOperations(services),
    ...folderOperations(services),
    beginLease: (input, caller) => patiently(services, input, caller, (left) => beginLease(services, { ...input, ...left }, caller)),
    endLease: async ({ id }, caller) => {
      caller.releaseLease(id);
      await services.grants.end(id);
      return {};
    },
    previewPanic: () => services.panic.preview(),
    panic: (input) => services.panic.begin(input),
    panicState: () => services.panic.state(),
    undoPanic: () => services.panic.undo(),
    listLeases: (_input, caller) => leasesOf(services, accountIdOf(services, caller.account)),
    nameLease: async ({ id, pid }, caller) => {
      const holder = services.grants.leases().find((lease) => lease.id === id)?.pid;
      // SECURITY: only the process that has the lease names it, and only by one that it started.
      if (holder === undefined || holder !== caller.pid || !(await isSelfOrAncestor(holder, pid))) throw new AppError('NO_SUCH_PROCESS');
      await services.leases.name({ id, pid });
      return {};
    },
    endLeases: (input) => services.leases.end(input),
    doctor: () => services.doctor.run(),
    verifyActivity: () => services.activity.verify(),
    showWindow: () => {
      parts.showWindow();
      return {};
    },
  };
  return behindLock(services.lock, wakingSessions(services, operations));
}

/** A session that the keychain keeps from us is no sign-out: the caller is told of the keychain or, once it opens, served. */
function wakingSessions({ session, lock }: Services, operations: Operations): Operations {
  const waking = (Object.entries(operations) as [OperationName, (input: never, caller: Caller) => unknown][]).map(([name, operate]) => [
    name,
    async (input: never, caller: Caller) => {
      try {
        return await operate(input, caller);
      } catch (error) {
        if (!isAppError(error, 'NOT_SIGNED_IN') || lock.isLocked() || !(await session.wake())) throw error;
        return operate(input, caller);
      }
    },
  ]);
  return Object.fromEntries(waking) as Operations;
}

// SECURITY: what goes on while the app is locked; whether a lease may begin core decides, since some tokens work while the person is away.
const OPEN_WHILE_LOCKED: readonly OperationName[] = [
  ...(['hello', 'status', 'beginLease', 'endLease', 'showWindow'] as const),
  // A panic destroys and gives nothing, and its state is counts alone; taking one back gives, and needs the lock opened.
  ...(['panic', 'panicState'] as const),
];

function behindLock(lock: Pick<Lock, 'isLocked'>, operations: Operations): Operations {
  const shut = Object.entries(operations)
    .filter(([name]) => !OPEN_WHILE_LOCKED.includes(name as OperationName))
    .map(([name, operate]) => [
      name,
      (input: never, caller: Caller) => {
        if (lock.isLocked()) throw new AppError('APP_LOCKED');
        return operate(input, caller);
      },
    ]);
  return { ...operations, ...(Object.fromEntries(shut) as Partial<Operations>) };
}

type SignInName = 'signIn' | 'submitCode' | 'cancelSignIn' | 'inspectToken' | 'keepToken' | 'previewSignOut' | 'signOut';

function signInOperations(services: Services): Pick<Operations, SignInName> {
  const { session, platforms } = services;
  const choose = (text: string | null): PlatformChoice =>
    text === null ? lastUsed(session.state(), platforms.offers()) : platforms.parse(text);
  return {
    signIn: ({ platform, username, password }) => session.signIn({ platform: choose(platform), username, password }),
    submitCode: (input) => session.submitCode(input),
    cancelSignIn: () => session.cancel(),
    inspectToken: ({ platform, token }) => session.inspectToken({ platform: choose(platform), token }),
    keepToken: (input) => session.keepToken(input),
    previewSignOut: (_input, caller) => session.previewSignOut({ accountId: accountIdOf(services, caller.account) }),
    signOut: (input, caller) => session.signOut({ ...input, accountId: accountIdOf(services, caller.account) }),
  };
}

type TokenOperationName =
  | 'listTokens'
  | 'createToken'
  | 'reach'
  | 'importToken'
  | 'copyToken'
  | 'previewRevoke'
  | 'revokeToken'
  | 'previewRotate'
  | 'rotateToken'
  | 'previewRevokeMany'
  | 'revokeTokens'
  | 'previewPause'
  | 'pauseToken'
  | 'resumeToken'
  | 'findProjects'
  | 'selectProject';

function tokenOperations(services: Services): Pick<Operations, TokenOperationName> {
  const { tokens } = services;
  const idOf = (caller: Caller): string | undefined => accountIdOf(services, caller.account);
  const meant = (name: string, caller: Caller): { signature: string; accountId: string | undefined } => {
    const accountId = idOf(caller);
    return { signature: tokens.find(name, accountId).signature, accountId };
  };
  return {
    listTokens: ({ refresh }, caller) => {
      const accountId = idOf(caller);
      if (refresh) return tokens.refresh({ accountId });
      return accountId === undefined ? tokens.state() : tokens.stateOf(accountId);
    },
    createToken: async ({ print, ...input }, caller) => {
      const made = await tokens.mint({ ...input, accountId: idOf(caller), isPrinted: print });
      // The window's "shown once" has no part here: what is not printed is dropped at once.
      tokens.dismissFresh();
      // SECURITY: the secret leaves the app only where `--print` asked for it.
      return { row: made.row, isKept: made.isKept, keepProblem: made.keepProblem, secret: print ? made.secret : null };
    },
    reach: (input, caller) => tokens.reach({ ...input, accountId: idOf(caller) }),
    importToken: (input, caller) => tokens.import({ ...input, accountId: idOf(caller) }),
    copyToken: async ({ name, ...asking }, caller) => {
      const accountId = idOf(caller);
      const { signature } = tokens.find(name, accountId);
      // SECURITY: the clipboard hands a token out as well.
      const owner = accountId ?? tokens.state().accountId;
      if (owner === null) throw new AppError('NOT_SIGNED_IN');
      await services.consent.check({ accountId: owner, signature, use: 'copy', ...(await consentOf(caller, asking)) });
      const copy = await tokens.copy({ signature, accountId });
      return { row: tokens.find(signature, accountId), copy };
    },
    previewRevoke: ({ name }, caller) => tokens.previewRevoke(meant(name, caller)),
    previewRotate: ({ name }, caller) => services.rotations.preview(meant(name, caller)),
    rotateToken: ({ name, ...wish }, caller) => services.rotations.rotate({ ...meant(name, caller), ...wish }),
    revokeToken: async ({ name, when }, caller) => {
      const accountId = idOf(caller);
      const row = tokens.find(name, accountId);
      return { row, ...(await tokens.revoke({ signature: row.signature, when, accountId })) };
    },
    previewRevokeMany: (choice, caller) => previewRevokeMany(services, choice, idOf(caller)),
    revokeTokens: (input, caller) => tokens.revokeMany({ ...input, accountId: idOf(caller) }),
    previewPause: ({ name }, caller) => tokens.previewPause(meant(name, caller)),
    pauseToken: ({ name }, caller) => tokens.pause(meant(name, caller)),
    resumeToken: ({ name }, caller) => tokens.resume(meant(name, caller)),
    findProjects: (input, caller) => tokens.findProjects({ ...input, accountId: idOf(caller) }),
    selectProject: ({ name, projectId }, caller) => {
      const accountId = idOf(caller);
      const row = name === null ? tokens.unnamed(accountId) : tokens.find(name, accountId);
      return tokens.setProject({ signature: row.signature, projectId, accountId });
    },
  };
}

type PolicyOperationName = 'readPolicy' | 'changePolicy' | 'withdrawApprovals';

function policyOperations(services: Services): Pick<Operations, PolicyOperationName> {
  const { tokens, consent } = services;
  const meant = (name: string, caller: Caller) => {
    const accountId = accountIdOf(services, caller.account);
    const row = tokens.find(name, accountId);
    return { row, of: { signature: row.signature, accountId } };
  };
  return {
    readPolicy: ({ name }, caller) => {
      const { row, of } = meant(name, caller);
      return { row, ...consent.load(of) };
    },
    changePolicy: async ({ name, ...change }, caller) => {
      const { row, of } = meant(name, caller);
      return { row, ...(await consent.change({ ...of, ...change })) };
    },
    withdrawApprovals: ({ name }, caller) => {
      const { row, of } = meant(name, caller);
      return { row, ...consent.withdraw({ ...of, id: null }) };
    },
  };
}

function folderOperations(services: Services): Pick<Operations, 'setFolder' | 'removeFolder'> {
  return {
    setFolder: async ({ folder, ...given }, caller) => {
      const accountId = accountIdOf(services, caller.account) ?? services.accounts.state().shownId;
      if (accountId === null) throw new AppError('NO_SUCH_ACCOUNT');
      const rule = { folder, accountId, ...given };
      await services.folders.keep({ former: folder, rule });
      return rule;
    },
    removeFolder: async (input) => {
      await services.folders.remove(input);
      return {};
    },
  };
}

function previewRevokeMany(
  { tokens, session }: Services,
  choice: OperationInput<'previewRevokeMany'>,
  accountId: string | undefined,
): OperationOutput<'previewRevokeMany'> | Promise<OperationOutput<'previewRevokeMany'>> {
  const list = accountId === undefined ? tokens.state() : tokens.stateOf(accountId);
  const state = accountId === undefined ? session.state() : session.stateOf(accountId);
  // The token that opened the session is ended by signing out; `--all` is no sign-out.
  const opener = state.status === 'signedIn' && choice.also !== null ? state.tokenSignature : null;
  const rows = chooseRows(list.rows, choice, Date.now()).filter((row) => row.signature !== opener);
  if (rows.length > 0) return tokens.previewRevokeMany({ signatures: rows.map((row) => row.signature), accountId });
  return { rows: [], running: { isKnown: false, count: 0, isAtLeast: true, named: [] }, leases: [], childCount: 0 };
}

/** Undefined for the account that the window shows. NO_SUCH_ACCOUNT; INVALID_INPUT (field `account`) where two have that name. */
function accountIdOf({ accounts }: Services, named: string | null): string | undefined {
  if (named === null) return undefined;
  const list = accounts.state().list.map(({ account }) => account);
  const isMeant = (account: (typeof list)[number]): boolean =>
    [account.username, `${account.username}@${account.platform.name}`].some((name) => name.toLowerCase() === named.toLowerCase());
  const found = list.filter(({ id }) => id === named);
  const [first, second] = found.length > 0 ? found : list.filter(isMeant);
  if (first === undefined) throw new AppError('NO_SUCH_ACCOUNT');
  // SECURITY: no guess: the other one's token would go to the wrong platform's data.
  if (second !== undefined) throw new AppError('INVALID_INPUT', { details: { field: 'account' } });
  return first.id;
}

/** SECURITY: locked, nobody is told which accounts there are. */
function leaseAccountOf(services: Services, named: string | null): string | undefined {
  try {
    return accountIdOf(services, named);
  } catch (error) {
    throw services.lock.isLocked() ? new AppError('APP_LOCKED') : error;
  }
}

function lastUsed(session: SessionState, offers: ReturnType<Services['platforms']['offers']>): PlatformChoice {
  const last = session.status === 'signedOut' ? session.last?.platform : undefined;
  if (last !== undefined) {
    return last.kind === 'custom' ? { kind: 'custom', apiUrl: last.apiUrl, authUrl: last.authUrl } : { kind: last.kind };
  }
  for (const { kind, isChoosable } of offers) if (isChoosable && kind !== 'custom') return { kind };
  return { kind: 'dnanexus' };
}

async function readStatus(services: Services, facts: BuildFacts): Promise<OperationOutput<'status'>> {
  const { version, electronVersion, runtime, build } = facts;
  const keychain = await services.facts.probeKeychain();
  const isLocked = services.lock.isLocked();
  return {
    ...{ version, electronVersion, runtime, build, isLocked, keychain },
    session: isLocked ? null : shownAccount(services),
    heldCount: isLocked ? 0 : services.tokens.state().rows.filter((row) => row.held === 'here').length,
    // A shell that ends its own lease finds it here.
    leases: services.grants.leases(),
    queue: isLocked ? [] : services.queue.state().entries,
  };
}

/** A sign-in that stands in the window is not the command's business: what is told is the account behind it. */
function shownAccount({ accounts, session }: Services): SessionState {
  const { shownId } = accounts.state();
  return shownId === null ? session.state() : session.stateOf(shownId);
}

async function whoami(services: Services, accountId: string | undefined): Promise<OperationOutput<'whoami'>> {
  await services.session.verify({ accountId });
  const state = accountId === undefined ? shownAccount(services) : services.session.stateOf(accountId);
  if (state.status !== 'signedIn') throw new AppError('NOT_SIGNED_IN');
  return { account: state.account, openedBy: state.openedBy, expiresMs: state.expiresMs };
}

function leasesOf({ leases }: Services, accountId: string | undefined): OperationOutput<'listLeases'> {
  const state = leases.state();
  return accountId === undefined ? state : { leases: state.leases.filter((one) => one.accountId === accountId) };
}

type Asking = Pick<OperationInput<'beginLease'>, 'waitMs' | 'answer'>;

/** SECURITY: who asks is the system's word; of the caller's own there is how long it waits, and what was said on its terminal. */
async function consentOf(
  caller: Caller,
  { waitMs = 0, answer = null }: { waitMs?: number | undefined; answer?: Asking['answer'] | null },
): Promise<Consenting> {
  const asker = await caller.asker();
  if (asker === null) throw new AppError('NO_SUCH_PROCESS');
  return { asker, waitMs, answer: answer ?? null, whenGone: (run) => caller.whenGone(run) };
}

/** Behind the lock a caller that may wait does so until it opens, and is then served. */
async function patiently<T>(
  services: Services,
  { waitMs = 0 }: Asking,
  caller: Caller,
  serve: (left: { waitMs: number }) => Promise<T>,
): Promise<T> {
  let leftMs = waitMs;
  for (;;) {
    try {
      return await serve({ waitMs: leftMs });
    } catch (error) {
      if (!isAppError(error, 'APP_LOCKED') || leftMs <= 0) throw error;
      leftMs = await services.consent.whenUnlocked({ waitMs: leftMs, whenGone: (run) => caller.whenGone(run) });
      if (leftMs <= 0) throw error;
    }
  }
}

async function beginLease(services: Services, input: OperationInput<'beginLease'>, caller: Caller): Promise<Grant> {
  const { mayAskInWindow, waitMs, answer, ...rest } = input;
  const consent = await consentOf(caller, { waitMs, answer });
  const request = { ...rest, consent, accountId: leaseAccountOf(services, caller.account) };
  // SECURITY: a lease goes to the caller or to a process that it descends from, never to a stranger whose end would be awaited in vain.
  if (!(await caller.mayLeaseTo(request.pid))) throw new AppError('NO_SUCH_PROCESS');
  let grant: Grant;
  try {
    grant = await services.grants.begin(request);
  } catch (error) {
    if (!mayAskInWindow || !isAppError(error, 'NEEDS_SHELL_TOKEN')) throw error;
    await services.shellTokenDesk.ask({ ...(await caller.describe(request.pid)), accountId: request.accountId });
    grant = await services.grants.begin(request);
  }
  const { id } = grant.lease;
  // SECURITY: asked again, since the number may have gone to another process before the lease took down which one it is.
  const isStillOurs = (await caller.asker()) !== null && (await caller.mayLeaseTo(request.pid));
  // Nobody is there any more to be given it, or to end it.
  const isHeard = request.kind === 'exec' ? caller.holdExecLease(id) : caller.isConnected();
  if (!isStillOurs || !isHeard) {
    caller.releaseLease(id);
    await services.grants.end(id);
    throw new AppError('NO_SUCH_PROCESS');
  }
  // SECURITY: a revoke or a pause that ended the lease before the caller could be told of it: it gets nothing.
  if (!services.grants.leases().some((lease) => lease.id === id)) throw endedAtOnce(services, grant.signature, request.accountId);
  return grant;
}

function endedAtOnce({ tokens }: Services, signature: string, accountId: string | undefined): AppError {
  const list = accountId === undefined ? tokens.state() : tokens.stateOf(accountId);
  const isPaused = list.rows.some((row) => row.signature === signature && row.isPaused && row.state === 'live');
  return isPaused ? new AppError('TOKEN_PAUSED') : new AppError('REFUSED', { details: { queued: true } });
}
