/** What dx and a person left in files, from the offer at the first sign-in to the last act: real files, keychain and platform. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { typePassword, untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click(SOON);

test('tokens in files: offered once, found, kept, taken out byte for byte, and revoked, each on its own yes', async ({
  launch,
  standin,
  home,
  keptToken,
}) => {
  const laptop = await standin.control.mint({ username: 'amy', label: 'laptop' });
  const strange = await standin.control.mint({ username: 'omar', label: 'lent to amy' });
  const history = join(home, '.bash_history');
  const dotEnv = join(home, '.env');
  const historyText = `ls -l\ndx login --token ${laptop.secret}\nexit\n`;
  await writeFile(history, historyText, { mode: 0o600 });
  await writeFile(dotEnv, `DX_API_TOKEN=${strange.secret}\nCOHORT=7\n`, { mode: 0o600 });
  const isAlive = async (signature: string) => (await standin.control.liveTokens()).some((one) => one.signature === signature);

  const page = await (await launch()).page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);

  await test.step('the offer leads there, and what is known is told without asking anybody', async () => {
    await press(page, 'Look for them…');
    await press(page, 'Look');
    const file = page.getByRole('region', { name: history });
    await expect(file).toContainText(`laptop ····${laptop.secret.slice(-4)}`, SOON);
    await expect(file).toContainText('dx login --token');
    await expect(page.getByRole('region', { name: dotEnv })).toContainText('unknown string');
  });

  await test.step('a string is sent only after a yes that names the host', async () => {
    const host = new URL(standin.url).host;
    await press(page, /^Ask whose it is… unknown string/);
    await press(page, `Send to ${host}`);
    await expect(page.getByRole('region', { name: dotEnv })).toContainText('omar', SOON);
  });

  await test.step('kept in the keychain', async () => {
    await press(page, /^Keep… laptop/);
    await press(page, 'Keep it');
    await expect(page.locator('.notice')).toContainText('is in the keychain', SOON);
    expect(await keptToken('user-amy', laptop.signature)).toBe(laptop.secret);
  });

  await test.step('taken out of the history, the rest as it was', async () => {
    await press(page, /^Take out… laptop/);
    await press(page, 'Take it out');
    await expect(page.locator('.notice')).toContainText('Taken out of 1 place.', SOON);
    expect(await readFile(history, 'utf8')).toBe(historyText.replace(laptop.secret, 'removed-by-dxkey-'.padEnd(laptop.secret.length, 'x')));
  });

  await test.step('and revoked, after what would stop was counted', async () => {
    await press(page, /^Revoke… laptop/);
    const dialog = page.getByRole('alertdialog');
    await expect(dialog.getByText(/job|jobs/).first()).toBeVisible(SOON);
    await dialog.getByRole('button', { name: 'Yes, revoke it' }).click();
    await expect.poll(() => isAlive(laptop.signature), SOON).toBe(false);
    expect(await isAlive(strange.signature)).toBe(true);
  });

  await test.step('no token stands on the page, and the offer does not come again', async () => {
    const text = await page.content();
    for (const { secret } of [laptop, strange]) expect(text.includes(secret)).toBe(false);
    await press(page, 'Tokens');
    await expect(page.getByText('Tokens may lie in files')).toHaveCount(0);
  });
});
