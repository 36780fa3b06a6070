/** A token whose policy is to ask: `dxkey exec` waits for the small window of the real app, whose press serves or refuses it. */
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, signIn, test, untilSignedIn } from './fixtures';
import { untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };
const asks = (page: Page): boolean => page.url().includes('consent.html');

async function smallWindow(electron: ElectronApplication): Promise<Page> {
  await expect.poll(() => electron.windows().some(asks), SOON).toBe(true);
  const page = electron.windows().find(asks);
  if (page === undefined) throw new Error('the small window closed by itself');
  return page;
}

/** The window goes with the press, so nobody can be told that it was one. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await expect(button).toBeEnabled(SOON);
  await button.click(SOON).catch(() => undefined);
}

test('dxkey exec asks in a small window: Allow serves it, No ends with 5, and both are in the record', async ({
  launch,
  standin,
  dxkey,
}) => {
  test.setTimeout(120_000);
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  await untilTokensScreen(page);
  const made = await standin.control.mint({ username: 'amy', label: 'asked' });
  expect((await dxkey(['import', '--stdin', '--label', 'asked'], { input: `${made.secret}\n` })).code).toBe(0);
  expect((await dxkey(['policy', 'asked', 'ask'])).out).toContain('you are asked first');

  const served = dxkey(['exec', 'asked', '--', 'echo', 'given']);
  const first = await smallWindow(app.electron);
  await expect(first.getByText('/', { exact: false }).first()).toBeVisible(SOON);
  await expect(first.getByText('asked (…')).toBeVisible();
  // SECURITY: the small page has no way into main.
  expect(await first.evaluate(() => 'dxkey' in window)).toBe(false);
  await press(first, 'Allow once');
  expect(await served).toMatchObject({ code: 0, out: 'given\n' });

  const refused = dxkey(['exec', 'asked', '--', 'echo', 'given']);
  const second = await smallWindow(app.electron);
  await press(second, 'No');
  const outcome = await refused;
  expect([outcome.code, outcome.out]).toEqual([5, '']);
  expect(outcome.err).toContain('waits up to 60 seconds for the answer');
  expect(outcome.err).toContain('You said no.');

  await page
    .getByRole('link', { name: 'Activity' })
    .or(page.getByRole('button', { name: 'Activity' }))
    .first()
    .click();
  await expect(page.getByText('Use allowed').first()).toBeVisible(SOON);
  await expect(page.getByText('Use refused').first()).toBeVisible();
  await app.close();
});
