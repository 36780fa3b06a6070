/** The check of this computer: from Settings and back, by keyboard alone; what is mended, copied and refused. */
import { mixed, openDoctor, well } from './doctorViews';
import { expect, inputsOf, test } from './fixtures';
import { firstStart } from './scenario';

test('says what is not well first, why it matters and what mends it; Fix mends what loses nothing by it', async ({ start }) => {
  const page = await start({ findings: mixed });
  await openDoctor(page);
  await expect(page.getByRole('status').first()).toHaveText('1 fault, 5 warnings');
  await expect(page.getByRole('listitem').first()).toContainText('Others may read ~/.config/dxkey');
  await expect(page.getByRole('listitem').filter({ hasText: 'Clock' })).toContainText('3 min fast by the platform’s clock.');
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  await expect(
    page.getByText('Files and folders of dxkey are yours alone again. Removed the folders of shells that are gone.'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Fix', exact: true })).toHaveCount(0);
  expect(await inputsOf(page, 'doctor.fix')).toEqual([{}]);
});

test('is walked by keyboard: opened, run again, copied, and back to where it was opened', async ({ start }) => {
  const page = await start({ findings: well });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Check…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Check this computer', level: 1 })).toBeFocused();
  await expect(page.getByRole('status').first()).toHaveText('All is well.');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Run again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => inputsOf(page, 'doctor.run')).toHaveLength(2);
  await expect(page.getByRole('status').first()).toHaveText('All is well.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Copied the list.')).toBeVisible();
  const [copied] = (await inputsOf(page, 'doctor.copy')) as { text: string }[];
  expect(copied?.text).toContain(
    'dxkey: All is well.\nOK: App: Running.\nOK: Socket: Commands reach this app. ~/.config/dxkey/run/agent.sock\n',
  );
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Check…' })).toBeFocused();
});

test('works before anybody is signed in, and says what was refused', async ({ start }) => {
  const page = await start({ session: firstStart, findings: mixed, refusals: { 'doctor.copy': { code: 'CLIPBOARD_FAILED' } } });
  await openDoctor(page);
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
});
