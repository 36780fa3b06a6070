/** What a person was told of, as it stands in the window. */
import { expect, inputsOf, emit, test } from './fixtures';
import { notices } from './noticeViews';

test('stands above the list of its own account alone, the pressed one first, until it is put aside', async ({ start }) => {
  const page = await start({ notices: { ...notices, open: notices.open.filter(({ id }) => id !== 'n3' && id !== 'n4') } });
  const lines = page.getByRole('region', { name: 'Notices' }).locator('.banner');
  await expect(lines).toHaveCount(2);
  await expect(lines.first()).toContainText('ends');
  await expect(lines.nth(1)).toContainText('nextflow used');
  await lines.nth(1).getByRole('button', { name: 'Dismiss' }).focus();
  await page.keyboard.press('Enter');
  await expect(lines).toHaveCount(1);
  expect(await inputsOf(page, 'notices.dismiss')).toEqual([{ id: 'n1' }]);
});

test('a first use leads to the token, and what was revoked elsewhere to what was done with it', async ({ start }) => {
  const page = await start({ notices: { open: notices.open.slice(0, 1), pressedId: null } });
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Details…' }).click();
  await expect(page.getByRole('dialog')).toContainText('What was done with it');
  await page.keyboard.press('Escape');
  await emit(page, 'notices.changed', { open: notices.open.slice(2, 3), pressedId: null });
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible();
});

test('a press on the desktop leads from any screen to the list', async ({ start }) => {
  const page = await start({ notices: { ...notices, pressedId: null } });
  await page.getByRole('button', { name: 'Settings' }).click();
  await emit(page, 'notices.changed', notices);
  await expect(page.getByRole('region', { name: 'Notices' })).toBeVisible();
});
