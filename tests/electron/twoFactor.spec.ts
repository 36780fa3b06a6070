/** Two-factor authentication over the API, each step, cancel and refusal of it, in the real app; pictures in .screens/twoFactor. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readClipboard } from './desktop';
import {
  album,
  codeNow,
  confirmCode,
  finish,
  answerDialog,
  openSecurity,
  passwordAlone,
  phone,
  press,
  says,
  shownCodes,
  sheet,
  shownKey,
  SOON,
  toKey,
  typeAgain,
} from './factorSteps';
import type { Page } from '@playwright/test';
import { startStandin, type SeedInput, type StandinProcess } from '../fakes/standinProcess';
import { expect, noteProtection, test, valueOf, type RunningApp } from './fixtures';
import { signOut, typePassword, untilTokensScreen } from './person';

test('on: every refusal is told, every cancel leaves the account as it was, and codes must be saved', async ({ launch, standin, home }) => {
  test.setTimeout(300_000);
  const shoot = album('on');
  const { password } = standin.account('amy');
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password });
  await untilTokensScreen(page);
  await openSecurity(page);
  await says(page, 'Off: the password alone opens the account.');
  await says(page, /Google Authenticator/);
  await says(page, /DNAnexus Support only/);
  await shoot(page, 'off');

  await press(page, 'Enable 2FA');
  await shoot(page, 'password');
  await press(page, 'Continue');
  await says(page, 'Fill this in.');
  await typeAgain(page, 'not the password');
  await press(page, 'Continue');
  await says(page, 'That username and password do not match.');
  await shoot(page, 'wrong-password');
  await press(page, 'Cancel');
  await says(page, 'Nothing was changed.');
  await shoot(page, 'cancelled');
  expect(await passwordAlone(standin, 'amy')).toBe('opens');

  const abandoned = await toKey(page, password);
  await shoot(page, 'scan');
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await says(page, 'Copied.');
  expect(await readClipboard()).toBe(abandoned);
  await press(page, 'Cancel');
  await says(page, /remove it there/);
  expect(await passwordAlone(standin, 'amy')).toBe('opens');

  const key = await toKey(page, password);
  expect(key).not.toBe(abandoned);
  await press(page, 'Confirm');
  await says(page, 'Fill this in.');
  await confirmCode(page, '000000');
  await says(page, 'That code was not accepted.');
  await shoot(page, 'wrong-code');
  // Whose answer was lost: the platform has seen the code, and takes it once.
  const code = await phone(standin, key);
  await standin.control.fault({ route: '/account/confirmTwoFactor', drop: 'afterBody' });
  await confirmCode(page, code);
  await expect(page.getByRole('alert')).toBeVisible(SOON);
  await shoot(page, 'answer-lost');
  await confirmCode(page, code);
  await says(page, 'That code was used already.');
  await shoot(page, 'replayed');
  await confirmCode(page, await phone(standin, key));
  await shownCodes(page);
  await says(page, /Nothing has changed on the platform yet/);
  await shoot(page, 'codes');
  await press(page, 'Cancel');
  expect(await passwordAlone(standin, 'amy')).toBe('opens');

  const last = await toKey(page, password);
  await confirmCode(page, await phone(standin, last));
  const codes = await shownCodes(page);
  expect(codes).toHaveLength(10);
  await finish(page, codes[3] ?? '');
  await says(page, 'Save them first: copy, file or print.');
  await shoot(page, 'not-saved');

  await press(page, 'Save as a file…');
  await answerDialog('Save back-up codes', 'cancel', 'on-save-dialog');
  await press(page, 'Finish');
  await says(page, 'Save them first: copy, file or print.');

  const file = join(home, 'codes.txt');
  await press(page, 'Save as a file…');
  await answerDialog('Save back-up codes', { file });
  await says(page, `Saved in ${file}`);
  await shoot(page, 'saved');
  const text = await readFile(file, 'utf8');
  for (const one of codes) expect(text).toContain(one);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await press(page, 'Copy all');
  await says(page, /Paste them where you keep them now/);
  expect(await readClipboard()).toBe(codes.join('\n'));

  await finish(page, 'aaaa-bbbb');
  await says(page, 'That is not one of the new back-up codes.');
  await shoot(page, 'mismatch');
  expect(await passwordAlone(standin, 'amy')).toBe('opens');
  await page.getByText('Keep them in this computer’s keychain, too').click();
  await page.getByText('Let dxkey show the codes as well').click();
  await shoot(page, 'typed-back');
  await finish(page, codes[3]?.toUpperCase() ?? '');
  await says(page, 'On: a sign-in takes the password and a code.');
  await says(page, '10 of 10 unused.');
  await shoot(page, 'is-on');
  expect(await passwordAlone(standin, 'amy')).toBe('wants a code');
});

/** On for amy, with the key and the codes kept in dxkey. */
async function kept(page: Page, standin: StandinProcess): Promise<{ key: string; codes: string[] }> {
  const { password } = standin.account('amy');
  const key = await toKey(page, password);
  await confirmCode(page, await phone(standin, key));
  const codes = await shownCodes(page);
  await press(page, 'Copy all');
  await page.getByText('Keep them in this computer’s keychain, too').click();
  await page.getByText('Let dxkey show the codes as well').click();
  await finish(page, codes[0] ?? '');
  await says(page, 'On: a sign-in takes the password and a code.');
  return { key, codes };
}

async function signedIn(
  launch: () => Promise<RunningApp>,
  standin: StandinProcess,
  username = 'amy',
): Promise<{ app: RunningApp; page: Page; password: string }> {
  const { password } = standin.account(username);
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username, password });
  await untilTokensScreen(page);
  await openSecurity(page);
  return { app, page, password };
}

test('the kept authenticator fills the code in on a press alone, and a kept back-up code that signed in is marked used', async ({
  launch,
  standin,
}) => {
  test.setTimeout(300_000);
  const shoot = album('kept');
  const { app, page, password } = await signedIn(launch, standin);
  const { key, codes } = await kept(page, standin);
  const told = await noteProtection(app.electron);

  await press(page, 'Show the code');
  const shown = await page.getByLabel('Code now').innerText();
  expect(shown.replace(' ', '')).toBe(await codeNow(standin, key));
  await shoot(page, 'code');
  await press(page, 'Hide');
  await expect.poll(told).toEqual([true, false]);

  await press(page, 'Add a second device…');
  await says(page, 'The platform checks your password before it is shown.');
  await page.getByRole('textbox', { name: 'Your password' }).fill('not the password');
  await press(page, 'Continue');
  await says(page, 'That username and password do not match.');
  await shoot(page, 'second-device-refused');
  await page.getByRole('textbox', { name: 'Your password' }).fill(password);
  await press(page, 'Continue');
  expect(await shownKey(page)).toBe(key);
  await expect(page.locator('.qr svg')).toBeVisible();
  await shoot(page, 'second-device');
  await press(page, 'Done');

  // The code of a step that the platform has not seen yet; the app learns of its clock by the answer to the password.
  await phone(standin, key);
  await signOut(page, 'amy');
  await typePassword(page, { password });
  const field = page.getByRole('textbox', { name: 'Code' });
  await expect(field).toBeVisible(SOON);
  await says(page, 'Repeated wrong codes can lock the account.');
  await expect(field).toHaveValue('');
  await press(page, 'Fill in the code from dxkey');
  await expect(field).toHaveValue(/^\d{6}$/);
  await shoot(page, 'filled-in');
  const state = valueOf(await page.evaluate(() => window.dxkey.session.load()));
  expect(state.status).toBe('needsCode');
  await press(page, 'Continue');
  await untilTokensScreen(page);

  await signOut(page, 'amy');
  await typePassword(page, { password });
  await says(page, 'dxkey keeps 10 unused back-up codes of this account.');
  await field.fill(codes[4] ?? '');
  await press(page, 'Continue');
  await untilTokensScreen(page);
  await openSecurity(page);
  await says(page, '9 of 10 unused.');
  await says(page, 'The platform counts 9 unused codes.');
  // Elsewhere, until two are left.
  for (const otp of codes.filter((_, at) => at !== 4).slice(0, 7)) {
    const { status } = await standin.post('/system/newAuthToken', { username: 'amy', password, otp, expires: null });
    expect(status).toBe(200);
  }
  await press(page, /^Tokens/);
  await openSecurity(page);
  await says(page, 'The platform counts 2 unused codes.');
  await says(page, 'Few are left: make new ones.');
  await shoot(page, 'two-left');
  await press(page, 'Show them…');
  await page.getByRole('textbox', { name: 'Your password' }).fill(password);
  await press(page, 'Continue');
  await expect(sheet(page).getByRole('listitem').nth(4)).toContainText('used', SOON);
  await shoot(page, 'codes-again');
  await press(page, 'Done');
});

test('SECURITY: with an app lock its passphrase shows what is kept, and a token’s dismissal leaves the protection on', async ({
  launch,
  standin,
}) => {
  test.setTimeout(300_000);
  const shoot = album('lock');
  const { app, page } = await signedIn(launch, standin);
  const { codes } = await kept(page, standin);
  await page.evaluate(() => window.dxkey.lock.setUp({ passphrase: 'four words are enough' }));
  await press(page, 'Show them…');
  await page.getByRole('textbox', { name: 'Passphrase of the app lock' }).fill('not the passphrase');
  await press(page, 'Continue');
  await says(page, 'That is not the passphrase.');
  await shoot(page, 'wrong-passphrase');
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.lock.load())).waitUntilMs, SOON).toBeNull();
  await page.getByRole('textbox', { name: 'Passphrase of the app lock' }).fill('four words are enough');
  await press(page, 'Continue');
  expect(await shownCodes(page)).toEqual(codes);
  const told = await noteProtection(app.electron);
  await page.evaluate(() => window.dxkey.tokens.dismissFresh());
  expect(await told()).toEqual([true]);
  await press(page, 'Done');
  await expect.poll(told).toEqual([true, false]);
});

test('new back-up codes on demand, off with a code and with a back-up code, and on again: the old codes are marked dead', async ({
  launch,
  standin,
}) => {
  test.setTimeout(300_000);
  const shoot = album('off');
  const { page, password } = await signedIn(launch, standin);
  const { key, codes } = await kept(page, standin);

  await press(page, 'New back-up codes');
  await says(page, 'The old codes stop working once you have saved the new ones and typed one back.');
  await typeAgain(page, password, '000000');
  await press(page, 'Continue');
  await says(page, 'That code was not accepted.');
  await shoot(page, 'renew-refused');
  await typeAgain(page, password, await phone(standin, key));
  await press(page, 'Continue');
  await shownCodes(page);
  await press(page, 'Cancel');
  await says(page, 'Nothing was changed.');
  await says(page, '10 of 10 unused.');
  await press(page, 'New back-up codes');
  await typeAgain(page, password, await phone(standin, key));
  await press(page, 'Continue');
  const renewed = await shownCodes(page);
  expect(renewed).not.toEqual(codes);
  await press(page, 'Copy all');
  await page.getByText('Keep them in this computer’s keychain, too').click();
  await finish(page, renewed[0] ?? '');
  await says(page, '10 older codes kept here no longer work.');
  await shoot(page, 'renewed');

  await press(page, 'Turn off…');
  await says(page, /DNAnexus advises against it/);
  await shoot(page, 'warning');
  await press(page, 'Cancel');
  await says(page, 'On: a sign-in takes the password and a code.');
  await press(page, 'Turn off…');
  const used = await phone(standin, key);
  await typeAgain(page, 'not the password', used);
  await press(page, 'Turn it off');
  await says(page, 'That username and password do not match.');
  await shoot(page, 'wrong-password');
  await typeAgain(page, password, codes[1]);
  await press(page, 'Turn it off');
  await says(page, 'That code was not accepted.');
  await shoot(page, 'dead-code');
  await typeAgain(page, password, renewed[1]);
  await press(page, 'Turn it off');
  await says(page, 'Off: the password alone opens the account.');
  await says(page, 'A setup key kept earlier no longer counts.');
  await shoot(page, 'is-off');
  expect(await passwordAlone(standin, 'amy')).toBe('opens');

  const again = await kept(page, standin);
  expect(again.key).not.toBe(key);
  await says(page, /older codes kept here no longer work/);
  await shoot(page, 'on-again');
  await press(page, 'Turn off…');
  await typeAgain(page, password, await phone(standin, again.key));
  await press(page, 'Turn it off');
  await says(page, 'Off: the password alone opens the account.');
  expect(await passwordAlone(standin, 'amy')).toBe('opens');
});

test('codes go on paper through the desktop’s own dialog, and the person says that they are', async ({ launch, standin }) => {
  test.setTimeout(180_000);
  const shoot = album('paper');
  const { page, password } = await signedIn(launch, standin);
  const key = await toKey(page, password);
  await confirmCode(page, await phone(standin, key));
  const codes = await shownCodes(page);
  // The page waits in the dialog, and the press with it.
  const pressed = press(page, 'Print…');
  await answerDialog('^Print$', 'cancel', 'paper-dialog');
  await pressed;
  await says(page, /Is the sheet printed/);
  await shoot(page, 'asked');
  await finish(page, codes[0] ?? '');
  await says(page, 'Save them first: copy, file or print.');
  await press(page, 'Yes, it is saved');
  await finish(page, codes[0] ?? '');
  await says(page, 'On: a sign-in takes the password and a code.');
});

test('where an org requires it, it is said, and turning it off is not offered', async ({ launch }) => {
  const demo = JSON.parse(await readFile(join(__dirname, '..', 'standin', 'seeds', 'demo.json'), 'utf8')) as {
    orgs: { policies: Record<string, unknown> }[];
  };
  for (const org of demo.orgs) org.policies.twoFactorRequired = true;
  const strict = await startStandin({ seed: demo as SeedInput });
  try {
    const shoot = album('mandatory');
    const app = await launch({ env: { DXKEY_STANDIN_URL: strict.url } });
    const page = await app.page();
    await typePassword(page, { username: 'amy', password: strict.account('amy').password });
    await untilTokensScreen(page);
    await openSecurity(page);
    await says(page, /requires it, and it is off: turn it on/);
    await shoot(page, 'off');
    await kept(page, strict);
    await says(page, /requires it, so it cannot be turned off/);
    await expect(page.getByRole('button', { name: 'Turn off…' })).toHaveCount(0);
    await shoot(page, 'on');
    await app.close();
  } finally {
    await strict.stop();
  }
});
