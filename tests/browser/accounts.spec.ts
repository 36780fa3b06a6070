/** Switching between accounts: by keyboard, by a person alone, and with nothing of one left for the next. */
import { accountViews, openMenu, openRemoval, others, stagingAmy } from './accountViews';
import { emit, expect, inputsOf, test } from './fixtures';
import { account, byPassword, byToken, list, row, signedOut } from './scenario';

const theirs = { ...list([row(40, { label: 'staging-only' })]), accountId: stagingAmy.id };
const two = { others, tokensOf: { [stagingAmy.id]: theirs } };

test('the menu names each by user and platform and its state, and switches by keyboard; the focus stays on it', async ({ start }) => {
  const page = await start(two);
  await page.getByRole('button', { name: 'Account amy on DNAnexus' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemradio', { name: 'amy on DNAnexus, signed in' })).toBeFocused();
  await expect(page.getByRole('menuitemradio', { name: 'amy on DNAnexus, signed in' })).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitemradio', { name: 'amy on Staging, signed in' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: 'staging-only' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Account amy on Staging' })).toBeFocused();
  expect(await inputsOf(page, 'accounts.switch')).toEqual([{ accountId: stagingAmy.id }]);
});

test('SECURITY: nothing of one account is there for the next: not its rows, its search, its dialog or its notice', async ({ start }) => {
  const page = await start(two);
  await page.getByRole('searchbox').fill('ci-upload');
  await page.getByRole('row', { name: 'ci-upload' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy' }).click();
  await expect(page.getByText(/Copied .* of amy on DNAnexus\./).first()).toBeVisible();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('half typed');
  // The tray may switch while a dialog stands open.
  await emit(page, 'session.changed', { ...byPassword, account: stagingAmy });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('row', { name: 'staging-only' })).toBeVisible();
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.getByText(/ci-upload|half typed|DNAnexus\./)).toHaveCount(0);
  await page.getByRole('button', { name: 'New token' }).click();
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('');
  await expect(page.getByRole('dialog').getByText('amy on Staging')).toBeVisible();
});

test('SECURITY: a fresh token leaves the screen with its account', async ({ start }) => {
  const page = await start(two);
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('fresh');
  await page.getByRole('dialog').getByText('Full access', { exact: true }).click();
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByLabel('The token', { exact: true })).toBeVisible();
  await emit(page, 'session.changed', { ...byPassword, account: stagingAmy });
  await expect(page.getByLabel('The token', { exact: true })).toHaveCount(0);
  await expect.poll(() => inputsOf(page, 'tokens.dismissFresh')).toHaveLength(1);
});

test('a late list of the account that was left does not come into the table of the next', async ({ start }) => {
  const page = await start(two);
  await openMenu(page);
  await page.getByRole('menuitemradio', { name: 'amy on Staging, signed in' }).click();
  await expect(page.getByRole('row', { name: 'staging-only' })).toBeVisible();
  await emit(page, 'tokens.changed', { ...list([row(1, { label: 'late' })]), accountId: account.id });
  await expect(page.getByRole('row', { name: 'staging-only' })).toBeVisible();
  await expect(page.getByText('late')).toHaveCount(0);
});

test('one that is signed out leads to its sign-in with its name; the others stand beside the form', async ({ start }) => {
  const page = await start(two);
  await openMenu(page);
  await page.getByRole('menuitemradio', { name: /dr-anneliese.*signed out/ }).click();
  await expect(page.getByLabel('Username')).toHaveValue(/^dr-anneliese/);
  await expect(page.getByLabel('Password', { exact: true }).last()).toBeFocused();
  await page.getByRole('button', { name: 'amy on DNAnexus, signed in' }).click();
  await expect(page.getByRole('row', { name: 'ci-upload' })).toBeVisible();
});

test('one more account begins with an empty form, and a press leads back', async ({ start }) => {
  const page = await start();
  await openMenu(page);
  await page.getByRole('menuitem', { name: 'Add an account…' }).click();
  await expect(page.getByLabel('Username')).toHaveValue('');
  await page.getByLabel('Username').fill('somebody');
  await page.getByRole('button', { name: 'amy on DNAnexus, signed in' }).click();
  await expect(page.getByRole('row', { name: 'ci-upload' })).toBeVisible();
  await openMenu(page);
  await page.getByRole('menuitem', { name: 'Add an account…' }).click();
  await expect(page.getByLabel('Username')).toHaveValue('');
});

test('the end of another account changes nothing on the screen', async ({ start }) => {
  const page = await start(two);
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('half typed');
  const ended = others.map((one) => ({ ...one, status: 'signedOut' as const, idle: null, ended: 'idle' as const }));
  await emit(page, 'accounts.changed', {
    shownId: account.id,
    isAdding: false,
    removed: null,
    list: [{ account, status: 'signedIn', openedBy: 'password', idle: byPassword.idle, ended: null }, ...ended],
  });
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('half typed');
});

test('a token that cannot make others says so, and offers no New token', async ({ start }) => {
  const page = await start({ session: { ...byToken, canMint: 'no' } });
  await expect(page.getByText('This token cannot make others.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New token' })).toHaveCount(0);
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await emit(page, 'session.changed', byToken);
  await expect(page.getByRole('button', { name: 'New token' })).toBeVisible();
});

test('every dialog says whose it is', async ({ start }) => {
  const view = accountViews.find(({ name }) => name === 'shellToken');
  const page = await start({ ...view?.patch, session: signedOut, others });
  // Also over the form of another: the question is for the account that it names.
  await expect(page.getByRole('alertdialog').getByText('amy on DNAnexus', { exact: true })).toBeVisible();
});

test('removing says whose account and what goes with it; cancel has the focus, and nothing happens before a press', async ({ start }) => {
  const page = await start({ others });
  await openRemoval(page);
  const dialog = page.getByRole('alertdialog', { name: 'Remove amy from this computer?' });
  await expect(dialog.getByText('amy on DNAnexus', { exact: true })).toBeVisible();
  await expect(dialog.getByText('the session, which is ended on the platform')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  expect(await inputsOf(page, 'accounts.remove')).toEqual([]);
});

test('removing revokes what is held, unless only forgetting is chosen, which says that the tokens live on', async ({ start }) => {
  const page = await start({ others });
  await openRemoval(page);
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText(/They stop working everywhere/)).toBeVisible();
  await dialog.getByRole('button', { name: /Kept tokens/ }).click();
  await page.getByRole('option', { name: 'only forget on this computer' }).click();
  await expect(dialog.getByText(/They stay valid on the platform until they expire/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByLabel('Username')).toHaveValue('');
  expect(await inputsOf(page, 'accounts.remove')).toEqual([{ accountId: account.id, tokens: 'forget' }]);
});

test('a removal that is refused says why and keeps the dialog', async ({ start }) => {
  const page = await start({ others, refusals: { 'accounts.remove': { code: 'KEYCHAIN_LOCKED' } } });
  await openRemoval(page);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByRole('alertdialog').getByRole('alert')).toBeVisible();
});

test('one that is signed out is removed from where it would sign in, and what that came to is told after', async ({ start }) => {
  const page = await start({ ...two, session: signedOut });
  await page.getByRole('button', { name: 'Remove account…' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByText('kept API token')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Remove account…' }).click();
  await dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByText('amy on DNAnexus is removed from this computer.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove account…' })).toHaveCount(0);
  expect(await inputsOf(page, 'accounts.remove')).toEqual([{ accountId: account.id, tokens: 'revoke' }]);
});
