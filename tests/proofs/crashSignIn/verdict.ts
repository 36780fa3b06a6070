/** What must hold at the start after a kill, by the stand-in's own truth. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generateSync } from 'otplib';
import type { Output } from '../../../preload/contract/contract';
import { keychainService } from '../../../main/agent/location';
import type { IndexDocument, QueueDocument } from '../../../main/core/ports';
import { readKeychain, signatureOf } from '../../electron/desktop';
import type { LiveToken, StandinProcess } from '../../fakes/standinProcess';
import { must, shownId, signIn, type Person, type Scene } from './acts';

export type Finding = 'unexplained' | 'unknownTokens' | 'lostQueues' | 'shutOut' | 'wronglyShown';
export type Report = (finding: Finding, what: string) => void;

const AT_REST_MS = 20_000;

export async function written<T>(dataDir: string, name: 'index' | 'queue'): Promise<T | null> {
  const text = await readFile(join(dataDir, `${name}.json`), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as { value: T }).value;
}

/** Signatures whose revocation stands in the file. */
export async function promisedIn(dataDir: string): Promise<string[]> {
  return ((await written<QueueDocument>(dataDir, 'queue'))?.entries ?? []).map((one) => one.signature);
}

async function atRest({ app }: Scene): Promise<Output<'session.load'>> {
  for (let waitedMs = 0; waitedMs < AT_REST_MS; waitedMs += 25) {
    const state = await must(app.call('session.load', {}));
    const isAsking = state.status === 'signedIn' && state.verified === 'notYet';
    if (state.status !== 'working' && !isAsking) return state;
    await wait(25);
  }
  throw new Error('the app did not come to rest');
}

async function refreshed({ app }: Scene): Promise<void> {
  await must(app.call('tokens.refresh', { accountId: await shownId(app) }));
}

/** The states that a person may find, by the words in which the screen tells them; null for any other. */
function nameOf(session: Output<'session.load'>, parts: { mayBeOpen: number; queued: number; ownIsLive: boolean }): string | null {
  if (session.status === 'signedIn') return parts.ownIsLive ? 'signed in' : null;
  if (session.status !== 'signedOut') return null;
  const { ended } = session;
  if (ended === null) return parts.mayBeOpen > 0 ? 'not signed in, a session may be open' : 'not signed in';
  if (ended.reason === 'signedOut')
    return parts.mayBeOpen > 0 ? 'signed out, a session may be open' : parts.queued > 0 ? 'signed out, its end is queued' : 'signed out';
  if (ended.reason === 'secretLost')
    return parts.queued > 0 ? 'its secret is lost, signing in ends it' : 'its secret is lost, and it has ended';
  return null;
}

export interface Facts {
  scene: Scene;
  dataDir: string;
  /** Live before the first start of the app. */
  others: ReadonlySet<string>;
  /** In the queue before the operation or when the app was killed. */
  promised: readonly string[];
}

/** Judges the first moments after the start; answers the state's name. */
export async function judgeStart({ scene, dataDir, others, promised }: Facts, report: Report): Promise<string> {
  const { app, standin, person } = scene;
  const session = await atRest(scene);
  const { signIns } = await must(app.call('unanswered.load', {}));
  const live = await mine(standin, person, others);
  const index = await written<IndexDocument>(dataDir, 'index');
  const queue = await promisedIn(dataDir);
  const own = session.status === 'signedIn' ? (index?.sessions[0]?.signature ?? null) : null;
  for (const token of live) {
    const isTold = token.isSession && signIns.some((one) => one.username === person.username && one.untilMs >= token.expiresMs);
    const isHeld = index?.tokens.some((one) => one.signature === token.signature) === true;
    if (token.signature !== own && !queue.includes(token.signature) && !isHeld && !isTold)
      report('unknownTokens', token.isSession ? 'a session' : 'a token');
  }
  if (own !== null) {
    const kept = await readKeychain(
      keychainService({ DXKEY_DATA_DIR: dataDir }, process.platform, '/'),
      `session/standin/user-${person.username}`,
    );
    if (kept === null || signatureOf(kept) !== own) report('unexplained', 'signed in without the secret in the keychain');
  }
  for (const signature of promised)
    if (!queue.includes(signature) && live.some((one) => one.signature === signature))
      report('lostQueues', 'gone from the file while it lives');
  const ownIsLive = live.some((one) => one.signature === own);
  const name = nameOf(session, { mayBeOpen: signIns.length, queued: queue.length, ownIsLive });
  if (name === null) report('unexplained', JSON.stringify({ session, signIns: signIns.length, queued: queue.length }));
  return name ?? 'unexplained';
}

async function mine(standin: StandinProcess, { username }: Person, others: ReadonlySet<string>): Promise<LiveToken[]> {
  return (await standin.control.liveTokens(username)).filter((one) => !others.has(one.signature));
}

/** The person signs in again, ends what is offered, and lets the queue run: then nothing lives that they do not know of. */
export async function judgeEnd({ scene, dataDir, others, promised }: Facts, report: Report): Promise<void> {
  const { app, standin, person } = scene;
  if (!(await canEnter(scene))) {
    report('shutOut', 'neither the password nor a code that was shown opens the account');
    return;
  }
  const before = await must(app.call('session.load', {}));
  if (before.status !== 'signedIn') await signIn(scene);
  await refreshed(scene);
  const known = async (): Promise<Set<string>> => {
    const index = await written<IndexDocument>(dataDir, 'index');
    return new Set([...(index?.sessions ?? []), ...(index?.tokens ?? [])].map((one) => one.signature).concat(await promisedIn(dataDir)));
  };
  const strangers = async (): Promise<LiveToken[]> => {
    const all = await known();
    return (await mine(standin, person, others)).filter((one) => !all.has(one.signature));
  };
  for (const lost of await strangers()) {
    const { signIns } = await must(app.call('unanswered.load', {}));
    const offer = signIns.find((one) => one.sessions.some((each) => each.signature === lost.signature));
    if (offer !== undefined) await must(app.call('unanswered.end', { id: offer.id, signature: lost.signature }));
  }
  for (const job of await standin.control.jobs()) if (job.state === 'running') await standin.control.endJob(job.id);
  await must(app.call('queue.retry', {}));
  await must(app.call('queue.retry', {}));
  for (const lost of await strangers())
    report('unknownTokens', lost.isSession ? 'a session that was not offered' : 'a token that is not listed');
  const live = await mine(standin, person, others);
  for (const signature of promised) if (live.some((one) => one.signature === signature)) report('lostQueues', 'a promise that is not kept');
}

/** By the password, and where a code is asked for, by one of the keys that were shown. */
async function canEnter({ standin, person }: Scene): Promise<boolean> {
  const way = await enter(standin, person, null);
  if (way === 'in') return true;
  if (way === 'refused') return false;
  const code = await standin.control.code(person.username);
  const nowMs = await standin.control.advanceClock(0);
  const epochs = [-1, 0, 1, 2].map((shift) => Math.floor(nowMs / 1_000) + shift * 30);
  return person.secrets.some((secret) => epochs.some((epoch) => generateSync({ secret, epoch }) === code));
}

/** As another program would; what it opens is ended at once. */
async function enter(standin: StandinProcess, { username, password }: Person, otp: string | null): Promise<'in' | 'needsCode' | 'refused'> {
  const answer = await standin.post('/system/newAuthToken', { username, password, otp, expires: null });
  if (answer.status !== 200) return JSON.stringify(answer.body).includes('OTPRequired') ? 'needsCode' : 'refused';
  const { access_token: secret } = answer.body as { access_token: string };
  await standin.post('/system/destroyAuthToken', { tokenSignature: signatureOf(secret) }, secret);
  return 'in';
}

/** What the Security screen says of the account, and of the codes that are kept; spends them. */
export async function judgeFactors({ app, standin, person }: Scene, report: Report): Promise<void> {
  const { status, authenticator, backupCodes } = await must(app.call('twoFactor.refresh', {}));
  const isOn = (await enter(standin, person, null)) === 'needsCode';
  if (status?.isOn !== isOn) report('wronglyShown', `two-factor authentication as ${String(status?.isOn)}`);
  if (authenticator !== null) {
    if (authenticator.standing !== 'live') report('wronglyShown', 'the kept key as unsure, though the platform was asked');
    const { currentCode, nextCode } = await must(app.call('twoFactor.codes', {}));
    if (!isOn || ![currentCode, nextCode].includes(await standin.control.code(person.username)))
      report('wronglyShown', 'a key that is dead');
  }
  if (backupCodes === null) return;
  if (backupCodes.standing !== 'live') report('wronglyShown', 'kept codes as unsure, though the platform was asked');
  const { list } = await must(
    app.call('twoFactor.showCodes', { accountId: await shownId(app), proof: { by: 'password', password: person.password } }),
  );
  for (const { code, use } of list)
    if (use === 'unused' && (!isOn || (await enter(standin, person, code)) !== 'in'))
      report('wronglyShown', 'a code that is spent as unused');
}
