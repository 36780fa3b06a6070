/** Choosing rows and revoking several: by mouse and by keys alone. */
import { expect, inputsOf, test } from './fixtures';
import { byPassword } from './scenario';

test.describe('choosing several tokens', () => {
  test('by keys: Space, Shift with an arrow, Ctrl+A, Escape', async ({ start }) => {
    const page = await start({ session: byPassword });
    await page.getByRole('row').nth(1).focus();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 token chosen')).toBeVisible();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByText('3 tokens chosen')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText(/tokens? chosen/)).toBeHidden();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('checkbox', { name: 'Choose all that are shown' })).toBeChecked();
  });

  test('by mouse: boxes, Shift, and what is filtered away is not chosen', async ({ start }) => {
    const page = await start({ session: byPassword });
    const boxes = page.getByRole('rowheader').getByRole('checkbox');
    await boxes.nth(0).click();
    await boxes.nth(2).click({ modifiers: ['Shift'] });
    await expect(page.getByText('3 tokens chosen')).toBeVisible();
    await page.getByRole('searchbox').fill('nothing is called so');
    await expect(page.getByText(/tokens? chosen/)).toBeHidden();
  });

  test('Delete asks for all of them, and says what breaks before', async ({ start }) => {
    const page = await start({ session: byPassword });
    const boxes = page.getByRole('rowheader').getByRole('checkbox');
    await boxes.nth(0).click();
    await boxes.nth(1).click();
    await page.getByRole('row').nth(1).focus();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('alertdialog', { name: 'Revoke 2 tokens?' });
    await expect(dialog.getByText('shared too widely')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Yes, revoke all 2' }).click();
    await expect(page.getByRole('status').filter({ hasText: '2 tokens are revoked.' })).toBeAttached();
    expect(await inputsOf(page, 'tokens.revokeMany')).toMatchObject([{ when: 'now' }]);
  });
});
