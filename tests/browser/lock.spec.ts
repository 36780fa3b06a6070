/** The app lock in the page: what a locked app shows, how it opens, and how it is set up. */
import type { Page } from '@playwright/test';
import { RIGHT_PASSPHRASE } from './fakeParts';
import { callsOf, emit, expect, inputsOf, test } from './fixtures';
import { NOW, type Scenario } from './scenario';

const lock = { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null } as const satisfies Scenario['lock'];
const locked: Partial<Scenario> = { lock: { ...lock, isLocked: true, lockedBy: 'start' } };
const title = (page: Page) => page.getByRole('heading', { name: 'dxkey is locked' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Passphrase', exact: true });

async function setUp(page: Page, passphrase: string, again = passphrase): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Set up…' }).click();
  await page.getByRole('textbox', { name: 'New passphrase' }).fill(passphrase);
  await page.getByRole('textbox', { name: 'The new one again' }).fill(again);
  await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click();
}

test('SECURITY: locking takes every account and token out of the page', async ({ start }) => {
  const page = await start({ lock });
  await expect(page.getByRole('row', { name: 'nextflow-runs' })).toBeVisible();
  await page.keyboard.press('Control+l');
  await expect(title(page)).toBeVisible();
  const html = await page.content();
  for (const secret of ['amy', 'Amy', 'nextflow-runs', 'x9Qz', 'DNAnexus']) expect(html).not.toContain(secret);
});

test('a page that starts locked shows the lock alone, and everything once it is open', async ({ start }) => {
  const page = await start({ ...locked, refusals: { 'session.load': { code: 'APP_LOCKED' } } });
  await expect(page.getByText('Locked since dxkey started.')).toBeVisible();
  await expect(field(page)).toBeFocused();
  await page.evaluate(() => {
    window.fakeMain.scenario.refusals = {};
  });
  await page.keyboard.type(RIGHT_PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: 'nextflow-runs' })).toBeVisible();
});

test('a wrong passphrase is said, taken out of the field, and makes the next one wait', async ({ start }) => {
  const page = await start(locked);
  await field(page).fill('wrong');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('That is not the passphrase.')).toBeVisible();
  await expect(field(page)).toHaveValue('');
  await expect(page.getByText('The next passphrase is looked at in 1 s.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeDisabled();
  await field(page).fill(RIGHT_PASSPHRASE);
  await field(page).press('Enter');
  expect(await inputsOf(page, 'lock.unlock')).toHaveLength(1);
  await page.clock.setFixedTime(NOW + 2000);
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeEnabled();
  await field(page).press('Enter');
  await expect(title(page)).toHaveCount(0);
});

test('is set up with a passphrase typed twice; what cannot be one is said and kept', async ({ start }) => {
  const page = await start();
  await setUp(page, 'short', 'other');
  await expect(page.getByText('At least 8 characters')).toBeVisible();
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'New passphrase' })).toHaveValue('short');
  await page.getByRole('textbox', { name: 'New passphrase' }).fill('long enough');
  await page.getByRole('textbox', { name: 'The new one again' }).fill('long enough');
  await page.keyboard.press('Enter');
  await expect(page.getByText('On: locks with Ctrl+L')).toBeVisible();
  expect(await inputsOf(page, 'lock.setUp')).toEqual([{ passphrase: 'long enough' }]);
});

test('is removed with the passphrase only', async ({ start }) => {
  const page = await start({ lock });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('textbox', { name: 'Passphrase now' }).fill('wrong');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('That is not the passphrase.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Passphrase now' }).fill(RIGHT_PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Set up…' })).toBeVisible();
});

test('the key does nothing where no lock is set up', async ({ start }) => {
  const page = await start();
  await expect(page.getByRole('row', { name: 'nextflow-runs' })).toBeVisible();
  await page.keyboard.press('Control+l');
  expect((await callsOf(page)).map((call) => call.channel)).not.toContain('lock.lock');
});

test('Touch ID is offered where it may open the lock', async ({ start }) => {
  const page = await start({ lock: { ...lock, isLocked: true, lockedBy: 'suspended', touchId: 'on' } });
  await page.getByRole('button', { name: 'Unlock with Touch ID' }).click();
  await expect(title(page)).toHaveCount(0);
});

test('a lock that main closes closes an open dialog', async ({ start }) => {
  const page = await start({ lock });
  await page.getByRole('button', { name: 'New token' }).click();
  await emit(page, 'lock.changed', { ...lock, isLocked: true, lockedBy: 'screenLocked' });
  await expect(page.getByText('Locked when the screen locked.')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('what the idle limit and the desktop do is kept at once; the lock can be chosen where one is set up', async ({ start }) => {
  const page = await start();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: /Sign out when nobody is here/ }).click();
  await page.getByRole('option', { name: 'after 5 min' }).click();
  await page.getByRole('button', { name: /When the computer sleeps/ }).click();
  await expect(page.getByRole('option', { name: 'app lock', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('option', { name: 'sign out' }).click();
  await page.getByText('this window alone').click();
  await expect
    .poll(() => inputsOf(page, 'settings.change'))
    .toEqual([{ idleLimitMs: 300_000 }, { whenSuspended: 'signOut' }, { activity: 'app' }]);
});
