/** One instance, the window and the tray, the start at login. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, start, visibleWindows } from './desktop';
import { appCommand, expect, test, valueOf } from './fixtures';
import type { RunningApp } from './fixtures';
import { openSettings, typePassword, untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };

const windowsOf = (app: RunningApp) => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
/** What the desktop's own close button does. */
const closeWindow = (app: RunningApp) =>
  app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });

test('--hidden starts in the tray without a window; a second start shows it and ends by itself', async ({ tray, launch, surroundings }) => {
  const app = await launch({ args: ['--hidden'] });
  expect((await tray.read()).menu.map((row) => row.label)).toEqual(expect.arrayContaining(['Signed out', 'Open dxkey', 'Quit']));
  expect([await windowsOf(app), await visibleWindows()]).toEqual([0, []]);

  const { executable, args } = appCommand();
  const again = (...more: string[]) => start(executable, ['--disable-gpu', ...args, ...more], { ...process.env, ...surroundings });
  expect(await again('--hidden').ended).toBe(0);
  expect(await windowsOf(app)).toBe(0);
  expect(await again().ended).toBe(0);
  await expect.poll(visibleWindows, SOON).toHaveLength(1);
  expect(await windowsOf(app)).toBe(1);
});

test('a second start brings a window that others cover to the front', async ({ launch, surroundings }) => {
  const app = await launch();
  await app.page();
  await expect.poll(visibleWindows, SOON).toHaveLength(1);
  await app.electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.blur();
    Reflect.set(globalThis, 'wasFocused', false);
    window?.once('focus', () => Reflect.set(globalThis, 'wasFocused', true));
  });
  const { executable, args } = appCommand();
  expect(await start(executable, ['--disable-gpu', ...args], { ...process.env, ...surroundings }).ended).toBe(0);
  await expect.poll(() => app.electron.evaluate(() => Reflect.get(globalThis, 'wasFocused') as boolean), SOON).toBe(true);
  expect(await windowsOf(app)).toBe(1);
});

test('closing the window leaves the tray, which opens it again', async ({ tray, launch }) => {
  const app = await launch();
  const page = await app.page();
  await tray.read();
  // Until the desktop has answered, there is no tray to leave the window for.
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.app.load())).tray, SOON).toBe('present');
  await closeWindow(app);
  await expect.poll(visibleWindows, SOON).toEqual([]);
  await tray.press('Open dxkey');
  await expect.poll(visibleWindows, SOON).toHaveLength(1);
});

test('Quit in the tray ends the app', async ({ tray, launch }) => {
  const app = await launch({ args: ['--hidden'] });
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  await tray.press('Quit');
  expect(await ended).toBe(0);
});

test('without a tray it says so once, ever', async ({ notices, launch }) => {
  const said = () => notices.shown().filter(({ summary }) => summary.includes('No tray on this desktop'));
  const knowsOfNoTray = async (app: RunningApp) => {
    const page = await app.page();
    await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.app.load())).tray, SOON).toBe('absent');
    // Settings take turns: once this one is kept, the notice has been decided.
    valueOf(await page.evaluate(() => window.dxkey.settings.change({ appearance: 'light' })));
  };
  const first = await launch();
  await knowsOfNoTray(first);
  await expect.poll(said, SOON).toHaveLength(1);
  expect(said()[0]?.body).toBe('Closing the window quits dxkey. You can change this in its settings.');
  await first.close();
  const second = await launch();
  await knowsOfNoTray(second);
  await second.close();
  expect(said()).toHaveLength(1);
});

test('without a tray closing the window quits', async ({ launch }) => {
  const app = await launch();
  const page = await app.page();
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.app.load())).tray, SOON).toBe('absent');
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  // The app is gone before it can answer that it closed.
  void closeWindow(app).catch(() => undefined);
  expect(await ended).toBe(0);
});

test('without a tray closing minimises where that is set, and the window can be had again', async ({ launch, standin }) => {
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  await openSettings(page);
  await page.getByText('minimises it', { exact: true }).click();
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.app.load())).settings.closeWithoutTray).toBe('minimise');
  await closeWindow(app);
  expect(await windowsOf(app)).toBe(1);
});

test('start at login is an entry in the autostart folder, off by default', async ({ launch, home, standin }) => {
  const file = join(home, '.config', 'autostart', 'dxkey.desktop');
  const page = await (await launch()).page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  await openSettings(page);
  const choice = page.getByRole('radiogroup', { name: 'Start at login' });
  await expect(choice.getByRole('radio', { name: 'off' })).toBeChecked();
  expect(await exists(file)).toBe(false);
  await choice.getByText('on', { exact: true }).click();
  await expect(choice.getByRole('radio', { name: 'on' })).toBeChecked();
  await expect.poll(() => exists(file)).toBe(true);
  const { executable } = appCommand();
  const entry = await readFile(file, 'utf8');
  expect(entry).toContain(`Exec="${executable}"`);
  expect(entry).toMatch(/^Exec=.*"--hidden"$/m);
  await choice.getByText('off', { exact: true }).click();
  await expect.poll(() => exists(file)).toBe(false);
});
