/** What a person does while the platform misbehaves: each scene meets the faults of one route. */
import { isAppError, toErrorAnswer } from '../../../main/core/errors';
import type { MintInput } from '../../../main/core/services';
import type { ErrorDetails } from '../../../preload/contract/errors';
import type { StandinProcess } from '../../fakes/standinProcess';
import type { Computer } from './computer';
import type { FaultKind } from './faults';

/** What the person was told: `done`, a code, or another word of the state that is shown. */
export interface Told {
  code: string;
  details?: ErrorDetails | undefined;
}

export interface Stage {
  computer: Computer;
  standin: StandinProcess;
  username: 'amy' | 'omar';
  /** Tokens that were made elsewhere, and are no business of dxkey's until it is given them. */
  others: Set<string>;
  /** Tokens that this computer holds and must not lose, by signature. */
  held: Set<string>;
  /** Tokens that are to die, and must have, in the end. */
  condemned: Set<string>;
  /** Whatever must be found nowhere in a file or a log. */
  secrets: Set<string>;
}

export interface Scene {
  name: string;
  route: string;
  /** once: sent once; retried: tried again by itself; silent: nothing of it reaches the person. */
  kind: 'once' | 'retried' | 'silent';
  prepare(stage: Stage): Promise<void>;
  act(stage: Stage): Promise<Told>;
  /** What is told where it is not the fault's own code; `code` is null where the fault has no consequence. */
  tells?(code: string | null, fault: FaultKind): string;
}

export const PLATFORM = { kind: 'standin' } as const;
export const LABEL = 'laptop';
const PROJECTS = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
const MINT: MintInput = { label: LABEL, scope: PROJECTS, expiresMs: null, isKept: true, worksWhileAway: false };
const WHO = { program: 'make', folder: null };

const AUTH = '/system/newAuthToken';
const DESTROY = '/system/destroyAuthToken';
const LIST = '/account/findAccessTokens';
const OLD_LIST = '/account/listAuthTokens';
const WHOAMI = '/system/whoami';
const DESCRIBE = '/user-xxxx/describe';
const RUNNING = '/system/findExecutions';

async function telling(work: Promise<unknown>): Promise<Told> {
  try {
    await work;
    return { code: 'done' };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return toErrorAnswer(error);
  }
}

export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > withinMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

// ---- How a scene begins

export async function signIn({ computer, standin, username }: Stage): Promise<void> {
  const { password } = standin.account(username);
  const { status } = await computer.services.session.signIn({ platform: PLATFORM, username, password });
  if (status === 'needsCode') await computer.services.session.submitCode({ code: await standin.control.code(username) });
}

async function hold(stage: Stage, label: string): Promise<string> {
  const { row, secret } = await stage.computer.services.tokens.mint({ ...MINT, label });
  stage.held.add(row.signature);
  stage.secrets.add(secret);
  return row.signature;
}

/** Signed in by password, with one token of ours in the keychain. */
async function signedIn(stage: Stage): Promise<void> {
  await signIn(stage);
  await hold(stage, 'kept');
}

async function pasted(stage: Stage, parentSignature: string | null = null): Promise<{ token: string; signature: string }> {
  const { secret, signature } = await stage.standin.control.mint({
    username: stage.username,
    label: 'made in the browser',
    parentSignature,
  });
  stage.secrets.add(secret);
  stage.others.add(signature);
  return { token: secret, signature };
}

async function signedInByToken(stage: Stage): Promise<void> {
  const { token, signature } = await pasted(stage);
  await stage.computer.services.session.inspectToken({ platform: PLATFORM, token });
  await stage.computer.services.session.keepToken({ label: 'mine', worksWhileAway: false });
  stage.held.add(signature);
  await hold(stage, 'kept');
}

const kept = (stage: Stage): string => heldRow(stage, 'kept');

function heldRow({ computer }: Stage, label: string): string {
  const found = computer.fakes.documents.index.saved()?.tokens.find((one) => one.label === label);
  if (found === undefined) throw new Error(`no token ${label}`);
  return found.signature;
}

// ---- What is done

async function signInUnderFault(stage: Stage): Promise<Told> {
  const { password } = stage.standin.account(stage.username);
  return telling(stage.computer.services.session.signIn({ platform: PLATFORM, username: stage.username, password }));
}

async function signInAndLook(stage: Stage): Promise<Told> {
  await signIn(stage);
  // The list that the sign-in itself asks for, not another one.
  await idle(stage);
  return stage.computer.services.tokens.state().problem ?? { code: 'done' };
}

/** Nothing of the list is on its way any more. */
export async function idle({ computer }: Stage): Promise<void> {
  await until(() => !computer.services.tokens.state().isRefreshing, 10_000);
}

async function problemOfList({ computer }: Stage): Promise<Told> {
  const { problem } = await computer.services.tokens.refresh();
  return problem ?? { code: 'done' };
}

async function mint(stage: Stage): Promise<Told> {
  return telling(
    stage.computer.services.tokens.mint(MINT).then(({ row, secret }) => {
      stage.held.add(row.signature);
      stage.secrets.add(secret);
    }),
  );
}

async function mintShellToken(stage: Stage): Promise<Told> {
  const { shellTokenDesk: desk } = stage.computer.services;
  const asked = telling(desk.ask(WHO));
  const id = desk.state().asking?.id ?? '';
  const told = await telling(desk.answer({ id, answer: { kind: 'mint', scope: PROJECTS, expiresMs: null } }));
  if (told.code !== 'done') {
    await desk.answer({ id, answer: { kind: 'refuse' } });
    return told;
  }
  stage.held.add(heldRow(stage, desk.state().asking?.label ?? 'dxkey ada'));
  return asked;
}

async function enterByToken(stage: Stage): Promise<Told> {
  const { token, signature } = await pasted(stage);
  const { session } = stage.computer.services;
  const told = await telling(session.inspectToken({ platform: PLATFORM, token }));
  if (told.code !== 'done') return told;
  stage.held.add(signature);
  return telling(session.keepToken({ label: 'mine', worksWhileAway: false }));
}

async function importToken(stage: Stage): Promise<Told> {
  const { token, signature } = await pasted(stage);
  const told = await telling(stage.computer.services.tokens.import({ token, label: 'pasted', worksWhileAway: false }));
  if (told.code === 'done') stage.held.add(signature);
  return told;
}

const revoke =
  (which: (stage: Stage) => string, when: 'now' | 'whenJobsDone') =>
  async (stage: Stage): Promise<Told> => {
    const { tokens, queue } = stage.computer.services;
    const signature = which(stage);
    stage.held.delete(signature);
    stage.condemned.add(signature);
    let outcome = '';
    const told = await telling(
      tokens.revoke({ signature, when }).then((answer) => {
        outcome = answer.outcome;
      }),
    );
    if (told.code !== 'done' || outcome !== 'queued') return told;
    if (when === 'whenJobsDone') return { code: 'queued' };
    return queue.state().entries.find((entry) => entry.signature === signature)?.problem ?? { code: 'queued in silence' };
  };

const isKnown = (running: { isKnown: boolean }): Told => ({ code: running.isKnown ? 'done' : 'not known' });

const signOut =
  (kind: 'destroy' | 'forget' | 'destroyWhenDone') =>
  async (stage: Stage): Promise<Told> => {
    const signature = stage.computer.fakes.documents.index.saved()?.sessions[0]?.signature ?? '';
    stage.held.delete(signature);
    if (kind !== 'forget') stage.condemned.add(signature);
    const state = await stage.computer.services.session.signOut({ kind });
    if (state.status !== 'signedOut') return { code: state.status };
    const note = state.ended?.notes[0];
    if (note === undefined) return { code: 'done' };
    return { code: note.isQueued ? note.code : `not queued ${note.code}` };
  };

async function comeBack({ computer }: Stage): Promise<Told> {
  await computer.restart();
  let code = '';
  await until(() => {
    const state = computer.services.session.state();
    code = state.status === 'signedIn' ? state.verified : state.status;
    return code !== 'notYet' && code !== 'working';
  }, 8_000);
  return { code: code === 'yes' ? 'done' : code };
}

// ---- Words that differ from the fault's own code

const isCarriedOut = (fault: FaultKind): boolean => {
  const { carriedOut, status, drop } = fault.set();
  return drop !== 'beforeBody' && (carriedOut ?? status === undefined);
};
/** The list settles what a lost reply left open. */
const settledByList = (code: string | null, fault: FaultKind): string =>
  code === null ? 'done' : isCarriedOut(fault) && !fault.isSettled ? 'MINT_UNCERTAIN' : code;
const neverSettled = (code: string | null, fault: FaultKind): string =>
  code === null ? 'done' : fault.isSettled ? code : 'MINT_UNCERTAIN';
/** Without a way to the platform nothing is made; with an odd list a mint goes on, and is listed later. */
const needsAWay = (code: string | null): string => (code === 'OFFLINE' || code === 'TIMED_OUT' ? code : 'done');
const asNotKnown = (code: string | null): string => (code === null ? 'done' : 'not known');
const asOffline = (code: string | null): string => (code === null ? 'done' : 'offline');
const queuedAnyway = (): string => 'queued';
const doneAnyway = (): string => 'done';

async function withoutList(stage: Stage): Promise<void> {
  await signedIn(stage);
  await stage.standin.control.settings({ listRoute: 'PermissionDenied' });
}
async function listEndsLater(stage: Stage): Promise<void> {
  await signedIn(stage);
  await stage.standin.control.fault({ route: LIST, skip: 1, times: 'always', status: 500 });
}
async function onlyOldList(stage: Stage): Promise<void> {
  await signedIn(stage);
  await stage.standin.control.fault({ route: LIST, times: 'always', status: 404, errorType: 'ResourceNotFound' });
}
async function elsewhere(stage: Stage): Promise<void> {
  await signedIn(stage);
  await pasted(stage, stage.computer.fakes.documents.index.saved()?.sessions[0]?.signature ?? null);
  await stage.computer.services.tokens.refresh();
}
const ofBrowser = ({ computer }: Stage): string =>
  computer.services.tokens.state().rows.find((row) => row.label === 'made in the browser')?.signature ?? '';
async function codeAsked(stage: Stage): Promise<void> {
  stage.username = 'omar';
  await signInUnderFault(stage);
}
async function submitCode(stage: Stage): Promise<Told> {
  return telling(stage.computer.services.session.submitCode({ code: await stage.standin.control.code('omar') }));
}
const nothing = (): Promise<void> => Promise.resolve();

export const SCENES: readonly Scene[] = [
  { name: 'sign in', route: AUTH, kind: 'once', prepare: nothing, act: signInUnderFault },
  { name: 'sign in: who it is', route: DESCRIBE, kind: 'silent', prepare: nothing, act: signInUnderFault },
  { name: 'sign in: the list', route: LIST, kind: 'retried', prepare: nothing, act: signInAndLook },
  { name: 'the code', route: AUTH, kind: 'once', prepare: codeAsked, act: submitCode },
  { name: 'sign in by token', route: WHOAMI, kind: 'retried', prepare: nothing, act: enterByToken },
  { name: 'sign in by token: who it is', route: DESCRIBE, kind: 'silent', prepare: nothing, act: enterByToken },
  { name: 'come back', route: WHOAMI, kind: 'retried', prepare: signedIn, act: comeBack, tells: asOffline },
  { name: 'mint', route: AUTH, kind: 'once', prepare: signedIn, act: mint, tells: settledByList },
  { name: 'mint: the list', route: LIST, kind: 'retried', prepare: signedIn, act: mint, tells: needsAWay },
  { name: 'mint by an API token', route: AUTH, kind: 'once', prepare: signedInByToken, act: mint, tells: settledByList },
  { name: 'mint without a list', route: AUTH, kind: 'once', prepare: withoutList, act: mint, tells: neverSettled },
  { name: 'mint, the list ends', route: AUTH, kind: 'once', prepare: listEndsLater, act: mint, tells: neverSettled },
  { name: 'the shell token', route: AUTH, kind: 'once', prepare: signedIn, act: mintShellToken, tells: settledByList },
  { name: 'the old list', route: OLD_LIST, kind: 'retried', prepare: onlyOldList, act: problemOfList },
  { name: 'import', route: WHOAMI, kind: 'retried', prepare: signedIn, act: importToken },
  { name: 'import: the list', route: LIST, kind: 'silent', prepare: signedIn, act: importToken },
  {
    name: 'before a revoke',
    route: RUNNING,
    kind: 'retried',
    prepare: signedIn,
    act: async (stage) => isKnown((await stage.computer.services.tokens.previewRevoke({ signature: kept(stage) })).running),
    tells: asNotKnown,
  },
  { name: 'revoke', route: DESTROY, kind: 'retried', prepare: signedIn, act: revoke(kept, 'now') },
  { name: 'revoke: the list', route: LIST, kind: 'silent', prepare: signedIn, act: revoke(kept, 'now') },
  { name: "revoke another computer's", route: DESTROY, kind: 'retried', prepare: elsewhere, act: revoke(ofBrowser, 'now') },
  { name: 'revoke when done', route: RUNNING, kind: 'silent', prepare: signedIn, act: revoke(kept, 'whenJobsDone'), tells: queuedAnyway },
  {
    name: 'before a sign-out',
    route: RUNNING,
    kind: 'retried',
    prepare: signedIn,
    act: async (stage) => isKnown((await stage.computer.services.session.previewSignOut()).running),
    tells: asNotKnown,
  },
  { name: 'sign out', route: DESTROY, kind: 'retried', prepare: signedIn, act: signOut('destroy') },
  { name: 'sign out an API token', route: DESTROY, kind: 'retried', prepare: signedInByToken, act: signOut('destroy') },
  { name: 'forget an API token', route: DESTROY, kind: 'silent', prepare: signedInByToken, act: signOut('forget'), tells: doneAnyway },
  { name: 'sign out when done', route: RUNNING, kind: 'silent', prepare: signedIn, act: signOut('destroyWhenDone'), tells: doneAnyway },
];
