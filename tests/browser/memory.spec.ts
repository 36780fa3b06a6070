/** Signing in without the keychain: only where it is away, only by its own press, and said for as long as it lasts. */
import { expect, inputsOf, test } from './fixtures';
import { GOOD_TOKEN } from './fakeBridge';
import { app, firstStart } from './scenario';

const FOR_NOW = { name: 'Sign in for now, without keeping it' };
const missing = { ...app, keychain: 'missing' } as const;

test('a keychain that is ready is never passed by: the way without it is not offered', async ({ start }) => {
  const page = await start({ session: firstStart });
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', FOR_NOW)).toHaveCount(0);
});

test('a keychain that refuses after the password is said, and the way without it stands beside', async ({ start }) => {
  const page = await start({ session: firstStart, refusals: { 'session.signIn': { code: 'KEYCHAIN_LOCKED' } } });
  await page.getByRole('textbox', { name: 'Username' }).fill('amy');
  await page.getByLabel('Password', { exact: true }).last().fill('right');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The keychain is locked.');
  await expect(page.getByText('The session is held in this app’s memory, until it ends or dxkey quits.')).toBeVisible();
  await page.getByRole('button', FOR_NOW).click();
  // What was typed went with the refusal: it is asked for again, and nothing is sent.
  await expect(page.getByText('Type your password.')).toBeVisible();
  expect(await inputsOf(page, 'session.signIn')).toEqual([{ platform: { kind: 'dnanexus' }, username: 'amy', password: 'right' }]);
});

test('by its own press alone a password opens a session in memory, and the window says so beside the account', async ({ start }) => {
  const page = await start({ session: firstStart, app: missing });
  await page.getByRole('textbox', { name: 'Username' }).fill('amy');
  await page.getByLabel('Password', { exact: true }).last().fill('right');
  await page.getByRole('button', FOR_NOW).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The session of amy is held in memory only.')).toBeVisible();
  await expect(page.locator('.session')).toContainText('held in memory only');
  expect(await inputsOf(page, 'session.signIn')).toMatchObject([{ username: 'amy', isInMemory: true }]);
});

test('a pasted token is asked about, and not for a label: nothing of it is kept', async ({ start }) => {
  const page = await start({ session: firstStart, app: missing });
  await page.getByText('API token', { exact: true }).first().click();
  await page.getByLabel('API token', { exact: true }).last().fill(GOOD_TOKEN);
  await page.getByRole('button', { name: 'Use it for now, without keeping it' }).click();
  await expect(page.getByText('It opens a session that is held in memory only')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Label on this computer' })).toHaveCount(0);
  await page.getByRole('button', FOR_NOW).click();
  await expect(page.getByRole('heading', { name: 'Tokens' })).toBeVisible();
  expect(await inputsOf(page, 'session.keepToken')).toMatchObject([{ isInMemory: true }]);
});

test('a token that the platform does not let dxkey revoke is named for the browser, by label and last 4', async ({ start }) => {
  const page = await start({ refusals: { 'tokens.revoke': { code: 'PERMISSION_DENIED', details: { queued: true } } } });
  await page.getByRole('row', { name: 'nextflow-runs' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Yes, revoke it' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Look for “nextflow-runs”, ending in x9Qz.');
  await alert.getByRole('button', { name: 'API Tokens page' }).click();
  await expect.poll(() => inputsOf(page, 'link.open')).toEqual([{ link: 'apiTokensPage' }]);
});
