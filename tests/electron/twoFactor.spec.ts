/** Two-factor authentication over the API, each step, cancel and refusal of it, in the real app; pictures in .screens/twoFactor. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readClipboard } from './desktop';
import {
  album,
  confirmCode,
  finish,
  nativeDialog,
  openSecurity,
  passwordAlone,
  phone,
  press,
  says,
  shownCodes,
  shownKey,
  SOON,
  toKey,
  typeAgain,
  untilDialogGone,
} from './factorSteps';
import { expect, test } from './fixtures';
import { typePassword, untilTokensScreen } from './person';

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
  const refused = await nativeDialog('Save back-up codes');
  await refused.picture('on-save-dialog');
  await refused.key('Escape');
  await untilDialogGone('Save back-up codes');
  await press(page, 'Finish');
  await says(page, 'Save them first: copy, file or print.');

  const file = join(home, 'codes.txt');
  await press(page, 'Save as a file…');
  const dialog = await nativeDialog('Save back-up codes');
  await dialog.key('ctrl+a');
  await dialog.type(file);
  await dialog.key('Return');
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
  void shownKey;
});
