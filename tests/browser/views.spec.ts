/**
 * Every screen and dialog in both themes: no axe violation (SECURITY.md row 21), nothing that sticks out at 720x480, the buttons of
 * a dialog always in sight, and a picture a theme and size in .screens/ (never committed) for eyes.
 */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { VIEWS } from './views';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LARGE = { width: 1280, height: 800 };
const SMALL = { width: 720, height: 480 };
const PICTURES = join(__dirname, '../../.screens');

// axe over a full table takes its time on a busy machine.
test.describe.configure({ timeout: 90_000 });

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`,
  );
}

/** What a person could not reach or would see cut off. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page sticks out sideways');
    for (const sheet of document.querySelectorAll('.sheet')) {
      const body = sheet.querySelector('.sheet-body');
      if (body !== null && body.scrollWidth > body.clientWidth) found.push('a dialog scrolls sideways');
      const buttons = sheet.querySelectorAll('.row button');
      if (buttons.length === 0) found.push('a dialog has no row of buttons');
      for (const button of buttons) {
        const box = button.getBoundingClientRect();
        if (box.top < 0 || box.left < 0 || box.bottom > window.innerHeight || box.right > window.innerWidth)
          found.push(`out of sight: ${button.textContent}`);
      }
    }
    return found;
  });

for (const view of VIEWS) {
  test(`${view.name} is accessible and fits, light and dark, large and small`, async ({ start }) => {
    const page = await start(view.patch, { size: LARGE, at: view.at });
    await view.go(page);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.setViewportSize(LARGE);
      expect(await violationsOf(page), theme).toEqual([]);
      for (const size of [LARGE, SMALL]) {
        await page.setViewportSize(size);
        await page.screenshot({ path: join(PICTURES, `${view.name}-${theme}-${String(size.width)}.png`) });
        expect(await misfits(page), `${theme} ${String(size.width)}`).toEqual([]);
      }
    }
  });
}
