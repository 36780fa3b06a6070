import { createHash } from 'node:crypto';
import type { PlatformInfo, Project, RunningExecutions, TokenScope } from '../../preload/contract/contract';
import { AppError } from '../../main/core/errors';
import type { Clock, OrgPolicy, Platform, ServerToken } from '../../main/core/ports';
import { fakeTwoFactor, type FakeFactor } from './fakeTwoFactor';

export type Route = Exclude<keyof Platform, 'clockOffsetMs'>;

export interface FakeAccount {
  username: string;
  userId: string;
  fullName: string | null;
  password: string;
  code: string | null;
  isSso: boolean;
  isLocked: boolean;
  /** Where two-factor authentication was turned on over the API. */
  factor?: FakeFactor;
}

interface Issued extends ServerToken {
  secret: string;
  userId: string;
  /** The platform that made it: another one does not know it. */
  apiUrl: string;
  isDead: boolean;
}

/** `before`: fails before the platform does anything; `after`: the platform did it and the reply was lost. */
export interface Fault {
  error: AppError;
  at: 'before' | 'after';
  times: number;
}

export interface FakePlatform extends Platform {
  accounts: FakeAccount[];
  issued: Issued[];
  projects: Project[];
  /** How many `listProjects` gives at once. */
  projectsAPage: number;
  /** By id; the person is a member of all. A code: that org refuses to be read so. */
  orgs: Map<string, OrgPolicy | AppError>;
  running: RunningExecutions;
  /** How many calls came, by route, with the origins that each went to. */
  calls: { route: Route; apiUrl: string; authUrl: string; bearer: string | null }[];
  count(route: Route): number;
  /** Secrets that came to another platform than the one that made them, or for another person: must stay empty whatever happens. */
  strays: string[];
  /** Every call, or those of one route, fails so; `times` defaults to for ever. */
  fail(route: Route | 'all', error: AppError, options?: { at?: 'before' | 'after'; times?: number }): void;
  heal(): void;
  /** Holds calls of a route until the answer is let go. */
  hold(route: Route): () => void;
  /** Where false, rows of the list have neither times nor scope, as PROTOCOL.md marks with `?`. */
  tellsDetails: boolean;
  offersTwoFactor: boolean;
  /** How far this platform's clock is ahead of the computer's. */
  aheadMs: number;
  /** Makes a token outside dxkey. */
  issue(
    userId: string,
    options?: { label?: string | null; scope?: TokenScope; expiresMs?: number | null; isSession?: boolean; apiUrl?: string },
  ): Issued;
  isAlive(signature: string): boolean;
}

const PRODUCTION = 'https://api.dnanexus.com';
export const MONTH_MS = 30 * 86_400_000;
const NONE: RunningExecutions = { isKnown: true, count: 0, isAtLeast: false, named: [] };
export const OFFLINE = (): AppError => new AppError('OFFLINE', { reached: 'no' });
export const LOST_REPLY = (): AppError => new AppError('TIMED_OUT', { reached: 'maybe' });

export const AMY: FakeAccount = {
  username: 'amy',
  userId: 'user-amy',
  fullName: 'Amy Adams',
  password: 'CANARY-password-amy',
  code: null,
  isSso: false,
  isLocked: false,
};
export const BEN: FakeAccount = {
  ...AMY,
  username: 'ben',
  userId: 'user-ben',
  fullName: 'Ben Bell',
  password: 'CANARY-password-ben',
  code: '123456',
};

/** A DNAnexus platform in memory: the rules that core relies on, and the faults that it must survive. */
export function fakePlatform(clock: Clock): FakePlatform {
  const faults = new Map<Route | 'all', Fault>();
  const holds = new Map<Route, Promise<void>>();
  let made = 0;

  function issue(userId: string, options: Parameters<FakePlatform['issue']>[1] = {}): Issued {
    made += 1;
    const secret = `CANARY-token-${String(made).padStart(4, '0')}-0123456789abcd`;
    const { label = null, scope = { kind: 'full' }, expiresMs = clock.now() + MONTH_MS, isSession = false, apiUrl = PRODUCTION } = options;
    const signature = createHash('sha256').update(secret).digest('hex');
    const token: Issued = {
      secret,
      signature,
      userId,
      apiUrl,
      label,
      scope,
      expiresMs,
      isSession,
      parentSignature: null,
      madeMs: clock.now(),
      isDead: false,
    };
    fake.issued.push(token);
    return token;
  }
  const isLive = (token: Issued): boolean => !token.isDead && (token.expiresMs === null || token.expiresMs > clock.now());

  function bearerOf(secret: string, { apiUrl }: PlatformInfo): Issued {
    const token = fake.issued.find((one) => one.secret === secret && isLive(one));
    if (token?.apiUrl !== apiUrl) throw new AppError('TOKEN_NOT_ACCEPTED', { reached: 'yes' });
    return token;
  }

  /** One call of one route: counted, held, and failed as set. */
  async function call<T>(route: Route, platform: PlatformInfo, bearer: string | null, work: () => T): Promise<T> {
    fake.calls.push({ route, apiUrl: platform.apiUrl, authUrl: platform.authUrl, bearer });
    if (fake.issued.some((one) => one.secret === bearer && one.apiUrl !== platform.apiUrl)) fake.strays.push(bearer ?? '');
    await (holds.get(route) ?? Promise.resolve());
    const name = faults.has(route) ? route : 'all';
    const fault = faults.get(name);
    if (fault === undefined) return work();
    fault.times -= 1;
    if (fault.times <= 0) faults.delete(name);
    if (fault.at === 'after') work();
    throw fault.error;
  }

  function signIn({ apiUrl }: PlatformInfo, input: Parameters<Platform['signIn']>[1]): Awaited<ReturnType<Platform['signIn']>> {
    const account = fake.accounts.find((one) => one.username === input.username);
    if (account?.password !== input.password) throw new AppError('WRONG_PASSWORD', { reached: 'yes' });
    if (account.isSso) throw new AppError('SSO_REQUIRED', { reached: 'yes' });
    if (account.isLocked) throw new AppError('ACCOUNT_LOCKED', { reached: 'yes' });
    const factor = twoFactor.verdict(account, input.otp);
    if (factor === 'needsCode') return { kind: 'needsCode' };
    if (factor === 'wrong') throw new AppError('WRONG_CODE', { reached: 'yes' });
    if (account.code !== null && input.otp === null) return { kind: 'needsCode' };
    if (account.code !== null && input.otp !== account.code) throw new AppError('WRONG_CODE', { reached: 'yes' });
    const { secret, signature, userId } = issue(account.userId, { isSession: true, expiresMs: input.expiresMs, apiUrl });
    return { kind: 'token', token: { secret, signature, userId } };
  }

  function destroy(platform: PlatformInfo, bearer: string, signature: string): void {
    const { userId, apiUrl } = bearerOf(bearer, platform);
    const isTarget = (one: Issued) => one.signature === signature && one.userId === userId && one.apiUrl === apiUrl;
    const target = fake.issued.find((one) => isTarget(one) && isLive(one));
    if (target === undefined) throw new AppError('NOT_FOUND', { reached: 'yes' });
    target.isDead = true;
  }

  function list(platform: PlatformInfo, bearer: string): ServerToken[] {
    const { userId, apiUrl } = bearerOf(bearer, platform);
    return fake.issued
      .filter((one) => one.userId === userId && one.apiUrl === apiUrl && isLive(one))
      .map(({ signature, label, parentSignature, madeMs, expiresMs, scope, isSession }) =>
        fake.tellsDetails
          ? { signature, label, parentSignature, madeMs, expiresMs, scope, isSession }
          : { signature, label, parentSignature, madeMs: null, expiresMs: null, scope: { kind: 'unknown' }, isSession },
      );
  }

  const twoFactor = fakeTwoFactor({
    call,
    now: () => clock.now() + fake.aheadMs,
    accountOf: (platform, bearer) => {
      const { userId } = bearerOf(bearer, platform);
      const account = fake.accounts.find((one) => one.userId === userId);
      if (account === undefined || !fake.offersTwoFactor) throw new AppError('NOT_FOUND', { reached: 'yes' });
      if (account.isSso) throw new AppError('SSO_REQUIRED', { reached: 'yes' });
      return account;
    },
  });

  const fake: FakePlatform = {
    accounts: [{ ...AMY }, { ...BEN }],
    issued: [],
    strays: [],
    projects: [],
    projectsAPage: 1_000,
    orgs: new Map(),
    running: NONE,
    calls: [],
    tellsDetails: true,
    offersTwoFactor: true,
    aheadMs: 0,
    clockOffsetMs: () => fake.aheadMs,
    ...twoFactor.routes,
    count: (route) => fake.calls.filter((one) => one.route === route).length,
    fail: (route, error, { at = 'before', times = Infinity } = {}) => void faults.set(route, { error, at, times }),
    heal: () => {
      faults.clear();
    },
    hold(route) {
      let release: () => void = () => undefined;
      holds.set(route, new Promise<void>((resolve) => (release = resolve)));
      return () => {
        holds.delete(route);
        release();
      };
    },
    issue,
    isAlive: (signature) => fake.issued.some((one) => one.signature === signature && isLive(one)),
    signIn: (platform, input) => call('signIn', platform, null, () => signIn(platform, input)),
    mint: (platform, bearer, input) =>
      call('mint', platform, bearer, () => {
        const by = bearerOf(bearer, platform);
        if (by.scope.kind !== 'full') throw new AppError('PERMISSION_DENIED', { reached: 'yes' });
        const expiresMs = input.expiresMs ?? clock.now() + MONTH_MS;
        const { secret, signature, userId } = issue(by.userId, { label: input.label, scope: input.scope, expiresMs, apiUrl: by.apiUrl });
        return { secret, signature, userId };
      }),
    destroy: (platform, bearer, signature) =>
      call('destroy', platform, bearer, () => {
        destroy(platform, bearer, signature);
      }),
    listTokens: (platform, bearer) => call('listTokens', platform, bearer, () => list(platform, bearer)),
    whoami: (platform, bearer) => call('whoami', platform, bearer, () => ({ userId: bearerOf(bearer, platform).userId })),
    describeUser: (platform, bearer, userId) =>
      call('describeUser', platform, bearer, () => {
        if (bearerOf(bearer, platform).userId !== userId) fake.strays.push(bearer);
        const account = fake.accounts.find((one) => one.userId === userId);
        if (account === undefined) throw new AppError('NOT_FOUND', { reached: 'yes' });
        return { username: account.username, fullName: account.fullName };
      }),
    findProjects: (platform, bearer, { query, limit }) =>
      call('findProjects', platform, bearer, () => {
        bearerOf(bearer, platform);
        const found = fake.projects.filter((one) => one.name.includes(query) || one.id.includes(query));
        return { projects: found.slice(0, limit), hasMore: found.length > limit };
      }),
    listProjects: (platform, bearer, starting) =>
      call('listProjects', platform, bearer, () => {
        bearerOf(bearer, platform);
        const from = typeof starting === 'number' ? starting : 0;
        const to = from + fake.projectsAPage;
        return { projects: fake.projects.slice(from, to), next: to < fake.projects.length ? to : null };
      }),
    describeProject: (platform, bearer, projectId) =>
      call('describeProject', platform, bearer, () => {
        bearerOf(bearer, platform);
        const found = fake.projects.find((one) => one.id === projectId);
        if (found === undefined) throw new AppError('NOT_FOUND', { reached: 'yes' });
        return found;
      }),
    findOrgs: (platform, bearer) =>
      call('findOrgs', platform, bearer, () => {
        bearerOf(bearer, platform);
        return [...fake.orgs.keys()];
      }),
    describeOrg: (platform, bearer, orgId) =>
      call('describeOrg', platform, bearer, () => {
        bearerOf(bearer, platform);
        const found = fake.orgs.get(orgId);
        if (found === undefined) throw new AppError('NOT_FOUND', { reached: 'yes' });
        if (found instanceof AppError) throw found;
        return found;
      }),
    findRunning: (platform, bearer, userId) =>
      call('findRunning', platform, bearer, () => {
        if (bearerOf(bearer, platform).userId !== userId) fake.strays.push(bearer);
        return fake.running;
      }),
  };
  return fake;
}
