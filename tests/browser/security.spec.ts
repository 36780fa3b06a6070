/** What the Security screen does besides its looks, which views.spec.ts walks. */
import { expect, inputsOf, test } from './fixtures';
import { DAY, NOW, twoFactor } from './scenario';

test('a code that is left on the screen by going elsewhere is dropped by main, too', async ({ start }) => {
  const page = await start({ twoFactor: { ...twoFactor, offer: 'browser', authenticator: { keptMs: NOW - DAY, standing: 'live' } } });
  await page.getByRole('button', { name: 'Security', exact: true }).click();
  await page.getByRole('button', { name: 'Show the code' }).click();
  await expect(page.getByText('482 193')).toBeVisible();
  expect(await inputsOf(page, 'twoFactor.dismiss')).toHaveLength(0);
  await page.getByRole('button', { name: /^Tokens/ }).click();
  await expect.poll(() => inputsOf(page, 'twoFactor.dismiss')).toHaveLength(1);
});
