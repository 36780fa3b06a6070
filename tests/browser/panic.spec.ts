/** The panic by mouse and by keys: held for two seconds, or typed. */
import { expect, inputsOf, test } from './fixtures';
import { byPassword } from './scenario';

test.describe('the panic', () => {
  test('needs a press that is held: letting go early does nothing', async ({ start }) => {
    const page = await start({ session: byPassword });
    await page.getByRole('button', { name: 'Panic…' }).click();
    const hold = page.getByRole('button', { name: 'Hold to end all' });
    await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await hold.hover();
    await page.mouse.down();
    await page.mouse.up();
    await hold.focus();
    await page.keyboard.press('Enter');
    expect(await inputsOf(page, 'panic.begin')).toEqual([]);
    await hold.hover();
    await page.mouse.down();
    await expect(page.getByRole('heading', { name: 'The panic is over' })).toBeVisible();
    await page.mouse.up();
    expect(await inputsOf(page, 'panic.begin')).toEqual([{ scope: 'held' }]);
  });

  test('by keys alone: Space is held, or a word typed', async ({ start }) => {
    const page = await start({ session: byPassword, panicOutcome: 'frozen' });
    await page.getByRole('button', { name: 'Panic…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Hold to end all' }).focus();
    await page.keyboard.down('Space');
    await expect(page.getByRole('heading', { name: 'dxkey is frozen' })).toBeVisible();
    await page.keyboard.up('Space');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await expect(page.getByRole('heading', { name: 'The panic was taken back' })).toBeVisible();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Panic…' }).click();
    await page.getByRole('button', { name: 'Type a word instead' }).click();
    const submit = page.getByRole('button', { name: 'End everything', exact: true });
    await expect(submit).toBeDisabled();
    await page.getByRole('textbox', { name: 'Type PANIC' }).fill('panic');
    await submit.click();
    await expect(page.getByRole('heading', { name: 'dxkey is frozen' })).toBeVisible();
  });
});
