/** A proxy that asks for a login, before anything reaches the platform: the window asks once, and the login is kept nowhere. */
import type { Page } from '@playwright/test';
import { startAuthProxy } from '../fakes/authProxy';
import type { AuthProxy } from '../fakes/authProxy';
import { filesHolding, readClipboard } from './desktop';
import { expect, signIn, test as base, untilSignedIn, valueOf } from './fixtures';
import { mintToken, untilTokensScreen } from './person';

const CANARY = 'CANARY-proxy-0123456789';
const LOGIN = { username: 'net-amy', password: CANARY };

const test = base.extend<{ authProxy: AuthProxy }>({
  authProxy: async ({}, use) => {
    const proxy = await startAuthProxy(LOGIN);
    await use(proxy);
    await proxy.stop();
  },
});

const box = (page: Page) => page.getByRole('dialog', { name: 'The network wants a login' });

async function logIn(page: Page, password: string): Promise<void> {
  await box(page).getByLabel('Name for the proxy').fill(LOGIN.username);
  await box(page).getByRole('textbox', { name: 'Password for the proxy' }).fill(password);
  await box(page).getByRole('button', { name: 'Log in to the proxy' }).click();
  await expect(box(page)).toHaveCount(0);
}

test('the window asks once; sign-in, mint and list go through, and the login is nowhere', async ({
  launch,
  standin,
  authProxy: proxy,
  home,
  dataFolder,
}) => {
  const app = await launch({ args: proxy.switches });
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await expect(box(page)).toContainText(`The proxy ${proxy.host}, on the way to the platform, asks who you are.`);
  await expect(box(page)).toContainText('It calls itself “Example Corp”.');
  expect((await standin.control.counts())['/system/newAuthToken']).toBeUndefined();

  await logIn(page, CANARY);
  await expect(page.getByRole('alert')).toContainText('The proxy wants a login.');
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  await untilTokensScreen(page);
  // Both ways to the network went through it: one keeps its connections, the other has a session of its own for each request.
  await mintToken(page, { label: 'through the proxy', project: 'Pipeline tests' });
  expect((await standin.control.counts())['/system/newAuthToken']?.arrived).toBe(2);
  expect(proxy.seen.wrong).toBe(0);
  expect(proxy.seen.passed).toBeGreaterThan(3);
  expect(valueOf(await page.evaluate(() => window.dxkey.proxy.load()))).toEqual({ asking: null });

  expect(await page.content()).not.toContain(CANARY);
  expect(await readClipboard()).not.toContain(CANARY);
  await app.close();
  const encoded = Buffer.from(`${LOGIN.username}:${CANARY}`).toString('base64');
  for (const text of [CANARY, encoded]) expect(await filesHolding(text, [home, dataFolder])).toEqual([]);
});

test('a login that the proxy refuses is said, and asked for again', async ({ launch, standin, authProxy: proxy }) => {
  const page = await (await launch({ args: proxy.switches })).page();
  await signIn(page, standin.account('amy'));
  await logIn(page, 'wrong');
  await signIn(page, standin.account('amy'));
  await expect(box(page)).toContainText('The proxy did not accept that login.');
  expect(proxy.seen.wrong).toBe(1);
  await logIn(page, CANARY);
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);

  // The proxy's password changes while somebody is signed in.
  proxy.setPassword('changed');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(box(page)).toContainText('The proxy did not accept that login.');
  await logIn(page, 'changed');
  await expect(page.getByText('Only tokens that this computer holds are shown.')).toHaveCount(0);
});

test('with no window the call fails at once, and the question waits for the window', async ({
  launch,
  standin,
  authProxy: proxy,
  dxkey,
}) => {
  const app = await launch({ args: [...proxy.switches, '--hidden'] });
  const words = standin.account('amy').password;
  await expect.poll(async () => (await dxkey(['status', '--json'])).code, { timeout: 20_000 }).toBe(3);
  const minted = await standin.control.mint({ username: 'amy', label: 'given' });
  const { code, err } = await dxkey(['login', '--token-stdin', '--platform', standin.url, '--noprojects'], { input: `${minted.secret}\n` });
  expect([code, err]).toEqual([7, expect.stringContaining('Open the dxkey window, give the proxy its login there')]);
  expect(err).not.toContain(words);
  const shown = app.electron.waitForEvent('window');
  await app.electron.evaluate(({ app: electron }) => {
    electron.emit('activate');
  });
  await expect(box(await shown)).toContainText(proxy.host);
});
