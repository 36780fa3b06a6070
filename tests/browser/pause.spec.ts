import { expect, inputsOf, test } from './fixtures';
import { askToPause } from './pauseViews';
import { account, leases, list, row, signatureOf } from './scenario';

test('a token that commands hold is paused after they are named, and resumed at once', async ({ start }) => {
  const page = await start({ leases });
  await askToPause(page, 'nextflow-runs');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(page.getByRole('alertdialog')).toContainText('nextflow (4411)');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('.notice')).toContainText('nextflow-runs ····x9Qz is paused, and');
  expect(await inputsOf(page, 'tokens.pause')).toEqual([{ accountId: account.id, signature: signatureOf(1) }]);
  const line = page.getByRole('row', { name: 'nextflow-runs' });
  await expect(line.getByText('Paused', { exact: true })).toBeVisible();
  await line.focus();
  await page.keyboard.press('Control+c');
  await expect(page.locator('.notice')).toContainText('That token is paused');
  expect(await inputsOf(page, 'tokens.copy')).toEqual([]);
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Resume' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.notice')).toContainText('nextflow-runs ····x9Qz can be used again.');
  await expect(line.getByText('Paused', { exact: true })).toHaveCount(0);
});

test('one that nobody holds is paused without a question', async ({ start }) => {
  const page = await start({ tokens: list([row(1, { label: 'ci-upload' })]) });
  await askToPause(page, 'ci-upload');
  await expect(page.locator('.notice')).toContainText('is paused: it is given to nobody until you resume it.');
});
