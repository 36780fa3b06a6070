/** Where the desktop has no tray, the window has what a tray would. */
import { app } from './scenario';
import { emit, expect, inputsOf, test } from './fixtures';
import { activity, held, noTray, toPanel } from './panelViews';

test('without a tray the rail has the panel: what ends first, each token with its acts, and the last five actions', async ({ start }) => {
  const page = await start({ app: noTray, tokens: held, activity });
  await toPanel(page);
  const tokens = page.getByRole('list', { name: 'Tokens on this computer' }).getByRole('listitem');
  await expect(tokens).toHaveCount(3);
  await expect(tokens.first()).toContainText('ending');
  for (const act of ['Copy', 'Pause', 'Rotate', 'Revoke'])
    await expect(tokens.first().getByRole('button', { name: new RegExp(act) })).toBeVisible();
  await expect(tokens.filter({ hasText: 'still' }).getByRole('button', { name: /Copy/ })).toHaveCount(0);
  await expect(tokens.filter({ hasText: 'still' }).getByRole('button', { name: /Resume/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Last actions' }).getByRole('listitem')).toHaveCount(5);
});

test('its acts are the row’s, reached by keyboard', async ({ start }) => {
  const page = await start({ app: noTray, tokens: held, activity });
  await toPanel(page);
  const first = page.getByRole('list', { name: 'Tokens on this computer' }).getByRole('listitem').first();
  await first.getByRole('button', { name: /Copy/ }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await inputsOf(page, 'tokens.copy')).length).toBe(1);
  await page.keyboard.press('Tab');
  await expect(first.getByRole('button', { name: /Pause/ })).toBeFocused();
  await first.getByRole('button', { name: /Revoke/ }).press('Enter');
  await expect(page.getByRole('alertdialog', { name: 'Revoke “ending”?' })).toBeVisible();
});

test('a tray that comes takes its place', async ({ start }) => {
  const page = await start({ app: noTray, tokens: held });
  await toPanel(page);
  await emit(page, 'app.changed', app);
  await expect(page.getByRole('button', { name: 'Quick panel' })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Tokens', exact: true })).toBeVisible();
});
