/** A day with dxkey, with everything in it that touches a secret and much that goes wrong. */
import type { ElectronApplication, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { join } from 'node:path';
import type { Bridge } from '../../../preload/bridge';
import { readClipboard, readKeychain, run, signatureOf } from '../../electron/desktop';
import { closeFresh, mintToken, shownAccount, signOut, typeCode, typePassword, untilTokensScreen } from '../../electron/person';
import type { OwnerProof } from '../../../preload/contract/contract';
import { confirmCode, finish, openSecurity, phone, press, says, shownCodes, shownKey, typeAgain } from '../../electron/factorSteps';
import type { Answer } from '../../../preload/contract/errors';
import type { FaultInput } from '../../fakes/standinProcess';
import type { Computer } from './computer';
import { PROJECT, USER } from './secrets';
import type { Secrets } from './secrets';

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

const AUTH = '/system/newAuthToken';
const DESTROY = '/system/destroyAuthToken';
const SOON = { timeout: 30_000 };

interface Day {
  computer: Computer;
  secrets: Secrets;
}

/** A platform that says a secret back in its own error: none of its words may be kept. */
const echo = (text: string): string => JSON.stringify({ error: { type: 'InvalidInput', message: text, details: { text } } });

const signInFaults = (secrets: Secrets): FaultInput[] => [
  { route: AUTH, status: 500 },
  { route: AUTH, status: 422, rawBody: echo(secrets.password) },
  { route: AUTH, rawBody: secrets.password, contentType: 'text/html' },
  { route: AUTH, badJson: true },
  { route: AUTH, drop: 'afterBody', carriedOut: false },
];

async function password(page: Page, text: string): Promise<void> {
  await typePassword(page, { username: USER, password: text });
}

async function failsWith(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole('alert').filter({ hasText: words }).first()).toBeVisible(SOON);
}

async function logInToProxy(page: Page, text: string): Promise<void> {
  const box = page.getByRole('dialog', { name: 'The network wants a login' });
  await expect(box).toBeVisible(SOON);
  await box.getByLabel('Name for the proxy').fill('net-amy');
  await box.getByRole('textbox', { name: 'Password for the proxy' }).fill(text);
  await box.getByRole('button', { name: 'Log in to the proxy' }).click();
  await expect(box).toHaveCount(0);
}

async function throughTheProxy(page: Page, { secrets }: Day, how: 'code' | 'backup'): Promise<void> {
  // On the second day what waits to be revoked meets the proxy before the person does.
  if (how === 'backup') return logInToProxy(page, secrets.proxyPassword);
  for (const login of [secrets.wrongProxyPassword, secrets.proxyPassword]) {
    await password(page, secrets.password);
    await logInToProxy(page, login);
  }
}

async function signInAtLast(page: Page, { computer, secrets }: Day, how: 'code' | 'backup'): Promise<void> {
  const { control } = computer.standin;
  await password(page, secrets.password);
  if (how === 'code') {
    await typeCode(page, '000000');
    await failsWith(page, 'That code was not accepted.');
  }
  const code = how === 'code' ? await control.code(USER) : secrets.backupNow;
  if (how === 'code') secrets.add('oneTimeCode', code);
  await typeCode(page, code);
  await untilTokensScreen(page);
  const session = await readKeychain(computer.service, `session/standin/user-${USER}`);
  if (session === null) throw new Error('The keychain has no session: nothing would be proved.');
  secrets.add(`sessionToken ${how}`, session);
}

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`refused: ${answer.error.code}`);
  return answer.value;
}

/** The shown key and codes are the person's to keep: on the screen, in the keychain, and for a moment on the clipboard. */
async function secondFactor(page: Page, { computer, secrets }: Day): Promise<void> {
  const { control } = computer.standin;
  const { passphrase } = secrets;
  await openSecurity(page);
  await press(page, 'Move to another authenticator');
  await typeAgain(page, secrets.password, await control.code(USER));
  await press(page, 'Continue');
  const key = await shownKey(page);
  secrets.add('setup key', key);
  secrets.add('setup key as it is shown', (key.match(/.{1,4}/g) ?? []).join(' '));
  secrets.add('setup link', `otpauth://totp/${encodeURIComponent(`DNAnexus stand-in:${USER}`)}?secret=${key}`);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(readClipboard, SOON).toBe(key);
  // A code of the step that is over by then; the next one is asked for below.
  await confirmCode(page, '000000');
  await failsWith(page, 'That code was not accepted.');
  const code = await phone(computer.standin, key);
  secrets.add('code of the new key', code);
  await confirmCode(page, code);
  const codes = await shownCodes(page);
  codes.forEach((one, at) => {
    secrets.add(`back-up code ${String(at)}`, one);
  });
  await press(page, 'Copy all');
  await page.getByText('Keep them in this computer’s keychain, too').click();
  await page.getByText('Let dxkey show the codes as well').click();
  await finish(page, codes[0] ?? '');
  await says(page, '10 of 10 unused.');
  secrets.backupNow = codes[1] ?? '';
  valueOf(await page.evaluate((text) => window.dxkey.lock.setUp({ passphrase: text }), passphrase));
  const accountId = await shownAccount(page);
  const ask = (proof: OwnerProof) => page.evaluate((input) => window.dxkey.twoFactor.showCodes(input), { accountId, proof });
  computer.say(JSON.stringify(await ask({ by: 'password', password: secrets.password })));
  const shown = valueOf(await ask({ by: 'passphrase', passphrase }));
  if (shown.list[1]?.code !== secrets.backupNow) throw new Error('The kept codes are not those that were kept.');
  computer.say(JSON.stringify(await ask({ by: 'passphrase', passphrase: secrets.wrongPassword })));
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.lock.load())).waitUntilMs, SOON).toBeNull();
  valueOf(await page.evaluate((text) => window.dxkey.lock.remove({ passphrase: text }), passphrase));
  await press(page, /^Tokens/);
  await untilTokensScreen(page);
}

/** Calls that are refused, each with a secret in its input; the answers are searched. */
async function refusedCalls(page: Page, { computer, secrets }: Day): Promise<void> {
  const answers = await page.evaluate(
    async ({ strange, wrong }) => {
      const any = window.dxkey as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
      const ask = (noun: string, verb: string, input: unknown) => any[noun]?.[verb]?.(input) ?? Promise.resolve('no such call');
      return Promise.all([
        ask('tokens', 'import', { token: strange, label: 'strange', worksWhileAway: false }),
        ask('tokens', 'import', { token: { text: strange }, label: strange, [strange]: 1 }),
        ask('session', 'signIn', { platform: { kind: 'custom', apiUrl: wrong, authUrl: wrong }, username: 'x', password: wrong }),
        ask('session', 'signIn', { platform: { kind: 'standin' }, username: wrong, password: [wrong] }),
        ask('session', 'submitCode', { code: wrong.repeat(9) }),
        ask('proxy', 'answer', { id: wrong, answer: { kind: 'login', username: 'x', password: wrong } }),
        ask('tokens', 'copy', { signature: strange }),
      ]);
    },
    { strange: secrets.strange, wrong: secrets.wrongPassword },
  );
  const text = JSON.stringify(answers);
  if (/"ok":true|no such call/.test(text)) throw new Error(`A call that had to be refused was not: ${text}`);
  computer.say(text);
}

async function tokensInTheWindow(page: Page, app: ElectronApplication, day: Day): Promise<void> {
  const { computer, secrets } = day;
  const { control } = computer.standin;
  const minted = await mintToken(page, { label: 'copied', project: PROJECT });
  secrets.add('minted', minted);
  await page.getByRole('dialog').getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(readClipboard, SOON).toBe(minted);
  await closeFresh(page);
  await control.fault({
    route: AUTH,
    status: 422,
    rawBody: echo(secrets.all().find(({ name }) => name.startsWith('session'))?.text ?? ''),
  });
  await control.fault({ route: AUTH, badJson: true });
  for (const label of ['refused', 'unread']) {
    const input = {
      accountId: await shownAccount(page),
      label,
      scope: { kind: 'full' },
      expiresMs: null,
      isKept: true,
      worksWhileAway: false,
    } as const;
    computer.say(JSON.stringify(await page.evaluate((one) => window.dxkey.tokens.mint(one), input)));
  }
  await control.clearFaults();
  await refusedCalls(page, day);
  // The renderer dies while it shows a secret.
  secrets.add('minted and shown at the crash', await mintToken(page, { label: 'crashed', project: PROJECT }));
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
}

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

async function shells({ computer, secrets }: Day): Promise<void> {
  const dxkey = computer.command.map(quote).join(' ');
  const select = [process.execPath, join(process.cwd(), 'tests', 'fakes', 'dxSelect.cjs')];
  const shell = await run(
    'bash',
    ['--norc', '-c', `eval "$(${dxkey} env copied --also-api-token)"; ${select.map(quote).join(' ')}; sleep 0.3`],
    {
      env: computer.env,
    },
  );
  if (!shell.out.includes('it holds the token: true')) throw new Error(`The shell was given no token: ${shell.err}`);
  computer.say(shell.out + shell.err);
  const child = await computer.dxkey(['exec', 'copied', '--', ...select]);
  if (!child.out.includes('it holds the token: true')) throw new Error(`The child was given no token: ${child.err}`);
  const alone = await computer.dxkey(['exec', '--token-stdin', '--platform', computer.standin.url, '--', ...select], {
    input: `${secrets.imported}\n`,
  });
  if (!alone.out.includes('it holds the token: true')) throw new Error(`The child without the app was given no token: ${alone.err}`);
}

async function commands(day: Day): Promise<void> {
  const { computer, secrets } = day;
  const { control } = computer.standin;
  await control.mint({ username: USER, label: 'from elsewhere', secret: secrets.imported });
  const did = async (code: number, ...asked: Parameters<Computer['dxkey']>): Promise<string> => {
    const outcome = await computer.dxkey(...asked);
    if (outcome.code !== code) throw new Error(`dxkey ${asked[0].join(' ')} ended with ${String(outcome.code)}: ${outcome.err}`);
    return outcome.out;
  };
  await did(0, ['import', '--stdin', '--label', 'imported'], { input: `${secrets.imported}\n` });
  await did(8, ['import', '--stdin', '--json'], { input: `${secrets.strange}\n` });
  const printed = await did(0, ['create', 'printed', '--full', '--print'], { printsSecret: true });
  secrets.add('printed', printed.trim().split('\n').at(-1) ?? '');
  await shells(day);
  await did(0, ['copy', 'imported']);
  await did(4, ['env', 'nobody', '--shell', 'bash']);
  await did(0, ['tokens', '--json']);
  await did(0, ['status', '--json']);
  // A revocation that cannot be sent now: its secret waits in the keychain alone.
  await control.fault({ route: DESTROY, status: 503, times: 'always' });
  await computer.dxkey(['revoke', 'printed', '--yes']);
  const waiting = await readKeychain(
    computer.service,
    `condemned/${signatureOf(secrets.all().find(({ name }) => name === 'printed')?.text ?? '')}`,
  );
  if (waiting === null) throw new Error('The revocation does not wait in the keychain: the queue would go unproved.');
}

/** One round: faults and wrong words, work in window and shells, a crash, and a sign-out that the platform cannot hear. */
export async function workADay(day: Day, how: 'code' | 'backup'): Promise<void> {
  const { computer, secrets } = day;
  const { control } = computer.standin;
  const app = await computer.launch();
  try {
    const page = await app.firstWindow();
    await throughTheProxy(page, day, how);
    if (how === 'code') {
      for (const fault of signInFaults(secrets)) {
        await control.fault(fault);
        await password(page, secrets.password);
        await expect.poll(() => control.faultsLeft(), SOON).toBe(0);
        await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled(SOON);
        await failsWith(page, /./);
      }
      await password(page, secrets.wrongPassword);
      await failsWith(page, 'do not match');
    }
    await signInAtLast(page, day, how);
    if (how === 'backup') {
      await signOut(page, USER);
      return;
    }
    await secondFactor(page, day);
    await tokensInTheWindow(page, app, day);
    await commands(day);
    const left = await computer.dxkey(['logout', '--yes']);
    if (left.code !== 0) throw new Error(`dxkey logout ended with ${String(left.code)}: ${left.err}`);
    computer.say(await readClipboard());
  } finally {
    await app.close();
    await control.clearFaults();
  }
}
