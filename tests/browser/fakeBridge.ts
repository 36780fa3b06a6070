/**
 * A small main in the page: the treaty's calls over plain state, with events as main sends them. What it answers is read by
 * the test process and held against the treaty's schemas, so that a fake that drifts fails the suite.
 */
import { EVENTS } from '../../preload/contract/channels';
import type { ChannelName, EventName } from '../../preload/contract/channels';
import type { EventState, IdleState, Input, Output, PlatformInfo, SessionState, TokenRow } from '../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../preload/contract/errors';
import { projectHandlers } from './fakeProjects';
import type { Scenario } from './scenario';
import { accountHandlers, accountsOf, ownerOf } from './fakeAccounts';
import { ofMemory, Refusal, refuse, type Emit, type Handlers, type Part } from './fakeParts';
import { lockHandlers } from './fakeLock';
import { settingsHandler } from './fakeSettings';
import { eraseHandlers } from './fakeErase';
import { doctorHandlers } from './fakeDoctor';
import { folderHandlers } from './fakeFolders';
import { questionHandlers } from './fakeQuestions';
import { scanHandlers } from './fakeScan';
import { activityHandlers } from './fakeActivity';
import { noticeHandlers } from './fakeNotices';
import { consentHandlers } from './fakeConsent';
import { leaseHandlers } from './fakeLeases';
import { rotationHandlers } from './fakeRotation';
import { panicHandlers } from './fakePanic';
import { twoFactorHandlers } from './fakeTwoFactor';

type Listeners = { [E in EventName]: Set<(state: EventState<E>) => void> };

export interface Recorded {
  channel: ChannelName;
  input: unknown;
  answer: Answer<unknown>;
}
export interface FakeMain {
  bridge: unknown;
  calls: Recorded[];
  emit: Emit;
  scenario: Scenario;
}

export const SECRET = 'hY3kQ0vXw7Pz1LrT9bNf5sJd2GmCe8Ua';
export const GOOD_TOKEN = 'goodToken000000000000000000000ab';

const pause = () => new Promise((resolve) => setTimeout(resolve, 30));

export function createFakeMain(scenario: Scenario): FakeMain {
  const calls: Recorded[] = [];
  const listeners = Object.fromEntries(EVENTS.map((event) => [event, new Set()])) as unknown as Listeners;
  const emit: FakeMain['emit'] = (event, state) => {
    for (const listener of listeners[event]) listener(state);
    if (event !== 'session.changed') return;
    scenario.session = state as SessionState;
    emit('accounts.changed', accountsOf(scenario));
  };
  const handlers: Handlers = {
    ...accountHandlers(scenario, emit),
    ...sessionHandlers(scenario, emit),
    ...tokenHandlers(scenario, emit),
    ...projectHandlers(scenario),
    ...lockHandlers(scenario, emit),
    ...folderHandlers(scenario),
    ...questionHandlers(scenario, emit),
    ...otherHandlers(scenario, emit),
    ...twoFactorHandlers(scenario, emit),
    ...activityHandlers(scenario),
    ...eraseHandlers(scenario, emit),
    ...noticeHandlers(scenario, emit),
    ...leaseHandlers(scenario, emit),
    ...consentHandlers(scenario, emit),
    ...rotationHandlers(scenario, emit),
    ...scanHandlers(scenario, emit),
    ...panicHandlers(scenario, emit),
    ...doctorHandlers(scenario),
  };

  const call = async <C extends ChannelName>(channel: C, input: Input<C>): Promise<Answer<Output<C>>> => {
    if (scenario.silent.includes(channel)) return new Promise(() => undefined);
    await pause();
    const answer = await answerTo(() => {
      const refusal = scenario.refusals[channel];
      if (refusal !== undefined) refuse(refusal);
      return handlers[channel](input);
    });
    calls.push({ channel, input, answer });
    return answer;
  };
  return { bridge: bridgeOf(Object.keys(handlers) as ChannelName[], call, listeners), calls, emit, scenario };
}

async function answerTo<T>(run: () => Promise<T> | T): Promise<Answer<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.answer };
    throw error;
  }
}

function bridgeOf(channels: ChannelName[], call: (channel: ChannelName, input: never) => Promise<unknown>, listeners: Listeners): unknown {
  const events: Record<string, unknown> = {};
  const bridge: Record<string, Record<string, unknown>> = { events };
  for (const channel of channels) {
    const [noun = '', verb = ''] = channel.split('.');
    (bridge[noun] ??= {})[verb] = (input: unknown = {}) => call(channel, input as never);
  }
  for (const [event, set] of Object.entries(listeners)) {
    const name = `${event.split('.')[0] ?? ''}Changed`;
    events[name] = (listener: never) => {
      (set as Set<never>).add(listener);
      return () => (set as Set<never>).delete(listener);
    };
  }
  return bridge;
}

const freshIdle = (): IdleState => ({
  limitMs: 900_000,
  from: 'platform',
  orgName: null,
  isPolicyRead: true,
  deadlineMs: Date.now() + 900_000,
  isWarning: false,
  activity: 'computer',
  sensor: 'working',
});

function sessionHandlers(scenario: Scenario, emit: Emit): Part<'session'> {
  let pending: { platform: PlatformInfo; username: string; token: string | null } | null = null;
  const become = (session: SessionState) => {
    scenario.session = session;
    emit('session.changed', session);
    return session;
  };
  const platformOf = (kind: string): PlatformInfo => ({
    key: kind,
    kind: 'dnanexus',
    name: 'DNAnexus',
    apiUrl: 'https://api.dnanexus.com',
    authUrl: 'https://auth.dnanexus.com',
    webUrl: null,
  });
  const signedOut = (): SessionState => ({ status: 'signedOut', accountId: null, last: null, ended: null });
  const signedIn = (openedBy: 'password' | 'token'): SessionState => ({
    status: 'signedIn',
    account: {
      id: `dnanexus/user-${pending?.username ?? 'amy'}`,
      platform: platformOf('dnanexus'),
      userId: `user-${pending?.username ?? 'amy'}`,
      username: pending?.username ?? 'amy',
      fullName: null,
    },
    openedBy,
    tokenSignature: openedBy === 'token' ? '1'.repeat(64) : null,
    sinceMs: Date.now(),
    expiresMs: Date.now() + 18 * 3_600_000,
    verified: 'yes',
    canMint: 'yes',
    idle: openedBy === 'token' ? null : freshIdle(),
  });
  const back = (error: ErrorAnswer) => {
    become(signedOut());
    return refuse(error);
  };
  return {
    'session.load': () => scenario.session,
    'session.stay': () => (scenario.session.status === 'signedIn' ? become({ ...scenario.session, idle: freshIdle() }) : scenario.session),
    'session.signIn': async ({ platform, username, password, isInMemory }) => {
      if (platform.kind === 'custom' && !platform.apiUrl.startsWith('https://'))
        refuse({ code: 'INVALID_INPUT', details: { field: 'apiUrl' } });
      become({ status: 'working', accountId: null, work: 'signIn', platformName: 'DNAnexus', username });
      await pause();
      if (username === 'sso') return back({ code: 'SSO_REQUIRED', details: { requestId: '1732438800-114' } });
      if (password !== 'right') return back({ code: 'WRONG_PASSWORD' });
      pending = { platform: platformOf(platform.kind), username, token: null };
      return become(
        username === 'bob'
          ? { status: 'needsCode', platform: pending.platform, username }
          : { ...signedIn('password'), ...ofMemory(isInMemory) },
      );
    },
    'session.submitCode': async ({ code }) => {
      const username = pending?.username ?? '';
      become({ status: 'working', accountId: null, work: 'submitCode', platformName: 'DNAnexus', username });
      await pause();
      if (code === '000000') return back({ code: 'ACCOUNT_LOCKED' });
      if (code === '123456' || code === 'abcd1234') return become(signedIn('password'));
      become({ status: 'needsCode', platform: platformOf('dnanexus'), username });
      return refuse({ code: 'WRONG_CODE' });
    },
    'session.cancel': () => become(signedOut()),
    'session.inspectToken': async ({ token, isInMemory }) => {
      become({ status: 'working', accountId: null, work: 'inspectToken', platformName: 'DNAnexus', username: null });
      await pause();
      if (!token.startsWith('good')) return back({ code: 'TOKEN_NOT_ACCEPTED' });
      pending = { platform: platformOf('dnanexus'), username: 'amy', token };
      return become({
        status: 'confirmToken',
        account: {
          id: 'dnanexus/user-amy',
          platform: platformOf('dnanexus'),
          userId: 'user-amy',
          username: 'amy',
          fullName: 'Amy Adeyemi',
        },
        last4: token.slice(-4),
        isUsualLength: token.length === 32,
        ...ofMemory(isInMemory),
      });
    },
    'session.keepToken': () => become(signedIn('token')),
    'session.previewSignOut': () => ({
      openedBy: scenario.session.status === 'signedIn' ? scenario.session.openedBy : 'password',
      running: scenario.running,
      leases: scenario.leases,
      heldCount: scenario.tokens.rows.filter((one) => one.held === 'here').length,
      childCount: scenario.childCount,
    }),
    'session.signOut': async () => {
      const accountId = ownerOf(scenario);
      become({ status: 'working', accountId, work: 'signOut', platformName: 'DNAnexus', username: 'amy' });
      await pause();
      return become({
        status: 'signedOut',
        accountId,
        last: { platform: platformOf('dnanexus'), username: 'amy' },
        ended: { reason: 'signedOut', atMs: Date.now(), username: 'amy', notes: [], uncopied: [] },
      });
    },
  };
}

function tokenHandlers(scenario: Scenario, emit: Emit): Omit<Part<'tokens'>, 'tokens.reach'> {
  const shown = () => {
    const accountId = ownerOf(scenario);
    return scenario.tokensOf[accountId ?? ''] ?? { ...scenario.tokens, accountId };
  };
  const { tokens } = scenario;
  const find = (signature: string) => tokens.rows.find((one) => one.signature === signature) ?? refuse({ code: 'NO_SUCH_TOKEN' });
  const change = (rows: TokenRow[]) => {
    tokens.rows = rows;
    scenario.tokens = { ...tokens, rows };
    emit('tokens.changed', shown());
  };
  const setPaused = (signature: string, isPaused: boolean): TokenRow => {
    const row = { ...find(signature), isPaused, leaseCount: 0 };
    change(tokens.rows.map((one) => (one.signature === signature ? row : one)));
    return row;
  };
  const fresh = (label: string, last4: string, patch: Partial<TokenRow>): TokenRow => ({
    signature: 'f'.repeat(60) + String(tokens.rows.length).padStart(4, '0'),
    label,
    last4,
    scope: { kind: 'unknown' },
    state: 'live',
    held: 'here',
    origin: 'minted',
    madeMs: Date.now(),
    expiresMs: null,
    lastUsedMs: null,
    parentSignature: null,
    worksWhileAway: false,
    defaultProject: null,
    isShellToken: false,
    isPaused: false,
    leaseCount: 0,
    reachesPhi: 0,
    replacedBy: null,
    selfRotation: 'off',
    ...patch,
  });
  return {
    'tokens.load': () => shown(),
    'tokens.refresh': () => shown(),
    'tokens.mint': ({ label, scope, expiresMs, isKept, worksWhileAway }) => {
      const isHere = isKept && scenario.keepProblem === null;
      const row = fresh(label, SECRET.slice(-4), { scope, expiresMs, worksWhileAway, held: isHere ? 'here' : 'elsewhere' });
      change([...tokens.rows, row]);
      return { row, secret: SECRET, isKept: isHere, keepProblem: scenario.keepProblem };
    },
    'tokens.import': ({ token, label, worksWhileAway }) => {
      if (!token.startsWith('good')) refuse({ code: 'TOKEN_NOT_ACCEPTED' });
      const row = fresh(label, token.slice(-4), { origin: 'imported', worksWhileAway, madeMs: null });
      change([...tokens.rows, row]);
      return row;
    },
    'tokens.previewRevoke': ({ signature }) => ({
      row: find(signature),
      running: scenario.running,
      leases: scenario.leases,
      childCount: scenario.childCount,
    }),
    'tokens.revoke': ({ signature, when }) => {
      find(signature);
      change(
        when === 'now'
          ? tokens.rows.filter((one) => one.signature !== signature)
          : tokens.rows.map((one) => (one.signature === signature ? { ...one, state: 'revoking' } : one)),
      );
      return { outcome: when === 'now' ? 'revoked' : 'queued' };
    },
    'tokens.previewRevokeMany': ({ signatures }) => ({
      rows: signatures.map(find),
      running: scenario.running,
      leases: scenario.leases,
      childCount: scenario.childCount,
    }),
    'tokens.revokeMany': ({ signatures }) => {
      change(tokens.rows.filter((one) => !signatures.includes(one.signature)));
      return { results: signatures.map((signature) => ({ signature, outcome: 'revoked', error: null })) };
    },
    'tokens.previewPause': ({ signature }) => ({ row: find(signature), leases: scenario.leases }),
    'tokens.pause': ({ signature }) => ({ row: setPaused(signature, true), endedCount: scenario.leases.length }),
    'tokens.resume': ({ signature }) => setPaused(signature, false),
    'tokens.copy': ({ signature }) => {
      const row = find(signature);
      const clearsAtMs = Date.now() + 30_000;
      if (scenario.copyOutcome !== 'needsPress') {
        scenario.clipboard = {
          ...scenario.clipboard,
          holding: { label: row.label, last4: row.last4 ?? '', clearsAtMs },
          lastOutcome: null,
        };
        emit('clipboard.changed', scenario.clipboard);
      }
      return { outcome: scenario.copyOutcome, clearsAtMs };
    },
    'tokens.dismissFresh': () => ({}),
    'tokens.exportLines': ({ signature, needsMs }) => {
      const { signature: own, expiresMs } = find(signature);
      const name = own.slice(0, 8);
      const isShort = needsMs !== null && expiresMs !== null && expiresMs - Date.now() < needsMs;
      const others = tokens.rows.filter((one) => (one.expiresMs ?? 0) - Date.now() >= (needsMs ?? 0) && one.signature !== own).slice(0, 5);
      const lasting = expiresMs === null ? 'unknown' : 'lasts';
      if (isShort) return { lines: [], job: { lasting: 'endsFirst', expiresMs, others } };
      return {
        job: needsMs === null ? null : { lasting, expiresMs, others: [] },
        lines: [
          { id: 'bash', text: `eval "$(dxkey env ${name} --shell bash)"` },
          { id: 'zsh', text: `eval "$(dxkey env ${name} --shell zsh)"` },
          { id: 'fish', text: `dxkey env ${name} --shell fish | source` },
          { id: 'powershell', text: `dxkey env ${name} --shell powershell | Out-String | Invoke-Expression` },
          { id: 'cmd', text: `for /f "delims=" %i in ('dxkey env ${name} --shell cmd') do %i` },
          { id: 'exec', text: `dxkey exec ${name} -- COMMAND` },
        ],
      };
    },
    'tokens.setProject': ({ signature, projectId }) => {
      const name = scenario.projects.find((one) => one.id === projectId)?.name ?? null;
      const row = { ...find(signature), defaultProject: projectId === null ? null : { id: projectId, name } };
      change(tokens.rows.map((one) => (one.signature === signature ? row : one)));
      return row;
    },
    'tokens.forget': ({ signature }) => {
      change(tokens.rows.filter((one) => one.signature !== signature));
      return {};
    },
  };
}

function otherHandlers(
  scenario: Scenario,
  emit: Emit,
): Omit<
  Handlers,
  keyof Part<
    | 'accounts'
    | 'session'
    | 'tokens'
    | 'projects'
    | 'twoFactor'
    | 'lock'
    | 'folders'
    | 'shellToken'
    | 'proxy'
    | 'activity'
    | 'erase'
    | 'notices'
    | 'consent'
    | 'rotation'
    | 'leases'
    | 'scan'
    | 'panic'
    | 'doctor'
  >
> {
  const withoutSignIn = (id: string) => {
    scenario.unanswered = { signIns: scenario.unanswered.signIns.filter((one) => one.id !== id) };
    emit('unanswered.changed', scenario.unanswered);
    return scenario.unanswered;
  };
  return {
    'app.load': () => scenario.app,
    'settings.change': settingsHandler(scenario, emit),
    'keychain.probe': () => ({ state: scenario.app.keychain }),
    'command.install': () => ({ path: '/home/amy/.local/bin/dxkey' }),
    'link.open': () => ({}),
    'unanswered.load': () => scenario.unanswered,
    'unanswered.end': ({ id }) => withoutSignIn(id),
    'unanswered.leave': ({ id }) => withoutSignIn(id),
    'queue.load': () => scenario.queue,
    'queue.retry': () => {
      scenario.queue = { entries: scenario.queue.entries.filter((one) => one.state !== 'waiting') };
      emit('queue.changed', scenario.queue);
      return scenario.queue;
    },
    'clipboard.load': () => scenario.clipboard,
    'clipboard.clear': () => {
      const state = { ...scenario.clipboard, holding: null, lastOutcome: 'cleared' as const };
      emit('clipboard.changed', state);
      return state;
    },
  };
}
