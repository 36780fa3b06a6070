/** Erasing dxkey from this computer: asked in Settings and on the lock screen, by keyboard alone, and told to its end. */
import type { Page } from '@playwright/test';
import { alive, openErase, openEraseLocked } from './eraseViews';
import { emit, expect, inputsOf, test } from './fixtures';
import { leases, type Scenario } from './scenario';

const locked: Partial<Scenario> = { lock: { isSetUp: true, isLocked: true, lockedBy: 'start', touchId: 'absent', waitUntilMs: null } };
const word = (page: Page) => page.getByRole('textbox', { name: 'Type erase to confirm' });
const erase = (page: Page) => page.getByRole('alertdialog').getByRole('button', { name: 'Erase', exact: true });

test('says what goes, and does nothing before the word is typed; revoking is what is offered first', async ({ start }) => {
  const page = await start({ leases });
  await openErase(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'amy on DNAnexus' })).toContainText('kept API token');
  await expect(erase(page)).toBeDisabled();
  await word(page).fill('eras');
  await page.keyboard.press('Enter');
  expect(await inputsOf(page, 'erase.run')).toEqual([]);
  await word(page).fill('Erase ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Erasing dxkey from this computer' })).toBeVisible();
  expect(await inputsOf(page, 'erase.run')).toEqual([{ tokens: 'revoke' }]);
});

test('Cancel is where the focus starts, and Escape leaves everything as it was', async ({ start }) => {
  const page = await start();
  await openErase(page);
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  expect(await inputsOf(page, 'erase.run')).toEqual([]);
});

test('a refusal stays in the dialog: nothing has gone', async ({ start }) => {
  const page = await start({ refusals: { 'erase.run': { code: 'FILE_FAULT' } } });
  await openErase(page);
  await word(page).fill('erase');
  await erase(page).click();
  await expect(page.getByRole('alert')).toContainText('A file of dxkey could not be written.');
  await expect(page.getByRole('heading', { name: 'Erase dxkey from this computer?' })).toBeVisible();
});

test('SECURITY: behind the lock it is the way out, and shows counts alone', async ({ start }) => {
  const page = await start({ ...locked, leases });
  await openEraseLocked(page);
  await expect(page.getByText('dxkey is locked, so names are not shown.')).toBeVisible();
  for (const secret of ['amy', 'Amy', 'nextflow-runs', 'x9Qz', 'DNAnexus']) expect(await page.content()).not.toContain(secret);
  await page.getByRole('button', { name: /Kept tokens/ }).click();
  await page.getByRole('option', { name: 'only forget on this computer' }).click();
  await word(page).fill('erase');
  await erase(page).click();
  await expect(page.getByText('Ending sessions, and revoking')).toBeVisible();
  expect(await inputsOf(page, 'erase.run')).toEqual([{ tokens: 'forget' }]);
  await emit(page, 'erase.changed', { phase: 'done', aliveCount: 3, alive: [], left: [] });
  await expect(page.getByText('3 tokens or sessions live on at the platform.')).toBeVisible();
});

test('a page that starts in the middle of it shows nothing else, whatever else is refused', async ({ start }) => {
  const refused = { code: 'REFUSED' } as const;
  const page = await start({
    erase: { phase: 'running', step: 'files' },
    refusals: { 'session.load': refused, 'accounts.load': refused, 'queue.load': refused },
  });
  await expect(page.getByText('Removing files and the activity record')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
});

test('in the end says what lives on and what stays, tries again, and quits', async ({ start }) => {
  const page = await start({
    erase: {
      phase: 'done',
      aliveCount: 2,
      alive: alive(2),
      left: [{ what: 'keychain', code: 'KEYCHAIN_LOCKED', count: 4, names: ['dxkey-0123'] }],
    },
  });
  await expect(page.getByText('nextflow-runs-0 ••••x9Qz, amy on DNAnexus')).toBeVisible();
  await expect(page.getByText('They stand in the keychain app under “dxkey-0123”.')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Erasing dxkey from this computer' })).toBeVisible();
  await emit(page, 'erase.changed', { phase: 'done', aliveCount: 0, alive: [], left: [] });
  await expect(page.getByRole('button', { name: 'Quit dxkey' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => inputsOf(page, 'erase.quit')).toEqual([{}]);
});
