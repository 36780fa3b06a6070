/** Settings with effect at once on real parts: the way to the network, platforms of one's own, the theme, the login item, the clipboard's time. */
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startAuthProxy } from '../fakes/authProxy';
import type { AuthProxy } from '../fakes/authProxy';
import { readClipboard } from './desktop';
import { expect, signIn, test as base, untilSignedIn, valueOf } from './fixtures';
import { openSettings, shownAccount, untilTokensScreen } from './person';

const LOGIN = { username: 'net-amy', password: 'CANARY-proxy-setting' };
const test = base.extend<{ authProxy: AuthProxy }>({
  authProxy: async ({}, use) => {
    const proxy = await startAuthProxy(LOGIN);
    await use(proxy);
    await proxy.stop();
  },
});

const fixed = (host: string) => ({ proxy: { kind: 'fixed' as const, url: `http://${host}`, bypass: '' } });
const refresh = async (page: Page) => page.evaluate((input) => window.dxkey.tokens.refresh(input), { accountId: await shownAccount(page) });

async function useProxy(page: Page, host: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'Proxy' }).getByText('this one', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Proxy address' }).fill(host);
  await page.getByRole('button', { name: 'Use this proxy' }).click();
  await expect(page.getByText('In use. If it cannot be reached')).toBeVisible();
}

/** A port of this computer where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('SECURITY: a proxy set before the sign-in takes every request, asks for its login, and none goes round it', async ({
  launch,
  standin,
  authProxy: proxy,
  dataFolder,
}) => {
  const app = await launch();
  const page = await app.page();
  await page.getByRole('button', { name: 'Settings: proxy, platforms…' }).click();
  await useProxy(page, proxy.host);
  await page.getByRole('button', { name: 'Back to sign-in' }).click();
  await signIn(page, standin.account('amy'));
  const box = page.getByRole('dialog', { name: 'The network wants a login' });
  await box.getByLabel('Name for the proxy').fill(LOGIN.username);
  await box.getByRole('textbox', { name: 'Password for the proxy' }).fill(LOGIN.password);
  await box.getByRole('button', { name: 'Log in to the proxy' }).click();
  await expect(box).toHaveCount(0);
  // Nothing had reached the platform round the proxy.
  expect(await standin.control.counts()).toEqual({});
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  await untilTokensScreen(page);
  const arrived = Object.values(await standin.control.counts()).reduce((sum, one) => sum + one.arrived, 0);
  expect(proxy.seen.passed).toBeGreaterThanOrEqual(arrived);

  // Down: the session's next request fails as that, and does not go straight.
  await proxy.stop();
  const before = await standin.control.counts();
  await refresh(page);
  await expect(page.getByText('The proxy could not be reached.')).toBeVisible();
  expect(await standin.control.counts()).toEqual(before);

  // Straight again, at once and in the open session.
  await openSettings(page);
  await page.getByRole('radiogroup', { name: 'Proxy' }).getByText('none', { exact: true }).click();
  await expect.poll(async () => valueOf(await refresh(page)).problem).toBeNull();
  expect(await readFile(join(dataFolder, 'settings.json'), 'utf8')).not.toContain('CANARY');
});

test('a change of proxy counts for an open session’s next request, after a restart too', async ({ launch, standin, authProxy: proxy }) => {
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);
  expect(proxy.seen).toEqual({ none: 0, wrong: 0, passed: 0 });
  await openSettings(page);
  await useProxy(page, proxy.host);
  await refresh(page);
  expect(proxy.seen.none).toBeGreaterThan(0);
  await app.close();

  const seen = proxy.seen.none;
  const again = await (await launch()).page();
  await untilSignedIn(again);
  await refresh(again);
  await expect.poll(() => proxy.seen.none).toBeGreaterThan(seen);
  // A host of the list goes straight.
  const host = new URL(standin.url).hostname;
  const listed = { proxy: { kind: 'fixed' as const, url: `http://127.0.0.1:${String(await closedPort())}`, bypass: host } };
  await again.evaluate((patch) => window.dxkey.settings.change(patch), listed);
  await expect.poll(async () => valueOf(await refresh(again)).problem).toBeNull();
  await again.evaluate((patch) => window.dxkey.settings.change(patch), fixed(`127.0.0.1:${String(await closedPort())}`));
  expect(valueOf(await refresh(again)).problem).toMatchObject({ code: 'OFFLINE', details: { atProxy: true } });
});

test('a platform of one’s own is added, named with its host, signed in to, and then stays as it is', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  // The stand-in by another of its addresses is a platform that dxkey does not know.
  const { port } = new URL(standin.url);
  const address = `http://localhost:${port}`;
  await page.getByRole('button', { name: 'Settings: proxy, platforms…' }).click();
  await page.getByRole('button', { name: 'Add a platform…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Lab');
  await page.getByRole('textbox', { name: 'Sign-in address' }).fill('https://auth.lab.example');
  await page.getByRole('textbox', { name: 'API address' }).fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByText('This platform cannot be used here.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Sign-in address' }).fill(address);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Back to sign-in' }).click();
  await page.getByRole('button', { name: /Platform/ }).click();
  await page.getByRole('option', { name: /^Lab/ }).click();
  await expect(page.getByText(`Your password goes to localhost:${port}.`)).toBeVisible();
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);
  const session = valueOf(await page.evaluate(() => window.dxkey.session.load()));
  expect(session).toMatchObject({ status: 'signedIn', account: { platform: { name: 'Lab', authUrl: address } } });
  await openSettings(page);
  await page.getByRole('button', { name: 'Remove Lab' }).click();
  await expect(page.getByRole('alert')).toContainText('Known there: amy.');
});

test('appearance, start at login and the clipboard’s time have their effect at once', async ({ launch, standin, home }) => {
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);
  await openSettings(page);
  const press = (row: string, choice: string) => page.getByRole('radiogroup', { name: row }).getByText(choice, { exact: true }).click();
  await press('Appearance', 'dark');
  await expect.poll(() => app.electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(true);
  await press('Appearance', 'light');
  await expect.poll(() => app.electron.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors)).toBe(false);

  const entry = join(home, '.config', 'autostart', 'dxkey.desktop');
  await press('Start at login', 'on');
  await expect.poll(() => readFile(entry, 'utf8').catch(() => '')).toContain('--hidden');
  await press('Start at login', 'off');
  await expect.poll(() => readFile(entry, 'utf8').catch(() => 'gone')).toBe('gone');

  const accountId = await shownAccount(page);
  const short = { accountId, label: 'short', scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false } as const;
  const minted = valueOf(await page.evaluate((input) => window.dxkey.tokens.mint(input), short));
  await page.evaluate((patch) => window.dxkey.settings.change(patch), { clipboardClearMs: null });
  await page.evaluate((input) => window.dxkey.tokens.copy(input), { accountId, signature: minted.row.signature });
  expect(await readClipboard()).toBe(minted.secret);
  expect(valueOf(await page.evaluate(() => window.dxkey.clipboard.load())).holding?.clearsAtMs).toBeNull();
  await page.evaluate((patch) => window.dxkey.settings.change(patch), { clipboardClearMs: 10_000 });
  await expect.poll(readClipboard, { timeout: 20_000 }).not.toBe(minted.secret);
});
