/** However many tokens there are, the page makes no more rows than the window shows. What that costs in time, `npm run bench` tells. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { list, row } from './scenario';

const listOf = (count: number) => list(Array.from({ length: count }, (_, n) => row(n + 100)));

declare global {
  interface Window {
    rowsMade: number;
  }
}

/** Counts rows as they come into the document, those that go again included. */
async function countRows(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.rowsMade = 0;
    const seen = new WeakSet<Element>();
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof Element)) continue;
        for (const line of [node, ...node.querySelectorAll('.line')]) {
          if (!line.matches('.line') || seen.has(line)) continue;
          seen.add(line);
          window.rowsMade += 1;
        }
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

/** How many rows `act` had made. */
async function rowsMadeBy(page: Page, act: () => Promise<void>): Promise<number> {
  const before = await page.evaluate(() => window.rowsMade);
  await act();
  return (await page.evaluate(() => window.rowsMade)) - before;
}

/** Rows that fit, and two beyond each edge. */
const windowOf = (page: Page) => page.getByRole('grid').evaluate((grid) => Math.ceil(grid.clientHeight / 40) + 5);

test('of 1,000 tokens only a windowful of rows is made, whether they are shown, filtered or walked to the end', async ({ page, start }) => {
  await countRows(page);
  const made = await rowsMadeBy(await start({ tokens: listOf(1000) }), async () => {
    await expect(page.getByRole('row', { name: 'token 100' })).toBeVisible();
  });
  const most = await windowOf(page);
  expect(made).toBeLessThanOrEqual(most);
  expect(await page.locator('.line').count()).toBeLessThanOrEqual(most);

  const search = page.getByRole('searchbox', { name: 'Search tokens' });
  const filtered = await rowsMadeBy(page, async () => {
    await search.fill('token 1099');
    await expect(page.locator('.line')).toHaveCount(1);
    await search.fill('');
    await expect(page.getByRole('row', { name: 'token 100' })).toBeVisible();
  });
  expect(filtered).toBeLessThanOrEqual(most + 1);

  const walked = await rowsMadeBy(page, async () => {
    await page.getByRole('row', { name: 'token 100' }).focus();
    await page.keyboard.press('End');
    await expect(page.getByRole('row', { name: 'token 1099' })).toBeFocused();
  });
  expect(walked).toBeLessThanOrEqual(2 * most);
});

test('a list that comes again unchanged makes no row anew', async ({ page, start }) => {
  await countRows(page);
  await start({ tokens: listOf(1000) });
  await expect(page.getByRole('row', { name: 'token 100' })).toBeVisible();
  const made = await rowsMadeBy(page, async () => {
    await page.evaluate((again) => {
      window.fakeMain.emit('tokens.changed', { ...again, isRefreshing: true });
    }, listOf(1000));
    await expect(page.getByText('Checking with the platform…')).toBeVisible();
  });
  expect(made).toBe(0);
});
