/** SECURITY.md row 17 on the real app: the page of a session ends with it. What its memory held is the proof memory-scan's to say. */
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures';
import { mintToken, signOut, typePassword, untilTokensScreen } from './person';
import { rendererPids } from './processes';

const windowOf = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return { id: window?.id, title: window?.getTitle(), isVisible: window?.isVisible(), isFocused: window?.isFocused() };
  });

test('row 17: a sign-out puts a new process behind the same window, ready for the next person', async ({ launch, standin }) => {
  const app = await launch();
  const page = await app.page();
  const { password } = standin.account('amy');
  await typePassword(page, { username: 'amy', password });
  await untilTokensScreen(page);
  const [pids, window] = [await rendererPids(app.electron), await windowOf(app.electron)];
  await signOut(page, 'amy');
  await expect(page.getByText('amy is signed out.')).toBeVisible();
  const after = await rendererPids(app.electron);
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(pids);
  expect(await windowOf(app.electron)).toEqual(window);
  await expect(page.getByLabel('Username')).toHaveValue('amy');
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeFocused();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await untilTokensScreen(page);
});

test('row 17: the command signs out while the window shows a fresh token: the page and the token are gone', async ({
  launch,
  standin,
  dxkey,
}) => {
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const secret = await mintToken(page, { label: 'on the screen', project: 'Pipeline tests' });
  const [pid] = await rendererPids(app.electron);
  expect((await dxkey(['logout', '--yes'])).code).toBe(0);
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(secret)).toHaveCount(0);
  expect(await rendererPids(app.electron)).not.toContain(pid);
});

test('row 17: a page that hangs at the end of its session is ended all the same', async ({ launch, standin, dxkey }) => {
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const [pid] = await rendererPids(app.electron);
  await page.evaluate(() => {
    setTimeout(() => {
      for (;;);
    }, 0);
  });
  expect((await dxkey(['logout', '--yes'])).code).toBe(0);
  await expect.poll(async () => (await rendererPids(app.electron)).includes(pid ?? 0), { timeout: 20_000 }).toBe(false);
  // Playwright gives up a page that was killed: main is asked what the window shows.
  const shown = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()));
  await expect.poll(shown, { timeout: 20_000 }).toEqual(['dxkey://app/index.html']);
});
