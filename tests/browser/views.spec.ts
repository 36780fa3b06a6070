/**
 * Every screen and dialog in both themes: no axe violation (SECURITY.md row 21), nothing that sticks out at 720x480, and a
 * picture at two sizes in .screens/ (never committed) for eyes.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';
import { VIEWS } from './views';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 720, height: 480 },
];

// axe over a thousand nodes takes its time on a busy machine.
test.describe.configure({ timeout: 90_000 });

for (const view of VIEWS) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${view.name} is accessible and fits, ${theme}`, async ({ start }) => {
      const page = await start(view.patch, { theme, size: SIZES[0] });
      await view.go(page);
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode(true).analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`,
      );
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.screenshot({ path: `.screens/${view.name}-${theme}-${String(size.width)}.png` });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, 'nothing sticks out sideways').toBeLessThanOrEqual(0);
      }
      expect(found).toEqual([]);
    });
  }
}
