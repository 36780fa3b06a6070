/** Ways in and ways to be refused, in the words that a person reads; what was typed is kept, the password field is not. */
import { expect, test } from './fixtures';
import { askToSignOut, pasteToken, tokenRow, typeCode, typePassword, untilTokensScreen } from './person';
import { filesHolding, signatureOf } from './desktop';

const SOON = { timeout: 20_000 };

test('an SSO account is told what to do, pastes its token, sees whose it is, and only then it is kept', async ({
  launch,
  standin,
  dataFolder,
  keptToken,
}) => {
  const { apiToken = '' } = standin.account('sigrid');
  const page = await (await launch()).page();
  await typePassword(page, { username: 'sigrid', password: 'of another service' });
  await expect(page.getByText('This account signs in through your organisation.')).toBeVisible(SOON);
  await expect(page.getByText(/Make an API token in the browser and paste it/)).toBeVisible();

  await pasteToken(page, apiToken);
  await expect(page.getByRole('heading', { name: 'Is this you?' })).toBeVisible(SOON);
  await expect(page.getByText('sigrid', { exact: true })).toBeVisible();
  await expect(page.getByText(`····${apiToken.slice(-4)}`)).toBeVisible();
  expect(await keptToken('user-sigrid', signatureOf(apiToken))).toBeNull();

  await page.getByRole('textbox', { name: 'Label on this computer' }).fill('the workstation');
  await page.getByRole('button', { name: 'Keep it and sign in' }).click();
  await untilTokensScreen(page);
  await expect(tokenRow(page, 'the workstation')).toContainText('This computer');
  expect(await keptToken('user-sigrid', signatureOf(apiToken))).toBe(apiToken);
  expect(await filesHolding(apiToken, [dataFolder])).toEqual([]);
});

test('signing out of a token session forgets it here by default; it lives on until it is destroyed', async ({
  launch,
  standin,
  keptToken,
}) => {
  const { apiToken = '' } = standin.account('sigrid');
  const page = await (await launch()).page();
  await pasteToken(page, apiToken);
  await page.getByRole('button', { name: 'Keep it and sign in' }).click(SOON);
  await untilTokensScreen(page);
  const dialog = await askToSignOut(page, 'sigrid');
  await expect(dialog.getByRole('button', { name: 'Destroy the token' })).toBeVisible();
  await expect(dialog.getByText('Destroying it stops everything that uses it, everywhere, at once.')).toBeVisible(SOON);
  const forget = dialog.getByRole('button', { name: 'Forget on this computer' });
  await expect(forget).toBeFocused();
  await forget.click();
  await expect(page.getByText('sigrid is signed out.')).toBeVisible(SOON);
  expect(await keptToken('user-sigrid', signatureOf(apiToken))).toBeNull();
  expect((await standin.post('/system/whoami', {}, apiToken)).status).toBe(200);
});

test('a token that the platform does not take is not stored', async ({ launch, keptToken }) => {
  const page = await (await launch()).page();
  const wrong = 'x'.repeat(32);
  await pasteToken(page, wrong);
  await expect(page.getByText('That token was not accepted.')).toBeVisible(SOON);
  expect(await keptToken('user-sigrid', signatureOf(wrong))).toBeNull();
});

test('a wrong password says so, keeps the name, and empties the password', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  await typePassword(page, { username: 'amy', password: 'not hers' });
  await expect(page.getByText('That username and password do not match.')).toBeVisible(SOON);
  await expect(page.getByLabel('Username')).toHaveValue('amy');
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await typePassword(page, { password: standin.account('amy').password });
  await untilTokensScreen(page);
});

test('a wrong code says so, and the right one goes on without the password', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  const omar = standin.account('omar');
  await typePassword(page, { username: 'omar', password: omar.password });
  await typeCode(page, '000000');
  await expect(page.getByText('That code was not accepted.')).toBeVisible(SOON);
  const code = await standin.control.code('omar');
  await typeCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  await untilTokensScreen(page);
});

test('a back-up code goes into the same field', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  const omar = standin.account('omar');
  await typePassword(page, { username: 'omar', password: omar.password });
  await typeCode(page, omar.backupCodes?.[0] ?? '');
  await untilTokensScreen(page);
});

test('an account that was tried too often is locked, and says for how long', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  const wrong = page.getByText('That username and password do not match.');
  for (let tries = 0; tries < 5; tries += 1) {
    await typePassword(page, { username: 'amy', password: `wrong ${String(tries)}` });
    await expect(wrong.or(page.getByText('This account is locked.'))).toBeVisible(SOON);
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  }
  await typePassword(page, { password: standin.account('amy').password });
  await expect(page.getByText('This account is locked.')).toBeVisible(SOON);
  await expect(page.getByText(/The platform asks to wait 1\d minutes/)).toBeVisible();
});

test('a platform that is away says so, and what was typed is kept', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  await standin.kill();
  await typePassword(page, { username: 'amy', password: 'anything' });
  await expect(page.getByText('The platform could not be reached.')).toBeVisible(SOON);
  await expect(page.getByLabel('Username')).toHaveValue('amy');
});
