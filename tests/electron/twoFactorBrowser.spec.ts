/** A platform that does it in the browser, as DNAnexus: what dxkey takes over, by each way in, and each refusal of it. */
import type { Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { join } from 'node:path';
import type { StandinProcess } from '../fakes/standinProcess';
import { run, start } from './desktop';
import { album, answerDialog, confirmCode, finish, openSecurity, press, says, shownCodes, SOON, toKey } from './factorSteps';
import { expect, test } from './fixtures';
import { typePassword, untilTokensScreen } from './person';

const PASTED = ['1. 1111-2222', '2. 3333-4444', '3. 5555-6666', '4. 7777-8888'].join('\n');
const CODES = ['1111-2222', '3333-4444', '5555-6666', '7777-8888'];
const PICKER = 'A picture of the QR code';

/** The platform's own page, as far as it matters here: a key, and its QR code as a picture. */
async function pageWithKey(page: Page, standin: StandinProcess, picture: string): Promise<string> {
  const key = await toKey(page, standin.account('amy').password);
  await page.locator('.qr svg').screenshot({ path: picture });
  await press(page, 'Cancel');
  await standin.control.settings({ twoFactorRoutes: 'ResourceNotFound' });
  await press(page, /^Tokens/);
  await openSecurity(page);
  return key;
}

const codeOf = async (standin: StandinProcess, key: string, shift = 0): Promise<string> =>
  generateSync({ secret: key, epoch: Math.floor((await standin.control.advanceClock(0)) / 1_000) + shift * 30 });

async function leaveAndBegin(page: Page): Promise<void> {
  await press(page, 'Cancel');
  await says(page, 'Nothing was changed.');
  await press(page, 'Set it up with the browser');
}

test('key and codes of the platform’s page are taken in, and each refusal says what to do', async ({ launch, standin, home }) => {
  test.setTimeout(300_000);
  const shoot = album('browser');
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  await openSecurity(page);
  const picture = join(home, 'qr.png');
  const blank = join(home, 'blank.png');
  await page.locator('h1').screenshot({ path: blank });
  const key = await pageWithKey(page, standin, picture);
  await says(page, 'This platform sets it up in the browser.');
  await says(page, /DNAnexus Support only/);
  await shoot(page, 'offer');

  await press(page, 'Set it up with the browser');
  await says(page, /press Enable 2FA/);
  await shoot(page, 'key');
  await press(page, 'Open the page');
  await says(page, 'dxkey does not know this platform’s web page: open it yourself.');
  await shoot(page, 'no-page');
  await press(page, 'Take it in');
  await says(page, 'Fill this in.');
  const field = page.getByRole('textbox', { name: 'Setup key, or the otpauth:// link' });
  await field.fill('hello');
  await press(page, 'Take it in');
  await says(page, 'That is not a setup key.');
  await shoot(page, 'not-a-key');

  // By a link.
  await field.fill(`otpauth://totp/DNAnexus:amy?secret=${key}&issuer=DNAnexus`);
  await press(page, 'Take it in');
  await expect(page.getByLabel('Code now')).toBeVisible(SOON);
  await leaveAndBegin(page);

  // From a picture on the clipboard, as another program puts it there.
  await press(page, 'From a copied picture');
  await says(page, 'No QR code was found there.');
  await shoot(page, 'no-qr-copied');
  const copier = start('xclip', ['-selection', 'clipboard', '-t', 'image/png', '-i', picture, '-quiet']);
  const offered = async () => (await run('xclip', ['-selection', 'clipboard', '-o', '-t', 'TARGETS'])).out;
  await expect.poll(offered, SOON).toContain('image/png');
  await press(page, 'From a copied picture');
  await expect(page.getByLabel('Code now')).toBeVisible(SOON);
  expect((await page.getByLabel('Code now').innerText()).replace(' ', '')).toBe(await codeOf(standin, key));
  await copier.stop();
  await leaveAndBegin(page);

  // From a file, through the desktop's own picker.
  const pick = async (file: string | null) => {
    await press(page, 'From an image file…');
    await answerDialog(PICKER, file === null ? 'cancel' : { file }, file === null ? 'browser-picker' : undefined);
  };
  await pick(null);
  await expect(field).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await pick(blank);
  await says(page, 'No QR code was found there.');
  await shoot(page, 'no-qr-file');
  await pick(picture);
  await expect(page.getByLabel('Code now')).toBeVisible(SOON);
  await shoot(page, 'confirm');

  await confirmCode(page, '000000');
  await says(page, 'That code was not accepted.');
  await shoot(page, 'wrong-code');
  await confirmCode(page, await codeOf(standin, key));
  const area = page.getByRole('textbox', { name: 'The codes of the page' });
  await expect(area).toBeVisible(SOON);
  await press(page, 'Take them in');
  await says(page, 'Fill this in.');
  await area.fill('These are the codes that I was given!');
  await press(page, 'Take them in');
  await says(page, 'These do not look like back-up codes.');
  await shoot(page, 'not-codes');
  await area.fill(PASTED);
  await shoot(page, 'pasted');
  await press(page, 'Take them in');
  expect(await shownCodes(page)).toEqual(CODES);
  await shoot(page, 'save');
  await page.getByText('Keep them in this computer’s keychain, too').click();
  await finish(page, '3333-4444');
  await says(page, 'Save them first: copy, file or print.');
  await press(page, 'Copy all');
  await page.getByText('Let dxkey show the codes as well').click();
  await finish(page, '9999-9999');
  await says(page, 'That is not one of the new back-up codes.');
  await finish(page, '33334444');
  await says(page, '4 of 4 unused.');
  await says(page, 'dxkey keeps the setup key and can show the code.');
  await shoot(page, 'taken-in');
  await press(page, 'Show the code');
  expect((await page.getByLabel('Code now').innerText()).replace(' ', '')).toBe(await codeOf(standin, key));
});

test('a key can be taken in without its codes, and typed as the page shows it', async ({ launch, standin, home }) => {
  test.setTimeout(180_000);
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  await openSecurity(page);
  const key = await pageWithKey(page, standin, join(home, 'qr.png'));
  await press(page, 'Set it up with the browser');
  const grouped = (key.match(/.{1,4}/g) ?? []).join(' ').toLowerCase();
  await page.getByRole('textbox', { name: 'Setup key, or the otpauth:// link' }).fill(grouped);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code now')).toBeVisible(SOON);
  await confirmCode(page, await codeOf(standin, key));
  await press(page, 'I keep them elsewhere');
  await press(page, 'Finish');
  await says(page, 'This platform sets it up in the browser.');
  await expect(page.getByText('Authenticator in dxkey')).toHaveCount(0);
});
