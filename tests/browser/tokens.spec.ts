/** The Tokens screen: finding, sorting, acting, by hand and by keyboard alone. */
import type { Page } from '@playwright/test';
import { emit, expect, inputsOf, test } from './fixtures';
import { account, clipboard, list, NOW, row, rows, signatureOf } from './scenario';

const labels = (page: Page) => page.locator('.line .label-text').allTextContents();
const shown = (page: Page) => expect(page.getByRole('row', { name: 'ci-upload' })).toBeVisible();

test('a row tells label and last 4, reach in words, its end and who holds it', async ({ start }) => {
  const page = await start({}, { size: { width: 1280, height: 800 } });
  const line = page.getByRole('row', { name: /nextflow-runs ····x9Qz/ });
  await expect(line).toContainText('3 projects · CONTRIBUTE');
  await expect(line).toContainText('in 21 days');
  await expect(line).toContainText('This computer');
  await expect(page.getByRole('row', { name: 'rap-export-2025' })).toContainText('expired 4 days ago');
  await expect(page.getByRole('row', { name: 'pasted from the browser' })).toContainText('Reach unknown');
  await expect(page.getByRole('row', { name: 'qc-sweep' })).toContainText('made, but lost');
});

test('search finds by label, last 4 and reach, and filters narrow it together', async ({ start }) => {
  const page = await start();
  await shown(page);
  await page.keyboard.press('/');
  await page.keyboard.type('tt0a');
  await expect.poll(() => labels(page)).toEqual(['ci-upload']);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Expiring 1' }).click();
  await expect.poll(() => labels(page)).toEqual(['ci-upload']);
  await expect(page.getByRole('button', { name: 'Expiring 1' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Full access 1' }).click();
  await expect(page.getByText('No token stands under “Expiring” and “Full access”.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByRole('button', { name: 'All 8' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: /Needs a look/ }).click();
  await expect.poll(() => labels(page)).toEqual(['qc-sweep', 'rap-export-2025']);
});

test('filters are walked with the arrows, pressed with Space, and held here and elsewhere exclude each other', async ({ start }) => {
  const page = await start();
  await shown(page);
  await page.getByRole('button', { name: 'All 8' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'On this computer 6' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'On this computer 6' })).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(() => labels(page)).toEqual(['collab-jonas', 'qc-sweep']);
});

test('sorting by expiry puts the unknown end last both ways', async ({ start }) => {
  const page = await start();
  await shown(page);
  await page.getByRole('button', { name: 'Expires' }).click();
  await expect.poll(async () => (await labels(page)).at(-1)).toBe('pasted from the browser');
  expect((await labels(page))[0]).toBe('rap-export-2025');
  await page.getByRole('button', { name: 'Expires' }).click();
  await expect.poll(async () => (await labels(page))[0]).toBe('old laptop');
  expect((await labels(page)).at(-1)).toBe('pasted from the browser');
});

test('Ctrl+C on a row copies it by main, and the countdown is shown', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Clipboard clears in 30 s')).toBeVisible();
  expect(await inputsOf(page, 'tokens.copy')).toEqual([{ accountId: account.id, signature: signatureOf(3) }]);
  await emit(page, 'clipboard.changed', { ...clipboard, lastOutcome: 'unverified' });
  await expect(page.getByText('may still hold a token')).toBeVisible();
});

test('a token that this computer does not hold is not copied, and the reason is said', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'collab-jonas' }).focus();
  await page.keyboard.press('Control+c');
  await expect(page.locator('.notice')).toContainText('does not hold a live copy');
  expect(await inputsOf(page, 'tokens.copy')).toEqual([]);
});

test('arrows walk the rows, Right walks into a row’s buttons, the menu key opens its menu, Esc gives the focus back', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('row', { name: 'collab-jonas' })).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Copy ci-upload ····Tt0a' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Details…' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: 'ci-upload' })).toBeFocused();
});

test('Delete asks before it revokes, Cancel has the focus, and focus returns to the table', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: 'ci-upload' })).toBeFocused();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Yes, revoke it' }).click();
  await expect(page.locator('.notice')).toContainText('ci-upload ····Tt0a is revoked.');
  await expect(page.getByRole('row', { name: 'collab-jonas' })).toBeFocused();
});

test('of 1,000 tokens only the visible rows exist, and the grid still says there are 1,000', async ({ start }) => {
  const page = await start({ tokens: list(Array.from({ length: 1000 }, (_, n) => row(n + 100))) });
  await page.getByRole('row').nth(1).focus();
  expect(await page.locator('.line').count()).toBeLessThan(40);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '1001');
  await page.keyboard.press('End');
  await expect(page.locator('.line:focus')).toHaveAttribute('aria-rowindex', '1001');
});

test('an expired row is forgotten from its menu, a lost one can be revoked', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'rap-export-2025' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Forget' }).click();
  await expect(page.getByRole('row', { name: 'rap-export-2025' })).toHaveCount(0);
  await page.getByRole('row', { name: 'qc-sweep' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Nobody holds this token')).toBeVisible();
});

test('where the list is refused, only what is held is shown and said, and what may exist is told', async ({ start }) => {
  const page = await start({
    tokens: list(rows.slice(0, 2), {
      source: 'thisComputer',
      problem: { code: 'PERMISSION_DENIED' },
      checkedMs: null,
      mayExist: [{ label: 'ghost', untilMs: NOW }],
    }),
  });
  await expect(page.getByText('Only tokens that this computer holds are shown.')).toBeVisible();
  await expect(page.getByText(/A token “ghost” may exist until 24 Nov 2026/)).toBeVisible();
  await expect(page.getByText('Not checked with the platform yet')).toBeVisible();
});

test('the narrow window folds the rail to named icons and drops Used, Held and the strip', async ({ start }) => {
  const page = await start({}, { size: { width: 720, height: 480 } });
  await shown(page);
  await expect(page.getByRole('button', { name: 'Settings' })).toBeVisible();
  for (const name of ['Held', 'Used', 'Made · today · ends']) await expect(page.getByRole('columnheader', { name })).toHaveCount(0);
  await expect(page.getByRole('columnheader', { name: 'Expires' })).toBeVisible();
  await expect(page.getByRole('row', { name: 'ci-upload' }).getByText('This computer')).toBeHidden();
});
