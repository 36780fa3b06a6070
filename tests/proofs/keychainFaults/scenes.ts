/** What the command and the window say in each state, and that nothing is lost when it ends. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../../main/cli/errorText';
import { EXIT_OF } from '../../../main/cli/exitCodes';
import type { ErrorCode } from '../../../preload/contract/errors';
import type { Outcome } from '../../electron/desktop';
import * as person from '../../electron/person';
import type { Fault } from '../../fakes/secretService';
import { isSignedIn, setStage, signIn, told, until, type Stage } from './stage';
import { SMALL, TOLD, type Told } from './states';
import { expectOne, tally } from './tally';

const SHOWN = ['-c', 'printf %s "$DX_SECURITY_CONTEXT"'];
const titleOf = (stage: Stage, title: string) => stage.page.getByText(title, { exact: true });

/** All three parts of a failure: what happened and was kept, what to do, and the number that scripts read. */
function expectFailure(what: string, { code, err, out }: Outcome, wanted: ErrorCode, stage: Stage): void {
  expectOne(`${what}, exit`, String(code), [String(EXIT_OF[wanted])]);
  expectOne(`${what}, words`, err.includes(errorText(wanted, undefined)) ? wanted : err.trim(), [wanted]);
  const isTold = Object.values(stage.secrets).some((secret) => `${out}${err}`.includes(secret));
  expectOne(`${what}, a secret in what it says`, String(isTold), ['false']);
}

async function copy(stage: Stage, label: string): Promise<string> {
  const input = { accountId: await person.shownAccount(stage.page), signature: stage.signatures[label] ?? '' };
  const answer = await told(() => stage.page.evaluate((asked) => window.dxkey.tokens.copy(asked), input));
  return answer.ok ? answer.value.outcome : answer.error.code;
}

/** The token is what it was, for a program. */
async function expectKept(what: string, stage: Stage, label: string): Promise<void> {
  tally.recoveries += 1;
  const { code, out, err } = await stage.dxkey(['exec', label, '--', 'sh', ...SHOWN]);
  if (code === 0 && out.includes(stage.secrets[label] ?? 'nothing')) tally.recovered += 1;
  else tally.wrong.push(`${what}: exec ${label} ended with ${String(code)}: ${err.trim()}`);
}

async function expectUnwritten(what: string, stage: Stage, more: readonly string[]): Promise<void> {
  const found = await stage.written([...Object.values(stage.secrets), ...more]);
  tally.writtenElsewhere += found.length;
  for (const path of found) tally.wrong.push(`${what}, written elsewhere: ${path}`);
}

/** What needs the keychain; what does not goes on. One after the other, or less of it and at once. Answers the secret of a token that was made and not kept. */
async function useAll(what: string, stage: Stage, { code, finding }: Told, size: string): Promise<string> {
  const marker = join(stage.scratch, `started ${what}`);
  const label = `made while ${what}`;
  const uses: Record<string, readonly string[]> = {
    exec: ['exec', 'work', '--', 'touch', marker],
    create: ['create', label, '--full', '--yes', '--expires', 'month', '--print'],
    doctor: ['doctor', '--json'],
    ...(size === 'full' ? { env: ['env', 'work', '--shell', 'json'], tokens: ['tokens', '--json'] } : {}),
  };
  const outcomes: Record<string, Outcome> = {};
  const use = async ([name, args]: [string, readonly string[]]): Promise<void> => {
    outcomes[name] = await stage.timed(args);
  };
  if (size === 'full') for (const one of Object.entries(uses)) await use(one);
  else await Promise.all(Object.entries(uses).map(use));

  const none: Outcome = { code: null, out: '', err: '' };
  const { exec = none, create = none, doctor = none, env, tokens } = outcomes;
  expectFailure(`${what}, exec`, exec, code, stage);
  expectOne(`${what}, exec started its program`, String(existsSync(marker)), ['false']);
  if (env !== undefined) expectFailure(`${what}, env`, env, code, stage);
  expectFailure(`${what}, create`, create, code, stage);
  // Made on the platform, and told once: nothing is lost although nothing could be kept.
  const secret = create.out.trim();
  const isLive = (await stage.standin.control.liveTokens('amy')).some((one) => one.label === label);
  expectOne(`${what}, create told the token that it made`, `${String(isLive)} ${String(secret.length)}`, ['true 32']);
  if (tokens !== undefined) expectOne(`${what}, tokens`, String(tokens.code), ['0']);
  if (finding !== null) expectOne(`${what}, doctor`, doctor.out.includes(`"${finding}"`) ? finding : doctor.out, [finding]);
  return secret;
}

/** A token from stdin is refused and kept nowhere, and no question is left standing. */
async function expectLoginRefused(what: string, stage: Stage, code: ErrorCode): Promise<string> {
  const { secret } = await stage.standin.control.mint({ username: 'omar', label: 'pasted' });
  expectFailure(
    `${what}, login`,
    await stage.timed(['login', '--token-stdin', '--platform', stage.standin.url], `${secret}\n`),
    code,
    stage,
  );
  expectOne(`${what}, after login`, String(await isSignedIn(stage.page)), ['true']);
  return secret;
}

/** The state ends; what was told as not kept is not kept, and the rest is as it was. */
async function expectEnd(what: string, stage: Stage, title: string, before: readonly string[]): Promise<void> {
  await stage.service.set('none');
  // What is still on its way lands first.
  await until(`${what} is over`, async () => {
    const probed = await stage.page.evaluate(() => window.dxkey.keychain.probe({}));
    return probed.ok && probed.value.state === 'ready';
  });
  await until(`the line of ${what} goes`, async () => (await titleOf(stage, title).count()) === 0);
  await until(`${what}: somebody is signed in`, () => isSignedIn(stage.page));
  const names = (): string => [...stage.service.accounts()].sort().join(' ');
  const wanted = [...before].sort().join(' ');
  if (names() !== wanted) tally.wrong.push(`${what}: the keychain holds ${names()}, not ${wanted}`);
  await expectKept(what, stage, 'work');
}

async function playState(stage: Stage, fault: Exclude<Fault, 'none'>, size: string): Promise<void> {
  const { code, title } = TOLD[fault];
  const before = stage.service.accounts();
  await stage.service.set(fault);
  expectOne(`${fault}, copy`, await copy(stage, 'work'), [code]);
  await told(() => titleOf(stage, title).waitFor());
  const made = await useAll(fault, stage, TOLD[fault], size);
  const pasted = size === 'full' ? [await expectLoginRefused(fault, stage, code)] : [];
  await expectUnwritten(fault, stage, [made, ...pasted]);
  await expectEnd(fault, stage, title, before);
  if (size === 'full') await startIn(stage, fault);
}

/** The app starts in the state: it says so, drops nobody's session, and goes on when the state ends. */
async function startIn(stage: Stage, fault: Exclude<Fault, 'none'>): Promise<void> {
  const { code, title } = TOLD[fault];
  const before = stage.service.accounts();
  await stage.restart(() => stage.service.set(fault));
  await told(() => titleOf(stage, title).waitFor());
  const what = `a start while ${fault}`;
  expectFailure(`${what}, exec`, await stage.timed(['exec', 'work', '--', 'sh', ...SHOWN]), code, stage);
  await expectUnwritten(what, stage, []);
  await expectEnd(what, stage, title, before);
}

/** An entry that something else removed: only what it held is gone. */
async function playLost(stage: Stage, size: string): Promise<void> {
  const lose = (part: string): void => {
    expectOne(`entries lost of ${part}`, String(stage.service.lose((account) => account.includes(part))), ['1']);
  };
  lose(stage.signatures.work ?? 'no signature');
  expectFailure('lost, exec', await stage.timed(['exec', 'work', '--', 'sh', ...SHOWN]), 'SECRET_LOST', stage);
  expectFailure('lost, once it is known', await stage.timed(['env', 'work', '--shell', 'json']), 'TOKEN_NOT_HELD', stage);
  await expectKept('lost, the other token', stage, 'other');
  lose(stage.signatures.other ?? 'no signature');
  expectOne('lost, copy', await copy(stage, 'other'), ['SECRET_LOST']);
  if (size !== 'full') return;
  await stage.restart(() => {
    lose('session/');
    return Promise.resolve();
  });
  await told(() => stage.page.getByText(/^The keychain no longer has the session of amy/).waitFor());
  expectFailure('the session lost, exec', await stage.timed(['exec', '--', 'true']), 'NOT_SIGNED_IN', stage);
  await signIn(stage);
  expectOne('after the session was lost', String(await isSignedIn(stage.page)), ['true']);
}

/** Words that differ as the states do. */
function expectOwnWords(): void {
  const codes = [...new Set([...Object.values(TOLD).map(({ code }) => code), 'SECRET_LOST' as const, 'TOKEN_NOT_HELD' as const])];
  const texts = new Set(codes.map((code) => errorText(code, undefined)));
  expectOne('words of their own', String(texts.size), [String(codes.length)]);
}

export async function playStates(size: string): Promise<number> {
  expectOwnWords();
  const states = size === 'full' ? (Object.keys(TOLD) as (keyof typeof TOLD)[]) : [...SMALL];
  const stage = await setStage();
  try {
    await expectKept('available', stage, 'work');
    for (const fault of states) await playState(stage, fault, size);
    await playLost(stage, size);
  } catch (error) {
    tally.wrong.push(`cut off: ${String(error)}`);
  } finally {
    await stage.close();
  }
  return states.length + 2;
}
