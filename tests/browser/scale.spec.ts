/** Showing and filtering 1,000 tokens costs at most twice what 10 cost: medians, taken in turn in one page each. */
import type { Page } from '@playwright/test';
import { emit, expect, test } from './fixtures';
import { list, row } from './scenario';

const ROUNDS = 7;
const GOAL = 2;
const listOf = (count: number) => list(Array.from({ length: count }, (_, n) => row(n + 100)));

/** Shows a list, filters it to one row and back, and times it in the page, to the frame that shows it. */
function timeOnce(page: Page, count: number): Promise<number> {
  return page.evaluate(
    async ([state, last]) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const until = async (isThere: () => boolean) => {
        while (!isThere()) await frame();
      };
      const search = document.querySelector<HTMLInputElement>('.search input');
      const put = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      const type = (text: string) => {
        put?.call(search, text);
        search?.dispatchEvent(new Event('input', { bubbles: true }));
      };
      const rowsShown = () => document.querySelectorAll('.line').length;
      const before = performance.now();
      window.fakeMain.emit('tokens.changed', state);
      await until(() => rowsShown() >= 10);
      type(last);
      await until(() => rowsShown() === 1);
      type('');
      await until(() => rowsShown() >= 10);
      const taken = performance.now() - before;
      window.fakeMain.emit('tokens.changed', { ...state, rows: [] });
      await until(() => rowsShown() === 0);
      return taken;
    },
    [listOf(count), `token ${String(count + 99)}`] as const,
  );
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test('1,000 tokens are shown and filtered for at most twice the cost of 10', async ({ start }) => {
  const page = await start({ tokens: list([]) });
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
  await emit(page, 'tokens.changed', list([]));
  await timeOnce(page, 10);
  await timeOnce(page, 1000);
  const few: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    few.push(await timeOnce(page, 10));
    many.push(await timeOnce(page, 1000));
  }
  const ratio = median(many) / median(few);
  test
    .info()
    .annotations.push({
      type: 'figures',
      description: `10: ${median(few).toFixed(1)} ms, 1000: ${median(many).toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
    });
  console.log(`tokens 10: ${median(few).toFixed(1)} ms, 1000: ${median(many).toFixed(1)} ms, ratio ${ratio.toFixed(2)}`);
  expect(ratio).toBeLessThanOrEqual(GOAL);
});
