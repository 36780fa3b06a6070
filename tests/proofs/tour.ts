/**
 * `npm run tour [-- --images]`: the main job in the real app, unattended, as a person would do it. Leaves tour/transcript.md
 * and pictures of every screen in both themes; `--images` also makes those that the README shows.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { keychainService } from '../../main/agent/location';
import { commandWords, launchApp } from '../electron/app';
import { exists, filesHolding, openTray, readClipboard, run, signatureOf, start } from '../electron/desktop';
import * as person from '../electron/person';
import { startStandin } from '../fakes/standinProcess';
import { carried, tourSeed } from './tour/seed';
import { openTranscript } from './tour/transcript';

const ROOT = process.cwd();
const FOLDER = join(ROOT, 'tour');
const IMAGES = join(ROOT, 'docs', 'images');
const LABEL = 'cohort-a upload';
const PROJECT = 'Rare disease, cohort A';
const SIZE = { width: 1280, height: 800 };

type Parts = Awaited<ReturnType<typeof prepare>>;

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const program = (name: string) => [process.execPath, join(ROOT, 'tests', 'fakes', name)].map(quote).join(' ');

async function prepare() {
  mkdirSync(FOLDER, { recursive: true });
  const standin = await startStandin({ seed: tourSeed });
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-tour-'));
  const home = join(scratch, 'home');
  const data = join(scratch, 'data');
  for (const folder of [home, join(home, '.config'), data]) mkdirSync(folder, { mode: 0o700 });
  const own = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), DXKEY_DATA_DIR: data, DXKEY_STANDIN_URL: standin.url };
  const told = openTranscript(FOLDER);
  const tray = await openTray();
  const omar = standin.account('omar');
  const sigrid = standin.account('sigrid');
  told.hide(omar.password, '(password)');
  told.hide(sigrid.apiToken ?? 'none', '(the token of sigrid)');
  for (const { label, secret } of carried) told.hide(secret, `(the token of ${label})`);
  for (const folder of [data, home]) told.hide(folder, folder === data ? '$DATA' : '$HOME');
  return { standin, scratch, home, data, own, env: { ...process.env, ...own }, told, tray, omar, sigrid };
}

/** A window of the size that the README shows. */
async function openApp({ own }: Parts) {
  const app = await launchApp({}, own);
  const page = await app.page();
  // Chromium makes no X window as large as the whole screen: the page is told its size instead.
  await page.setViewportSize(SIZE);
  return { app, page };
}

/** The command, as a person types it; what it is told on its standard input is not in the transcript. */
async function dxkey({ env, told }: Parts, args: string[], input = '') {
  const [file = '', ...first] = commandWords();
  const outcome = await run(file, [...first, ...args], { env, input });
  told.command(
    `dxkey ${args.map((word) => (/^[\w-]+$/.test(word) ? word : quote(word))).join(' ')}`,
    outcome.out + outcome.err,
    outcome.code,
  );
  return outcome;
}

async function signIn(parts: Parts, page: Page) {
  const { told, standin, omar } = parts;
  told.step('Sign in with password and code');
  await told.picture(page, 'sign-in');
  await person.typePassword(page, { username: 'omar', password: 'not the password' });
  await page.getByText('That username and password do not match.').waitFor();
  await told.picture(page, 'sign-in-wrong-password');
  await person.typePassword(page, omar);
  await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
  await told.picture(page, 'code');
  await person.typeCode(page, await standin.control.code('omar'));
  await person.untilTokensScreen(page);
}

async function carryTokens(parts: Parts, page: Page) {
  const { told } = parts;
  told.step('Import tokens that came from another computer');
  told.say('Each is read from standard input, never from an argument.');
  for (const { label, secret } of carried) {
    const { code } = await dxkey(parts, ['import', '--stdin', '--label', label], `${secret}\n`);
    told.check(`${label} is kept`, code === 0);
  }
  await person.tokenRow(page, 'notebooks').getByText('This computer').waitFor();
}

async function mint(parts: Parts, page: Page): Promise<string> {
  const { told, own } = parts;
  told.step('Make a token scoped to one project');
  await person.fillNewToken(page, { label: LABEL, project: PROJECT });
  await told.picture(page, 'new-token');
  await page.getByRole('button', { name: 'Generate token' }).click();
  await page.getByRole('heading', { name: `“${LABEL}” is ready` }).waitFor();
  const shown = page.getByLabel('The token', { exact: true });
  const secret = await shown.innerText();
  told.hide(secret, '(the new token)');
  told.say('The token is shown once; the picture has dots in its place.');
  await shown.evaluate((element) => {
    if (element.firstChild instanceof Text) element.firstChild.data = '•'.repeat(element.firstChild.data.length);
  });
  await told.picture(page, 'token-shown-once');
  await person.closeFresh(page);

  told.step('Read it back from the keychain, with the keychain’s own program');
  const key = `token/standin/user-omar/${signatureOf(secret)}`;
  const args = ['lookup', 'service', keychainService(own, process.platform, '/'), 'account', key];
  const { code, out } = await run('secret-tool', args);
  told.command(`secret-tool ${args.join(' ')}`, out, code);
  told.check('the keychain holds the token that the window showed', out === secret);
  return secret;
}

async function copyFromTray({ told, tray }: Parts, secret: string) {
  told.step('Copy it from the tray');
  const { tooltip, menu } = await tray.read();
  const rows = menu.filter((row) => !row.separator).map((row) => `- ${row.label}${row.menu.map((each) => `  [${each.label}]`).join('')}`);
  told.say(`The tray says “${tooltip}”. Its menu:\n\n${rows.join('\n')}`);
  await tray.press(`${LABEL} ••••${secret.slice(-4)}`, 'Copy');
  let held = await readClipboard();
  for (const end = Date.now() + 10_000; held !== secret && Date.now() < end;) held = await readClipboard();
  told.command('xclip -selection clipboard -o', held, 0);
  told.check('the clipboard holds the token', held === secret);
}

async function lookAround(parts: Parts, page: Page) {
  const { told } = parts;
  told.step('The Tokens screen, and what is behind its buttons');
  await page.mouse.move(0, 0);
  await page.getByRole('row').filter({ hasText: 'nextflow-runs' }).focus();
  await told.picture(page, 'tokens');
  if (process.argv.includes('--images')) await imagesFor(page);
  await page.getByRole('searchbox').fill('cohort');
  await told.picture(page, 'tokens-search');
  await page.getByRole('searchbox').fill('');
  await person.tokenRow(page, LABEL).click({ button: 'right' });
  await page.getByRole('menu').waitFor();
  await told.picture(page, 'row-menu');
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await page.getByRole('textbox', { name: 'bash' }).waitFor();
  await told.picture(page, 'export');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Import…' }).click();
  await told.picture(page, 'import');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await person.openSettings(page);
  await told.picture(page, 'settings');
  await page.getByRole('button', { name: 'Tokens', exact: true }).click();
  await page.getByRole('button', { name: 'Account omar' }).click();
  await page.getByRole('menu').waitFor();
  await told.picture(page, 'account-menu');
  await page.keyboard.press('Escape');
  await dxkey(parts, ['status']);
  await dxkey(parts, ['tokens']);
}

async function imagesFor(page: Page) {
  mkdirSync(IMAGES, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: join(IMAGES, `tokens-${theme}.png`), animations: 'disabled' });
  }
}

async function giveToShells({ told, env }: Parts) {
  told.step('Give it to a shell: bash, zsh and fish');
  const words = commandWords().map(quote).join(' ');
  const shells = [
    { name: 'bash', args: ['--norc', '-c'], line: (given: string) => `eval "$(${given} env ${quote(LABEL)})"` },
    { name: 'zsh', args: ['-f', '-c'], line: (given: string) => `eval "$(${given} env ${quote(LABEL)})"` },
    { name: 'fish', args: ['--no-config', '-c'], line: (given: string) => `${given} env ${quote(LABEL)} | source` },
  ];
  for (const { name, args, line } of shells) {
    const { code, out, err } = await run(name, [...args, `${line(words)}\n${program('callPlatform.cjs')} /system/whoami`], { env });
    told.command(`${line('dxkey')}    # ${name}\n$ node callPlatform.cjs /system/whoami`, out + err, code);
    told.check(`${name} calls the platform as omar`, out === '200 {"id":"user-omar"}\n');
  }
}

async function giveToChild(parts: Parts, secret: string) {
  const { told, home, data } = parts;
  told.step('Give it to one child, which writes its configuration as dx select does');
  const { out } = await dxkey(parts, ['exec', LABEL, '--', process.execPath, join(ROOT, 'tests', 'fakes', 'dxSelect.cjs')]);
  told.check('the child wrote the token into its private folder', out.includes('it holds the token: true'));
  told.check('the folder is gone with the child', !(await exists(out.split('\n')[0] ?? '')));
  const found = await filesHolding(secret, [home, data, process.env.XDG_RUNTIME_DIR ?? '']);
  told.check('no file of the home, data or runtime folder holds the token', found.length === 0);
}

async function revoke({ told, standin, env }: Parts, page: Page, secret: string) {
  told.step('Revoke it, and use it once more');
  const words = commandWords().map(quote).join(' ');
  const script = [`eval "$(${words} env ${quote(LABEL)})"`, program('callPlatform.cjs'), 'read -r _', program('callPlatform.cjs')];
  const shell = start('bash', ['--norc', '-c', script.join('\n')], env);
  await shell.untilSays('200');
  const job = await standin.control.launchJob({ tokenSignature: signatureOf(secret), name: 'Joint calling, cohort A' });
  const dialog = await person.askToRevoke(page, LABEL);
  await told.picture(page, 'revoke');
  await dialog.getByRole('button', { name: 'Yes, revoke it' }).click();
  await person.tokenRow(page, LABEL).waitFor({ state: 'detached' });
  shell.type('\n');
  await shell.ended;
  told.command('node callPlatform.cjs /system/whoami    # in a shell that was given it before', shell.out(), 0);
  told.check('the next call answers InvalidAuthentication', /401 .*InvalidAuthentication/.test(shell.out()));
  const failed = (await standin.control.jobs()).find((each) => each.id === job);
  told.check('the job that ran on it stopped, as the dialog said', failed?.state === 'failed');
}

async function revokeOffline({ told, standin }: Parts, page: Page) {
  told.step('Revoke while the platform has a fault');
  await standin.control.fault({ route: '/system/destroyAuthToken', drop: 'beforeBody', times: 20 });
  const dialog = await person.askToRevoke(page, 'ci-upload');
  await dialog.getByRole('button', { name: 'Yes, revoke it' }).click();
  await page.getByText('1 revocation is waiting.').waitFor({ timeout: 60_000 });
  await dialog.waitFor({ state: 'detached' });
  await told.picture(page, 'tokens-waiting');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByRole('heading', { name: 'Waiting to be revoked' }).waitFor();
  await told.picture(page, 'queue');
  await standin.control.clearFaults();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await page.getByText('Nothing is waiting any more.').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  told.check(
    'the token is dead once the platform answers',
    !(await standin.control.liveTokens('omar')).some(({ label }) => label === 'ci-upload'),
  );
}

async function leaveAndReturn(parts: Parts, page: Page, close: () => Promise<void>) {
  const { told, standin } = parts;
  told.step('Sign out, and start again');
  await person.askToSignOut(page, 'omar');
  await page
    .getByText(/No job|job of this account/)
    .first()
    .waitFor();
  await told.picture(page, 'sign-out');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByText('omar is signed out.').waitFor();
  await told.picture(page, 'signed-out');
  told.check('the session is dead on the platform', !(await standin.control.liveTokens('omar')).some(({ isSession }) => isSession));
  await dxkey(parts, ['exec', 'notebooks', '--', 'true']);
  await close();
  const again = await openApp(parts);
  told.check('the name is remembered', (await again.page.getByLabel('Username').inputValue()) === 'omar');
  return again;
}

async function byToken({ told, sigrid }: Parts, page: Page) {
  told.step('An account that signs in through its organisation pastes a token');
  await person.typePassword(page, { username: 'sigrid', password: 'of another service' });
  await page.getByText('This account signs in through your organisation.').waitFor();
  await told.picture(page, 'sso-refused');
  await person.pasteToken(page, sigrid.apiToken ?? '');
  await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
  await told.picture(page, 'is-this-you');
  await page.getByRole('button', { name: 'Keep it and sign in' }).click();
  await person.untilTokensScreen(page);
  await person.askToSignOut(page, 'sigrid');
  await page
    .getByText(/No job|job of this account/)
    .first()
    .waitFor();
  await told.picture(page, 'sign-out-token');
  await page.getByRole('button', { name: 'Forget on this computer' }).click();
  await page.getByText('sigrid is signed out.').waitFor();
}

async function tour(parts: Parts) {
  const { app, page } = await openApp(parts);
  page.setDefaultTimeout(30_000);
  await signIn(parts, page);
  await carryTokens(parts, page);
  const secret = await mint(parts, page);
  await copyFromTray(parts, secret);
  await lookAround(parts, page);
  await giveToShells(parts);
  await giveToChild(parts, secret);
  await revoke(parts, page, secret);
  await revokeOffline(parts, page);
  const again = await leaveAndReturn(parts, page, () => app.close());
  await byToken(parts, again.page);
  await again.app.close();
}

async function main(): Promise<number> {
  const parts = await prepare();
  try {
    await tour(parts);
  } catch (error) {
    parts.told.check(error instanceof Error ? (error.message.split('\n')[0] ?? 'it ended') : 'it ended', false);
  }
  const { failures, steps, pictures } = parts.told.finish();
  await parts.tray.close();
  await parts.standin.stop();
  rmSync(parts.scratch, { recursive: true, force: true });
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  process.stdout.write(`tour: steps=${String(steps)} pictures=${String(pictures)} failures=${String(failures.length)}\n`);
  return failures.length === 0 ? 0 : 1;
}

main().then(
  // Playwright keeps a pipe to an app that did not end by itself.
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    process.exit(1);
  },
);
