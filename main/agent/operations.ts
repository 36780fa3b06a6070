import type { PlatformChoice, SessionState } from '../../preload/contract/contract';
import { AppError, isAppError } from '../core/errors';
import type { BuildFacts } from '../core/ports';
import type { Grant, Lock, Services } from '../core/services';
import { PROTOCOL_VERSION } from './messages';
import type { OperationInput, OperationName, OperationOutput } from './messages';

/** Who calls, as the system tells it, and what its connection holds. */
export interface Caller {
  pid: number | null;
  /** Whether `pid` may be given a lease by this caller: itself or an ancestor of its own. */
  mayLeaseTo(pid: number): Promise<boolean>;
  /** Program and folder for the window's question. */
  describe(pid: number): Promise<{ program: string; folder: string | null }>;
  isConnected(): boolean;
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
  return behindLock(services.lock, {
    hello: () => ({ protocol: PROTOCOL_VERSION, version: facts.version, pid: process.pid }),
    status: () => readStatus(services, facts),
    whoami: () => whoami(services),
    ...signInOperations(services),
    ...tokenOperations(services),
    beginLease: (input, caller) => beginLease(services, input, caller),
    endLease: async ({ id }, caller) => {
      caller.releaseLease(id);
      await services.grants.end(id);
      return {};
    },
    verifyActivity: () => services.activity.verify(),
    showWindow: () => {
      parts.showWindow();
      return {};
    },
  });
}

// SECURITY: what goes on while the app is locked; whether a lease may begin core decides, since some tokens work while the person is away.
const OPEN_WHILE_LOCKED: readonly OperationName[] = ['hello', 'status', 'beginLease', 'endLease', 'showWindow'];

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

function signInOperations({ session, platforms }: Services): Pick<Operations, SignInName> {
  const choose = (text: string | null): PlatformChoice =>
    text === null ? lastUsed(session.state(), platforms.offers()) : platforms.parse(text);
  return {
    signIn: ({ platform, username, password }) => session.signIn({ platform: choose(platform), username, password }),
    submitCode: (input) => session.submitCode(input),
    cancelSignIn: () => session.cancel(),
    inspectToken: ({ platform, token }) => session.inspectToken({ platform: choose(platform), token }),
    keepToken: (input) => session.keepToken(input),
    previewSignOut: () => session.previewSignOut(),
    signOut: (input) => session.signOut(input),
  };
}

type TokenOperationName =
  'listTokens' | 'createToken' | 'importToken' | 'copyToken' | 'previewRevoke' | 'revokeToken' | 'findProjects' | 'selectProject';

function tokenOperations({ tokens }: Services): Pick<Operations, TokenOperationName> {
  return {
    listTokens: ({ refresh }) => (refresh ? tokens.refresh() : tokens.state()),
    createToken: async ({ print, ...input }) => {
      const made = await tokens.mint(input);
      // The window's "shown once" has no part here: what is not printed is dropped at once.
      tokens.dismissFresh();
      // SECURITY: the secret leaves the app only where `--print` asked for it.
      return { row: made.row, isKept: made.isKept, keepProblem: made.keepProblem, secret: print ? made.secret : null };
    },
    importToken: (input) => tokens.import(input),
    copyToken: async ({ name }) => {
      const { signature } = tokens.find(name);
      const copy = await tokens.copy({ signature });
      return { row: tokens.find(signature), copy };
    },
    previewRevoke: ({ name }) => tokens.previewRevoke({ signature: tokens.find(name).signature }),
    revokeToken: async ({ name, when }) => {
      const row = tokens.find(name);
      return { row, ...(await tokens.revoke({ signature: row.signature, when })) };
    },
    findProjects: (input) => tokens.findProjects(input),
    selectProject: ({ name, projectId }) => {
      const row = name === null ? tokens.unnamed() : tokens.find(name);
      return tokens.setProject({ signature: row.signature, projectId });
    },
  };
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

async function whoami(services: Services): Promise<OperationOutput<'whoami'>> {
  await services.session.verify();
  const state = shownAccount(services);
  if (state.status !== 'signedIn') throw new AppError('NOT_SIGNED_IN');
  return { account: state.account, openedBy: state.openedBy, expiresMs: state.expiresMs };
}

async function beginLease(services: Services, input: OperationInput<'beginLease'>, caller: Caller): Promise<Grant> {
  const { mayAskInWindow, ...request } = input;
  // SECURITY: a lease goes to the caller or to a process that it descends from, never to a stranger whose end would be awaited in vain.
  if (!(await caller.mayLeaseTo(request.pid))) throw new AppError('NO_SUCH_PROCESS');
  let grant: Grant;
  try {
    grant = await services.grants.begin(request);
  } catch (error) {
    if (!mayAskInWindow || !isAppError(error, 'NEEDS_SHELL_TOKEN')) throw error;
    await services.shellTokenDesk.ask(await caller.describe(request.pid));
    grant = await services.grants.begin(request);
  }
  const { id } = grant.lease;
  // SECURITY: asked again, since the number may have gone to another process before the lease took down which one it is.
  const isStillOurs = await caller.mayLeaseTo(request.pid);
  // Nobody is there any more to be given it, or to end it.
  const isHeard = request.kind === 'exec' ? caller.holdExecLease(id) : caller.isConnected();
  if (!isStillOurs || !isHeard) {
    caller.releaseLease(id);
    await services.grants.end(id);
    throw new AppError('NO_SUCH_PROCESS');
  }
  // SECURITY: a revoke that ended the lease before the caller could be told of it: it gets nothing.
  if (!services.grants.leases().some((lease) => lease.id === id)) throw new AppError('REFUSED', { details: { queued: true } });
  return grant;
}
