/** Services of which a test scripts only what it asks for: the agent and the command are tested without core's own rules. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Lease, PanicState, Project, SessionState, TokenList, TokenRow } from '../../../preload/contract/contract';
import { AppError } from '../../../main/core/errors';
import { reachOf } from '../../../main/core/tokens/reach';
import type { AuditReport, CoreServices, Grant, LeaseRequest, Services } from '../../../main/core/services';
import { scriptedConsent } from './scriptedConsent';
import { ACCOUNT_ID, cardsOf, givenTo, platform, signedIn, signedOut, tokenRow } from './scriptedFacts';
import { scriptedLeases } from './scriptedLeases';

export { facts, signedIn, signedOut, tokenRow } from './scriptedFacts';
export const SECRET = 'CANARYsecretABCDEFGHIJKLMNOPQRST';
export const PROJECT = 'project-0123456789BFGJKPQVXYZbfg';

export interface World {
  session: SessionState;
  rows: TokenRow[];
  isLocked: boolean;
  /** What `grants.begin` does next; null is the usual grant. */
  beginFails: Error | null;
  /** Where private folders are made. */
  folder: string;
  username: string;
  secret: string;
  leases: Lease[];
  auditReport: AuditReport;
  panic: PanicState;
  /** What the app tells of itself. */
  findings: Finding[];
  childCount: number | null;
  running: { isKnown: boolean; count: number };
  /** Calls in order, without secrets. */
  calls: string[];
  typed: string[];
  endLease(id: string): void;
}

const known: Project = {
  id: PROJECT,
  name: 'A project',
  level: 'ADMINISTER',
  region: 'aws:us-east-1',
  billTo: null,
  containsPhi: null,
};

function unscripted(): never {
  throw new Error('not scripted');
}

export function scriptedServices(folder: string): { services: CoreServices; world: World } {
  const listeners = new Set<(leases: Lease[]) => void>();
  let lastLease = 0;
  const world: World = {
    session: signedIn,
    rows: [tokenRow()],
    isLocked: false,
    beginFails: null,
    folder,
    username: 'amy',
    secret: SECRET,
    leases: [],
    auditReport: { older: 0, lines: 3, proven: 3, unproven: 0, findings: [] },
    panic: { isAsked: false, current: null, last: null },
    findings: [],
    childCount: 0,
    running: { isKnown: true, count: 0 },
    calls: [],
    typed: [],
    endLease(id) {
      const lease = world.leases.find((one) => one.id === id);
      world.leases = world.leases.filter((one) => one.id !== id);
      if (lease !== undefined) rmSync(join(folder, `dxkey-${id}`), { recursive: true, force: true });
      for (const listener of listeners) listener(world.leases);
    },
  };
  const watched = { onChange: () => () => undefined };
  const find = (name: string): TokenRow => {
    const found = world.rows.filter((row) => row.label === name || row.last4 === name || row.signature.startsWith(name));
    const [row, ...others] = found;
    if (row === undefined) throw new AppError('NO_SUCH_TOKEN');
    if (others.length === 0) return row;
    const candidates = found.map((one) => ({ label: one.label, last4: one.last4, signaturePrefix: one.signature.slice(0, 12) }));
    throw new AppError('AMBIGUOUS_TOKEN', { details: { candidates } });
  };
  const begin = (request: LeaseRequest): Grant => {
    world.calls.push(
      `begin ${request.kind} ${request.name ?? '-'}${request.needsMs === undefined ? '' : ` for ${String(request.needsMs)} ms`}`,
    );
    if (world.beginFails !== null) throw world.beginFails;
    const row = request.name === null ? (world.rows[0] ?? unscripted()) : find(request.name);
    const id = `lease-${String(++lastLease)}`;
    const confFolder = join(folder, `dxkey-${id}`);
    mkdirSync(confFolder, { mode: 0o700 });
    const lease: Lease = {
      id,
      signature: row.signature,
      kind: request.kind,
      pid: request.pid,
      program: 'sh',
      folder: null,
      terminal: null,
      sinceMs: 1,
    };
    world.leases = [...world.leases, lease];
    const project = request.projectId === null ? row.defaultProject : { id: request.projectId, name: null };
    const { label, signature, expiresMs } = row;
    return { lease, ...givenTo(world), label, signature, expiresMs, project, confFolder };
  };
  const running = () => ({ ...world.running, isAtLeast: false, named: [] });
  const list = (): TokenList => ({
    accountId: ACCOUNT_ID,
    rows: world.rows,
    source: 'platform',
    problem: null,
    checkedMs: 1,
    isRefreshing: false,
    mayExist: [],
  });
  /** The command's calls are never activity: none of them may reach this. */
  const noPart = () => {
    world.calls.push('idle');
  };
  const scripted: Services = {
    platforms: {
      offers: () => [{ key: 'standin', kind: 'standin', name: 'Stand-in', authHost: '127.0.0.1:4100', isChoosable: true, own: null }],
      resolve: () => platform,
      parse: (text) => (text === 'standin' ? { kind: 'standin' } : { kind: 'custom', apiUrl: text, authUrl: text }),
    },
    rotations: {
      ...watched,
      state: () => ({ accountId: ACCOUNT_ID, open: [], expiring: [] }),
      preview: unscripted,
      rotate: unscripted,
      finish: unscripted,
      undo: unscripted,
      setSelf: unscripted,
      onNotice: () => () => undefined,
      onSwitched: () => () => undefined,
    },
    accounts: {
      ...watched,
      state: () => ({ shownId: ACCOUNT_ID, isAdding: false, list: cardsOf(world.session), removed: null }),
      switchTo: unscripted,
      add: unscripted,
      previewRemove: unscripted,
      remove: unscripted,
    },
    session: {
      ...watched,
      state: () => world.session,
      stateOf: () => world.session,
      ...{ restore: unscripted, wake: () => Promise.resolve(false) },
      signIn: ({ platform: choice, username, password }) => {
        world.calls.push(`signIn ${choice.kind} ${username}`);
        world.typed.push(password);
        if (password !== 'right') return Promise.reject(new AppError('WRONG_PASSWORD'));
        world.session = { status: 'needsCode', platform, username };
        return Promise.resolve(world.session);
      },
      submitCode: ({ code }) => {
        world.typed.push(code);
        if (code !== '123456') return Promise.reject(new AppError('WRONG_CODE'));
        world.session = signedIn;
        return Promise.resolve(world.session);
      },
      cancel: () => {
        world.calls.push('cancel');
        world.session = signedOut;
        return world.session;
      },
      inspectToken: ({ platform: choice, token }) => {
        world.calls.push(`inspectToken ${choice.kind}`);
        world.typed.push(token);
        const { account } = signedIn as Extract<SessionState, { status: 'signedIn' }>;
        return Promise.resolve({ status: 'confirmToken', account, last4: token.slice(-4), isUsualLength: token.length === 32 });
      },
      keepToken: ({ label }) => {
        world.calls.push(`keepToken ${label}`);
        if (label === 'too much') return Promise.reject(new AppError('KEYCHAIN_LOCKED'));
        const open = signedIn as Extract<SessionState, { status: 'signedIn' }>;
        world.session = { ...open, openedBy: 'token', tokenSignature: 'ab'.repeat(32) };
        return Promise.resolve(world.session);
      },
      previewSignOut: () => {
        if (world.session.status !== 'signedIn') return Promise.reject(new AppError('NOT_SIGNED_IN'));
        return Promise.resolve({
          openedBy: world.session.openedBy,
          running: running(),
          leases: world.leases,
          heldCount: 1,
          childCount: world.childCount,
        });
      },
      signOut: ({ kind, commands }) => {
        world.calls.push(`signOut ${kind}${commands === 'end' ? ', commands too' : ''}`);
        world.session = signedOut;
        return Promise.resolve(world.session);
      },
      verify: () =>
        world.session.status === 'signedIn'
          ? Promise.resolve({ userId: 'user-amy', username: 'amy' })
          : Promise.reject(new AppError('NOT_SIGNED_IN')),
    },
    unanswered: { ...watched, state: () => ({ signIns: [] }), end: unscripted, leave: unscripted },
    idle: { input: noPart, stay: () => world.session, look: noPart, stop: noPart },
    tokens: {
      ...watched,
      state: list,
      stateOf: list,
      refresh: () => Promise.resolve(list()),
      mint: (input) => {
        world.calls.push(`mint ${JSON.stringify(input)}`);
        const row = tokenRow({
          label: input.label,
          signature: 'cd'.repeat(32),
          last4: 'MINT',
          scope: input.scope,
          isShellToken: input.isShellToken ?? false,
        });
        world.rows = [...world.rows, row];
        if (input.isShellToken === true) world.beginFails = null;
        return Promise.resolve({ row, secret: SECRET, isKept: input.isKept, keepProblem: null });
      },
      import: ({ token, label }) => {
        world.typed.push(token);
        return Promise.resolve(
          tokenRow({ label, last4: token.slice(-4), origin: 'imported', scope: { kind: 'unknown' }, isShellToken: false }),
        );
      },
      previewRevoke: ({ signature }) =>
        Promise.resolve({ row: find(signature), running: running(), leases: world.leases, childCount: world.childCount }),
      revoke: ({ signature, when }) => {
        world.calls.push(`revoke ${signature.slice(0, 4)} ${when}`);
        return Promise.resolve({ outcome: when === 'now' ? 'revoked' : 'queued' });
      },
      previewRevokeMany: ({ signatures }) =>
        Promise.resolve({ rows: signatures.map(find), running: running(), leases: world.leases, childCount: world.childCount }),
      revokeMany: ({ signatures, when }) => {
        world.calls.push(`revokeMany ${signatures.map((one) => one.slice(0, 4)).join(' ')} ${when}`);
        return Promise.resolve({ results: signatures.map((signature) => ({ signature, outcome: 'revoked', error: null })) });
      },
      previewPause: ({ signature }) => Promise.resolve({ row: find(signature), leases: world.leases }),
      pause: ({ signature }) => {
        world.calls.push(`pause ${signature.slice(0, 4)}`);
        return Promise.resolve({ row: { ...find(signature), isPaused: true }, endedCount: world.leases.length });
      },
      resume: ({ signature }) => {
        world.calls.push(`resume ${signature.slice(0, 4)}`);
        return Promise.resolve(find(signature));
      },
      copy: ({ signature }) => {
        world.calls.push(`copy ${signature.slice(0, 4)}`);
        return Promise.resolve({ outcome: 'copied', clearsAtMs: Date.now() + 30_000 });
      },
      dismissFresh: () => world.calls.push('dismissFresh'),
      setProject: ({ signature, projectId }) => {
        world.calls.push(`setProject ${projectId ?? 'none'}`);
        return Promise.resolve(tokenRow({ signature, defaultProject: projectId === null ? null : { id: projectId, name: 'A project' } }));
      },
      forget: unscripted,
      find,
      unnamed: () => {
        const shell = world.rows.find((row) => row.isShellToken);
        if (world.session.status !== 'signedIn') throw new AppError('NOT_SIGNED_IN');
        if (shell === undefined) throw new AppError('NEEDS_SHELL_TOKEN');
        return shell;
      },
      reach: ({ scope }) => Promise.resolve(reachOf(scope, { projects: [known], isWhole: true })),
      pageProjects: unscripted,
      findProjects: ({ query }) => {
        return Promise.resolve({ projects: known.name.includes(query) ? [known] : [], hasMore: false });
      },
    },
    grants: {
      restore: unscripted,
      begin: (request) => Promise.resolve().then(() => begin(request)),
      end: (id) => {
        world.calls.push(`end ${id}`);
        world.endLease(id);
        return Promise.resolve();
      },
      jobOn: unscripted,
      leases: () => world.leases,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    leases: scriptedLeases(world),
    shellTokenDesk: {
      ...watched,
      state: () => ({ asking: null }),
      ask: () => {
        world.calls.push('askInWindow');
        return Promise.reject(new AppError('NEEDS_SHELL_TOKEN'));
      },
      answer: unscripted,
    },
    consent: scriptedConsent(),
    twoFactor: {
      ...watched,
      state: unscripted,
      refresh: unscripted,
      begin: unscripted,
      takeKey: unscripted,
      takeQr: unscripted,
      confirm: unscripted,
      takeCodes: unscripted,
      finish: unscripted,
      renewCodes: unscripted,
      turnOff: unscripted,
      codes: unscripted,
      showKey: unscripted,
      showCodes: unscripted,
      copy: unscripted,
      saveCodes: unscripted,
      tellSaved: unscripted,
      dismiss: unscripted,
      forget: unscripted,
      forgetAccount: unscripted,
    },
    doctor: { run: () => Promise.resolve({ findings: world.findings }), fix: unscripted, copy: unscripted },
    proxyDesk: { ...watched, state: () => ({ asking: null }), loginFor: () => null, answer: unscripted },
    lock: {
      ...watched,
      state: unscripted,
      isLocked: () => world.isLocked,
      lock: unscripted,
      unlock: unscripted,
      check: unscripted,
      unlockByTouchId: unscripted,
      setUp: unscripted,
      change: unscripted,
      remove: unscripted,
      useTouchId: unscripted,
    },
    scan: {
      ...watched,
      state: unscripted,
      run: unscripted,
      ask: unscripted,
      import: unscripted,
      scrub: unscripted,
      previewRevoke: unscripted,
      revoke: unscripted,
      previewRotate: unscripted,
      rotate: unscripted,
      chooseFolders: unscripted,
      dismissOffer: unscripted,
      factsOf: unscripted,
      drop: unscripted,
    },
    erase: { ...watched, state: () => ({ phase: 'none' }), preview: unscripted, run: unscripted },
    panic: {
      ...watched,
      state: () => world.panic,
      ask: unscripted,
      dismiss: unscripted,
      preview: () =>
        Promise.resolve({
          accountCount: 1,
          heldCount: 2,
          listedCount: 5,
          sessionCount: 2,
          leaseCount: world.leases.length,
          isListWhole: true,
          running: { ...world.running, isAtLeast: false },
        }),
      begin: ({ scope }) => {
        world.calls.push(`panic ${scope}`);
        return Promise.resolve(world.panic);
      },
      retry: unscripted,
      undo: () => {
        world.calls.push('undoPanic');
        return Promise.resolve(world.panic);
      },
      leave: unscripted,
    },
    queue: { ...watched, state: () => ({ entries: [] }), run: unscripted, stop: () => undefined },
    clipboard: { ...watched, state: unscripted, copy: unscripted, clear: unscripted, recover: unscripted },
    notices: {
      ...watched,
      state: unscripted,
      notify: unscripted,
      isOn: unscripted,
      onDue: unscripted,
      press: unscripted,
      dismiss: unscripted,
      putAside: unscripted,
    },
    folders: { load: unscripted, keep: unscripted, remove: unscripted, choices: unscripted, pick: unscripted },
    settings: { ...watched, state: unscripted, change: unscripted, claimTrayNotice: unscripted },
    facts: { ...watched, state: unscripted, probeKeychain: () => Promise.resolve('ready'), patch: () => undefined },
    audit: { ...watched, state: unscripted, record: () => undefined, read: unscripted, verify: unscripted, flush: unscripted },
    activity: {
      ...watched,
      state: unscripted,
      load: unscripted,
      ofToken: unscripted,
      verify: () => Promise.resolve(world.auditReport),
      exportAs: unscripted,
    },
    start: unscripted,
    stop: unscripted,
  };
  return { services: { ...scripted, from: () => scripted }, world };
}
