/** The small window that asks whether a program may have a token, at its size: what it says, its keys, axe, pictures. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { ConsentQuestion } from '../../main/core/consent/service';
import { CONSENT_PAGES, consentUrl, LIVE_MARK } from '../../main/shell/consentPage';

const SIZE = { width: 480, height: 600 };
const ORIGIN = 'http://consent.test/';
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

const QUESTION: ConsentQuestion = {
  id: 'q1',
  account: {
    id: 'dnanexus/user-amy',
    platform: { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null },
    userId: 'user-amy',
    username: 'amy',
    fullName: null,
  },
  token: { signature: 'ab'.repeat(32), label: 'Study pipeline', last4: 'x7Qf' },
  use: 'exec',
  reach: {
    ...{ breadth: 'named', projectCount: 3, isWhole: true, levels: [{ level: 'VIEW', count: 3 }], payers: ['org-genomics'], payerCount: 1 },
    ...{ arePayersKnown: true, phiCount: 1, isPhiKnown: true, projects: [] },
  },
  asker: {
    pid: 70,
    program: 'make',
    path: '/usr/bin/make',
    folder: '/home/amy/study',
    terminal: 'pts/3',
    place: 'session 60 start-1 pts/3',
    holder: { pid: 60, startMark: 'start-1' },
    isByCommand: true,
  },
  askedMs: 0,
  untilMs: 60_000,
  answers: ['once', 'tenMinutes', 'terminal', 'always', 'deny', 'never'],
};
const LONG = 'a-folder-with-a-very-long-name/'.repeat(6);

const SCENES: Readonly<Record<string, ConsentQuestion>> = {
  usual: QUESTION,
  long: {
    ...QUESTION,
    token: { ...QUESTION.token, label: 'A label that somebody made as long as labels may be, and then a little longer still, to see' },
    asker: { ...QUESTION.asker, path: `/opt/${LONG}nextflow`, program: 'nextflow', folder: `/mnt/${LONG}` },
  },
  unproven: {
    ...QUESTION,
    reach: null,
    asker: { ...QUESTION.asker, path: null, program: null, folder: null, terminal: null, place: null },
    answers: ['once', 'deny'],
  },
};

async function open(page: Page, question: ConsentQuestion): Promise<string[]> {
  const answers: string[] = [];
  await page.setViewportSize(SIZE);
  await page.route(`${ORIGIN}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name.startsWith('answer-')) {
      answers.push(name);
      await route.fulfill({ status: 204 });
      return;
    }
    await route.fulfill({ body: CONSENT_PAGES[name] ?? '', contentType: TYPES[name.split('.').pop() ?? ''] ?? 'text/plain' });
  });
  await page.goto(consentUrl(question).replace('dxkey://app/', ORIGIN));
  const no = page.getByRole('button', { name: 'No', exact: true });
  await expect(no).toBeDisabled();
  // What main adds once they may be pressed.
  await page.evaluate((mark) => (location.hash = mark), LIVE_MARK);
  await expect(no).toBeEnabled();
  return answers;
}

for (const [name, question] of Object.entries(SCENES))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`consent ${name} ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await open(page, question);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await page.screenshot({ path: `.screens/consent-${name}-${colorScheme}.png` });
    });

test('consent is answered by keys alone: nothing has the focus at first, Escape is a no', async ({ page }) => {
  const answers = await open(page, QUESTION);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Allow once' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect.poll(() => answers).toEqual(['answer-once.html']);
  await page.keyboard.press('Escape');
  await expect.poll(() => answers).toEqual(['answer-once.html', 'answer-deny.html']);
});
