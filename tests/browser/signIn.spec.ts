/** Signing in: what is asked, what is kept, what is said. */
import { emit, expect, inputsOf, test } from './fixtures';
import { GOOD_TOKEN } from './fakeBridge';
import { fallbackApp, firstStart, signatureOf, signedOut, byPassword, emitted, unanswered } from './scenario';

const password = 'correct horse canary';

test('a wrong password says so, keeps the username and clears the password', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('textbox', { name: 'Username' }).fill('amy');
  await page.getByLabel('Password', { exact: true }).last().fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Repeated wrong tries can lock the account.');
  await expect(page.getByRole('textbox', { name: 'Username' })).toHaveValue('amy');
  await expect(page.getByLabel('Password', { exact: true }).last()).toHaveValue('');
  expect(await page.content()).not.toContain(password);
});

test('the last username is offered again, and the password has the focus', async ({ start }) => {
  const page = await start({ session: signedOut });
  await expect(page.getByRole('textbox', { name: 'Username' })).toHaveValue('amy');
  await expect(page.getByLabel('Password', { exact: true }).last()).toBeFocused();
});

test('a missing field is named at the field, and nothing is sent', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Type your username.')).toBeVisible();
  expect(await inputsOf(page, 'session.signIn')).toEqual([]);
});

test('a password can be looked at and hidden again', async ({ start }) => {
  const page = await start({ session: signedOut });
  const field = page.getByLabel('Password', { exact: true }).last();
  await field.fill('seen');
  await page.getByRole('button', { name: 'Show what is typed' }).click();
  await expect(field).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Hide what is typed' }).click();
  await expect(field).toHaveAttribute('type', 'password');
});

test('a pasted code with spaces is sent bare; a back-up code goes in the same field', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('textbox', { name: 'Username' }).fill('bob');
  await page.getByLabel('Password', { exact: true }).last().fill('right');
  await page.keyboard.press('Enter');
  const code = page.getByRole('textbox', { name: /Code from the authenticator/ });
  await expect(code).toBeFocused();
  await code.fill(' 999 999 ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('That code was not accepted.');
  await expect(code).toHaveValue(' 999 999 ');
  await code.fill('abcd 1234');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tokens' })).toBeVisible();
  expect(await inputsOf(page, 'session.submitCode')).toEqual([{ code: '999999' }, { code: 'abcd1234' }]);
});

test('an account that the code step locks is told so on the form, with what was typed', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('textbox', { name: 'Username' }).fill('bob');
  await page.getByLabel('Password', { exact: true }).last().fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: /Code from/ }).fill('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This account is locked.');
  await expect(page.getByRole('textbox', { name: 'Username' })).toHaveValue('bob');
});

test('SSO is explained with what to do instead, and the request is named for Support', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('textbox', { name: 'Username' }).fill('sso');
  await page.getByLabel('Password', { exact: true }).last().fill('x');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('paste it under “API token”');
  await expect(page.getByRole('alert')).toContainText('Request 1732438800-114');
});

test('a token is shown whose it is before it is kept, and an unusual length is warned about', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByText('API token', { exact: true }).first().click();
  await page.getByLabel('API token', { exact: true }).last().fill(`${GOOD_TOKEN}xx`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
  await expect(page.getByText('Amy Adeyemi')).toBeVisible();
  await expect(page.getByText('This token is not 32 characters long.')).toBeVisible();
  expect(await inputsOf(page, 'session.keepToken')).toEqual([]);
  await page.getByRole('textbox', { name: 'Label on this computer' }).fill('laptop');
  await page.getByRole('button', { name: 'Keep it and sign in' }).click();
  await expect(page.getByText('Signed in by API token')).toBeVisible();
  expect(await inputsOf(page, 'session.keepToken')).toEqual([{ label: 'laptop', worksWhileAway: false }]);
});

test('on the fallback runtime only loopback platforms can be chosen, with the reason', async ({ start }) => {
  const page = await start({ session: firstStart, app: fallbackApp });
  await expect(page.getByText('Development runtime: platforms on this computer only.')).toBeVisible();
  await page.getByRole('button', { name: /Platform/ }).click();
  const production = page.getByRole('option', { name: /^DNAnexus/ });
  await expect(production).toHaveAttribute('aria-disabled', 'true');
  await expect(production).toContainText('not on this runtime');
});

test('a custom host needs both addresses, warns plainly, and keeps them when main refuses one', async ({ start }) => {
  const page = await start({ session: firstStart });
  await page.getByRole('button', { name: /Platform/ }).click();
  await page.getByRole('option', { name: /Custom host/ }).click();
  await expect(page.getByText('Whoever runs this host gets what you type here.')).toBeVisible();
  await page.getByRole('textbox', { name: 'API address' }).fill('http://api.lab.example');
  await page.getByRole('textbox', { name: 'Username' }).fill('amy');
  await page.getByLabel('Password', { exact: true }).last().fill('right');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Type an address.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Sign-in address' }).fill('https://auth.lab.example');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Something typed cannot be used.');
  await expect(page.getByRole('textbox', { name: 'API address' })).toHaveValue('http://api.lab.example');
});

test('a session that ends while the app is open leaves nothing of the account on the page, and nothing to type in: main replaces it', async ({
  start,
}) => {
  const page = await start({ session: byPassword });
  await expect(page.getByRole('row', { name: 'ci-upload' })).toBeVisible();
  await emit(page, 'session.changed', emitted.expired);
  await expect(page.getByText('ci-upload')).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveCount(0);
});

test('the page that comes after a session says why it ended', async ({ start }) => {
  const page = await start({ session: emitted.expired });
  await expect(page.getByText('The session of amy ended by itself.')).toBeVisible();
  await expect(page.getByLabel('Password', { exact: true }).last()).toBeFocused();
});

test('a session that ended by itself names the new tokens that nobody had copied, in place of the line that all is well', async ({
  start,
}) => {
  const uncopied = [
    { label: 'laptop', isKept: true },
    { label: 'cluster', isKept: false },
  ];
  const ended = { reason: 'idle' as const, atMs: 0, username: 'amy', notes: [], uncopied };
  const page = await start({ session: { ...signedOut, ended } });
  const note = page.getByRole('status').filter({ hasText: 'amy was signed out' });
  await expect(note.getByRole('listitem')).toHaveText([
    'The new token “laptop” was not copied. It is kept in this computer’s keychain.',
    'The new token “cluster” was not copied and not kept: nobody can show it again. Revoke it, or make another.',
  ]);
  await expect(note).not.toContainText('are still in the keychain');
});

test('the first usable screen marks the document as ready', async ({ start }) => {
  const page = await start({ session: firstStart });
  await expect(page.locator('html[data-ready="true"]')).toHaveCount(1);
});

test('a session that may be open is told before a password is typed', async ({ start }) => {
  const page = await start({ session: firstStart, unanswered });
  await expect(page.getByText(/A session may be open on Staging for bea until .+ Sign in as bea to look for it\./)).toBeVisible();
});

test('after sign-in it can be ended, or left, by keyboard alone; each is asked of main once', async ({ start }) => {
  const page = await start({ unanswered });
  await page.getByRole('button', { name: 'End it' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'End it' })).toHaveCount(0);
  expect(await inputsOf(page, 'unanswered.end')).toEqual([{ id: 'sign-in-1', signature: signatureOf(61) }]);
  await page.getByRole('button', { name: 'Dismiss' }).first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => inputsOf(page, 'unanswered.leave')).toEqual([{ id: 'sign-in-2' }]);
});
