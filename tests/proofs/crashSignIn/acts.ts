/** The four operations that are cut off: what goes before each, and its calls, as a person makes them. */
import { setTimeout as wait } from 'node:timers/promises';
import { generateSync } from 'otplib';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import type { StandinProcess } from '../../fakes/standinProcess';
import type { App } from './apps';

export const PLATFORM = { kind: 'standin' } as const;

/** What the person typed and was shown. */
export interface Person {
  username: 'amy' | 'omar';
  password: string;
  /** Setup keys, the newest first. */
  secrets: string[];
  codes: string[];
}

export interface Scene {
  app: App;
  standin: StandinProcess;
  person: Person;
  /** Whether what can be kept is kept. */
  keeps: boolean;
}

export interface Act {
  name: 'sign-in' | 'sign-out' | 'enable' | 'disable';
  variant: string;
  username: Person['username'];
  /** What the stand-in is asked on the way. */
  routes: readonly string[];
  /** How many times our files are written on the way, about. */
  writes: number;
  prepare(scene: Scene): Promise<void>;
  run(scene: Scene): Promise<void>;
}

export async function must<T>(answer: Promise<{ ok: true; value: T } | { ok: false; error: ErrorAnswer }>): Promise<T> {
  const told = await answer;
  if (!told.ok) throw new Error(told.error.code);
  return told.value;
}

export async function signIn({ app, standin, person }: Scene): Promise<void> {
  const { username, password } = person;
  const state = await must(app.call('session.signIn', { platform: PLATFORM, username, password }));
  if (state.status === 'needsCode') await must(app.call('session.submitCode', { code: await standin.control.code(username) }));
}

async function codeOf(standin: StandinProcess, secret: string): Promise<string> {
  return generateSync({ secret, epoch: Math.floor((await standin.control.advanceClock(0)) / 1_000) });
}

/** Whose account is meant; there is one. */
export const shownId = async (app: App): Promise<string> => (await must(app.call('accounts.load', {}))).shownId ?? 'none';

async function enable({ app, standin, person, keeps }: Scene): Promise<void> {
  const { secret } = await must(app.call('twoFactor.begin', { accountId: await shownId(app), password: person.password, code: null }));
  person.secrets.unshift(secret);
  const { backupCodes } = await must(app.call('twoFactor.confirm', { code: await codeOf(standin, secret) }));
  person.codes.unshift(...backupCodes);
  await must(app.call('twoFactor.tellSaved', {}));
  await must(app.call('twoFactor.finish', { backupCode: backupCodes[2] ?? '', keepCodes: keeps, keepKey: keeps }));
}

const SIGN_IN = '/system/newAuthToken';
const DESTROY = '/system/destroyAuthToken';
const signInAct = { name: 'sign-in', routes: [SIGN_IN], writes: 5, prepare: () => Promise.resolve() } as const;
const signOutAct = { name: 'sign-out', username: 'amy', routes: [DESTROY] } as const;

/** A revocation that was promised before, and that the platform does not carry out for now. */
async function withOldRevocation(scene: Scene): Promise<void> {
  await signIn(scene);
  const { app, standin } = scene;
  const accountId = await shownId(app);
  const token = {
    accountId,
    label: 'an older token',
    scope: { kind: 'full' },
    expiresMs: null,
    isKept: true,
    worksWhileAway: false,
  } as const;
  const { row } = await must(app.call('tokens.mint', token));
  await standin.control.fault({ route: DESTROY, status: 503, times: 'always' });
  await must(app.call('tokens.revoke', { accountId, signature: row.signature, when: 'now' }));
}

/** The window's page is replaced by a sign-out and may not get its answer: what is so then says what came of it. */
async function signOut({ app }: Scene, kind: 'destroy' | 'destroyWhenDone'): Promise<void> {
  await app.call('session.signOut', { accountId: await shownId(app), kind });
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await app.call('session.load', {});
    if (answer.ok && answer.value.status === 'signedOut') return app.untilForm();
    await wait(50);
  }
  throw new Error('still signed in');
}

export const ACTS: readonly Act[] = [
  { ...signInAct, variant: 'password', username: 'amy', run: signIn },
  { ...signInAct, variant: 'code', username: 'omar', writes: 7, run: signIn },
  {
    ...signInAct,
    variant: 'kept back-up code',
    username: 'amy',
    writes: 9,
    async prepare(scene) {
      await signIn(scene);
      await enable({ ...scene, keeps: true });
      await signOut(scene, 'destroy');
    },
    async run({ app, person }) {
      const { username, password, codes } = person;
      await must(app.call('session.signIn', { platform: PLATFORM, username, password }));
      await must(app.call('session.submitCode', { code: codes[4] ?? '' }));
    },
  },
  {
    ...signOutAct,
    variant: 'destroy',
    writes: 6,
    async prepare(scene) {
      await withOldRevocation(scene);
      await scene.standin.control.clearFaults();
    },
    run: (scene) => signOut(scene, 'destroy'),
  },
  {
    ...signOutAct,
    variant: 'platform refuses',
    writes: 3,
    prepare: withOldRevocation,
    run: (scene) => signOut(scene, 'destroy'),
  },
  {
    ...signOutAct,
    variant: 'when jobs are done',
    writes: 3,
    async prepare(scene) {
      await withOldRevocation(scene);
      const [session] = (await scene.standin.control.liveTokens(scene.person.username)).filter((one) => one.isSession);
      await scene.standin.control.launchJob({ tokenSignature: session?.signature ?? '' });
    },
    run: (scene) => signOut(scene, 'destroyWhenDone'),
  },
  {
    name: 'enable',
    variant: 'over the API',
    username: 'amy',
    routes: ['/account/beginTwoFactor', '/account/confirmTwoFactor', '/account/finishTwoFactor'],
    writes: 4,
    prepare: signIn,
    run: enable,
  },
  {
    name: 'disable',
    variant: 'over the API',
    username: 'amy',
    routes: ['/account/disableTwoFactor'],
    writes: 3,
    async prepare(scene) {
      await signIn(scene);
      await enable(scene);
    },
    async run({ app, standin, person }) {
      const accountId = await shownId(app);
      const code = await standin.control.code(person.username);
      await must(app.call('twoFactor.turnOff', { accountId, password: person.password, code }));
    },
  },
];
