/** Two accounts side by side: one name on two platforms, each with its own session and tokens; a person alone switches. */
import type { Page } from '@playwright/test';
import { startStandin } from '../fakes/standinProcess';
import { readClipboard } from './desktop';
import { expect, test, valueOf } from './fixtures';
import { askToSignOut, closeFresh, mintToken, tokenRow, typePassword, untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };
const PROJECT = 'Rare disease, cohort A';

const cards = async (page: Page) => valueOf(await page.evaluate(() => window.dxkey.accounts.load()));
const menu = (page: Page) => page.getByRole('button', { name: /^Account amy on / });
async function choose(page: Page, name: RegExp): Promise<void> {
  await menu(page).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name }).click();
}

test('two platforms: both signed in, each token copied by its own account, one signed out while the other stays', async ({
  tray,
  launch,
  standin,
}) => {
  test.setTimeout(240_000);
  const other = await startStandin();
  try {
    const app = await launch();
    const page = await app.page();
    const amy = standin.account('amy');
    await typePassword(page, amy);
    await untilTokensScreen(page);
    const here = await mintToken(page, { label: 'first', project: PROJECT });
    await closeFresh(page);

    await test.step('add the account of another platform, while the first stays signed in', async () => {
      await menu(page).click();
      await page.getByRole('menuitem', { name: 'Add an account…' }).click();
      await page.getByRole('button', { name: /Platform/ }).click();
      await page.getByRole('option', { name: /Custom host/ }).click();
      await page.getByRole('textbox', { name: 'API address' }).fill(other.url);
      await page.getByRole('textbox', { name: 'Sign-in address' }).fill(other.url);
      await typePassword(page, other.account('amy'));
      await untilTokensScreen(page);
      await expect(tokenRow(page, 'first')).toHaveCount(0);
    });
    const there = await mintToken(page, { label: 'second', project: PROJECT });
    await closeFresh(page);
    const { list } = await cards(page);
    expect(list.map((card) => card.status)).toEqual(['signedIn', 'signedIn']);
    const names = list.map(({ account }) => `${account.username} on ${account.platform.name}`);
    const [first = '', second = ''] = names;

    await test.step('the tray lists both, and copies the token of each', async () => {
      const { menu: rows, tooltip } = await tray.read();
      expect(rows.map((row) => row.label)).toEqual(expect.arrayContaining(names));
      expect(tooltip).toBe(`dxkey: signed in as ${names.join(', ')}`);
      await tray.press(first, `first ••••${here.slice(-4)}`, 'Copy');
      await expect.poll(readClipboard, SOON).toBe(here);
      await tray.press(second, `second ••••${there.slice(-4)}`, 'Copy');
      await expect.poll(readClipboard, SOON).toBe(there);
    });

    await test.step('switch by keyboard, and by the tray', async () => {
      await choose(page, /Stand-in, signed in/);
      await expect(tokenRow(page, 'first')).toBeVisible(SOON);
      await expect(tokenRow(page, 'second')).toHaveCount(0);
      await tray.press(second, 'Show in the window');
      await expect(tokenRow(page, 'second')).toBeVisible(SOON);
    });

    await test.step('sign one out: the other stays, and nothing switches by itself', async () => {
      const dialog = await askToSignOut(page, 'amy');
      await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
      const fresh = await app.page();
      await expect(fresh.getByText('amy is signed out.')).toBeVisible(SOON);
      await expect(fresh.getByLabel('Username')).toHaveValue('amy');
      expect((await other.control.liveTokens('amy')).filter((token) => token.isSession)).toEqual([]);
      expect((await standin.control.liveTokens('amy')).filter((token) => token.isSession)).toHaveLength(1);
      await fresh.getByRole('button', { name: `${first}, signed in` }).click();
      await untilTokensScreen(fresh);
      await expect(tokenRow(fresh, 'first')).toBeVisible(SOON);
      expect((await tray.read()).menu.map((row) => row.label)).toEqual(expect.arrayContaining([first, `${second}: signed out`]));
    });
  } finally {
    await other.stop();
  }
});
