/** The sign-in form that a first start shows before any script has run: it is typed into at once, and nothing of that is lost. */
import { emit, expect, inputsOf, test } from './fixtures';
import type { Page } from '@playwright/test';
import type { SessionState } from '../../preload/contract/contract';
import { byPassword, fallbackApp, firstStart, type Scenario } from './scenario';

const PASSWORD = 'correct horse canary';
/** Main does not say who is here until the test does. */
const waiting: Partial<Scenario> = { session: firstStart, silent: ['session.load'] };
const firstFallback = { ...fallbackApp, platforms: fallbackApp.platforms.filter(({ kind }) => kind !== 'standin') };

const isWhole = (page: Page) => expect(page.locator('html')).toHaveAttribute('data-ready', 'true');

/** Main says who is here, once the page listens. */
async function say(page: Page, session: SessionState): Promise<void> {
  await expect.poll(() => inputsOf(page, 'app.load')).toHaveLength(1);
  await emit(page, 'session.changed', session);
}

const boxes = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('#root :is(h1, label, button, input, p, .note):not([aria-hidden] *)')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.tagName} ${[x, y, width, height].map((n) => n.toFixed(1)).join(' ')}`;
    }),
  );

test('what is typed before main has answered stays, with the caret where it was', async ({ start }) => {
  const page = await start(waiting, { at: 'first-pinned.html' });
  const username = page.getByRole('textbox', { name: 'Username' });
  await expect(username).toBeFocused();
  await page.keyboard.type('aby');
  await page.keyboard.press('ArrowLeft');
  await say(page, firstStart);
  await isWhole(page);
  await expect(username).toBeFocused();
  await page.keyboard.type('b');
  await expect(username).toHaveValue('abby');
});

test('Return before main has answered signs in as soon as it has', async ({ start }) => {
  const page = await start(waiting, { at: 'first-pinned.html' });
  await page.keyboard.type('amy');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  expect(await inputsOf(page, 'session.signIn')).toEqual([]);
  await say(page, firstStart);
  await expect
    .poll(() => inputsOf(page, 'session.signIn'))
    .toEqual([{ platform: { kind: 'dnanexus' }, username: 'amy', password: PASSWORD }]);
});

test('where another screen is to be seen, what was typed goes with the form', async ({ start }) => {
  const page = await start(waiting, { at: 'first-pinned.html' });
  await page.getByLabel('Password', { exact: true }).last().fill(PASSWORD);
  await say(page, byPassword);
  await isWhole(page);
  await expect(page.getByRole('grid')).toBeVisible();
  expect(await page.evaluate(() => [...document.querySelectorAll('input')].map(({ value }) => value).join(' '))).not.toContain(PASSWORD);
});

for (const [runtime, patch] of Object.entries({ pinned: {}, fallback: { app: firstFallback } })) {
  test(`nothing moves when the form becomes whole (${runtime})`, async ({ start }) => {
    const page = await start({ ...waiting, ...patch }, { at: `first-${runtime}.html` });
    const before = await boxes(page);
    await say(page, firstStart);
    await isWhole(page);
    expect(await boxes(page)).toEqual(before);
  });
}
