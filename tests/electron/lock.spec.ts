/** The app lock in the real app: set up, locked by hand and by a start, slowed down, opened; what is lent meanwhile. */
import type { Page } from '@playwright/test';
import { filesHolding } from './desktop';
import { expect, signIn, test, untilSignedIn, valueOf } from './fixtures';
import { mintToken, closeFresh, openSettings, untilTokensScreen } from './person';

const CANARY = 'CANARY passphrase 0123456789';
const SOON = { timeout: 20_000 };

const field = (page: Page) => page.getByRole('textbox', { name: 'Passphrase', exact: true });

async function setUp(page: Page): Promise<void> {
  await openSettings(page);
  await page.getByRole('button', { name: 'Set up…' }).click();
  await page.getByRole('textbox', { name: 'New passphrase' }).fill(CANARY);
  await page.getByRole('textbox', { name: 'The new one again' }).fill(CANARY);
  await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByText('On: locks with Ctrl+L')).toBeVisible(SOON);
}

async function untilLocked(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'dxkey is locked' })).toBeVisible(SOON);
}

async function unlock(page: Page): Promise<void> {
  await field(page).fill(CANARY);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await untilTokensScreen(page);
}

test('locked: nothing of the account is on the page, only what works while away is lent, and a start finds it locked', async ({
  launch,
  standin,
  dxkey,
  home,
  dataFolder,
}) => {
  test.setTimeout(180_000);
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  await untilTokensScreen(page);
  await mintToken(page, { label: 'needs-me', project: 'Pipeline tests' });
  await closeFresh(page);
  const away = await standin.control.mint({ username: 'amy', label: 'nightly' });
  expect((await dxkey(['import', '--stdin', '--label', 'nightly', '--away'], { input: `${away.secret}\n` })).code).toBe(0);
  await setUp(page);
  const electronBefore = await page.evaluate(() => performance.timeOrigin);

  await page.keyboard.press('Control+l');
  await untilLocked(page);
  // Not the page that was there before: one that has seen nothing.
  await expect.poll(() => page.evaluate(() => performance.timeOrigin).catch(() => electronBefore), SOON).not.toBe(electronBefore);
  await untilLocked(page);
  const html = await page.content();
  for (const seen of ['amy', 'needs-me', 'nightly']) expect(html).not.toContain(seen);
  expect(await page.evaluate(() => window.dxkey.tokens.load())).toEqual({ ok: false, error: { code: 'APP_LOCKED' } });

  const status = await dxkey(['status', '--json']);
  expect([status.code, JSON.parse(status.out)]).toEqual([5, expect.objectContaining({ isLocked: true, session: null })]);
  const refused = await dxkey(['exec', 'needs-me', '--wait', '0', '--', 'true']);
  expect([refused.code, refused.err]).toEqual([5, expect.stringContaining('dxkey is locked.')]);
  expect((await dxkey(['tokens'])).code).toBe(5);
  expect((await dxkey(['exec', 'nightly', '--', 'true'])).code).toBe(0);
  await unlock(page);
  expect((await dxkey(['exec', 'needs-me', '--', 'true'])).code).toBe(0);
  await app.close();

  const again = await launch();
  const second = await again.page();
  await untilLocked(second);
  await expect(second.getByText('Locked since dxkey started.')).toBeVisible();
  await field(second).fill('not the passphrase');
  await second.getByRole('button', { name: 'Unlock' }).click();
  await expect(second.getByText('That is not the passphrase.')).toBeVisible(SOON);
  const early = await second.evaluate(() => window.dxkey.lock.unlock({ passphrase: 'again, at once' }));
  expect(early).toMatchObject({ ok: false });
  await expect(second.getByRole('button', { name: 'Unlock' })).toBeEnabled(SOON);
  await expect.poll(async () => valueOf(await second.evaluate(() => window.dxkey.lock.load())).waitUntilMs, SOON).toBeNull();
  await unlock(second);
  await again.close();
  expect(await filesHolding(CANARY, [home, dataFolder])).toEqual([]);
});
