/** Erasing dxkey on the real keychain: the way out of a forgotten passphrase, gone on with after a crash, and a first start after it. */
import type { Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keychainService } from '../../main/agent/location';
import { run } from './desktop';
import { expect, signIn, test, untilSignedIn, valueOf } from './fixtures';
import { closeFresh, mintToken, openSettings, untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };
const PASSPHRASE = 'CANARY passphrase 0123456789';

async function setUpLock(page: Page): Promise<void> {
  await openSettings(page);
  await page.getByRole('button', { name: 'Set up…' }).click();
  await page.getByRole('textbox', { name: 'New passphrase' }).fill(PASSPHRASE);
  await page.getByRole('textbox', { name: 'The new one again' }).fill(PASSPHRASE);
  await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText('On: locks with Ctrl+L')).toBeVisible(SOON);
}

test('a forgotten passphrase: all that dxkey keeps here is gone, its tokens are dead, and the next start is a first one', async ({
  launch,
  standin,
  dxkey,
  home,
  dataFolder,
  surroundings,
}) => {
  test.setTimeout(180_000);
  const service = keychainService(surroundings, process.platform, '/');
  /** As any program of this user finds them; secret-tool writes what it finds to both streams. */
  const kept = async () => {
    const found = await run('secret-tool', ['search', '--all', 'service', service]);
    return `${found.out}${found.err}`.split('\n').filter((line) => line.includes('attribute.account'));
  };
  const autostart = join(home, '.config', 'autostart', 'dxkey.desktop');

  const others = await standin.control.liveTokens('amy');
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  await untilTokensScreen(page);
  await mintToken(page, { label: 'erased', project: 'Pipeline tests' });
  await closeFresh(page);
  expect((await dxkey(['exec', 'erased', '--', 'true'])).code).toBe(0);
  valueOf(await page.evaluate(() => window.dxkey.settings.change({ startAtLogin: true })));
  await setUpLock(page);
  expect((await kept()).length).toBeGreaterThanOrEqual(3);
  expect([existsSync(autostart), await readdir(dataFolder)]).toEqual([
    true,
    expect.arrayContaining(['index.json', 'lock.json', 'chromium']),
  ]);
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('heading', { name: 'dxkey is locked' })).toBeVisible(SOON);
  await app.close();

  const again = await launch();
  const locked = await again.page();
  await expect(locked.getByRole('heading', { name: 'dxkey is locked' })).toBeVisible(SOON);
  await locked.getByText('Forgot the passphrase?').click();
  await locked.getByRole('button', { name: 'Erase dxkey…' }).click();
  await expect(locked.getByText('1 kept API token')).toBeVisible(SOON);
  for (const name of ['amy', 'erased', 'Stand-in']) expect(await locked.content()).not.toContain(name);
  await locked.getByRole('textbox', { name: 'Type erase to confirm' }).fill('erase');
  await locked.keyboard.press('Enter');
  await expect(locked.getByText('Nothing that dxkey held lives on at a platform.')).toBeVisible(SOON);
  expect(await standin.control.liveTokens('amy')).toEqual(others);
  expect(await kept()).toEqual([]);
  const gone = new Promise<void>((resolve) => again.electron.process().once('exit', () => resolve()));
  await locked.getByRole('button', { name: 'Quit dxkey' }).click();
  await gone;
  await again.close().catch(() => undefined);
  expect([existsSync(dataFolder), existsSync(autostart), await kept()]).toEqual([false, false, []]);

  const third = await launch();
  const first = await third.page();
  await expect(first.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible(SOON);
  expect(valueOf(await first.evaluate(() => window.dxkey.accounts.load())).list).toEqual([]);
  expect(valueOf(await first.evaluate(() => window.dxkey.lock.load())).isSetUp).toBe(false);
});
