/** The activity record in the page: what stands in it, how it is narrowed, proven and taken along. */
import { activityEntries, toActivity } from './activityViews';
import { emit, expect, inputsOf, test } from './fixtures';

const activity = { entries: activityEntries, report: { older: 0, lines: 9, proven: 9, unproven: 0, findings: [] } };

test('each entry says when, what, which token and from where', async ({ start }) => {
  const page = await start({ activity });
  await toActivity(page);
  const row = page.getByRole('row', { name: /Given to a process/ });
  for (const words of ['by dxkey exec', 'nextflow-runs', '…x9Qz', 'nextflow in /home/amy/cohort (pts/3)'])
    await expect(row).toContainText(words);
  await expect(page.getByRole('row', { name: /Signed out/ })).toContainText('nobody was active');
});

test('a search and a kind narrow it, and say so where nothing is left', async ({ start }) => {
  const page = await start({ activity });
  await toActivity(page);
  await page.getByText('Sessions', { exact: true }).click();
  await expect(page.getByRole('row', { name: /Signed in/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Copied/ })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Find' }).fill('nobody at all');
  await expect(page.getByText('Nothing found')).toBeVisible();
});

test('a new entry appears by itself', async ({ start }) => {
  const page = await start({ activity: { ...activity, entries: activityEntries.slice(1) } });
  await toActivity(page);
  await expect(page.getByRole('row', { name: /Given to a process/ })).toHaveCount(0);
  await page.evaluate((entries) => {
    window.fakeMain.scenario.activity.entries = entries;
  }, activityEntries);
  await emit(page, 'activity.changed', { lastN: 9, waiting: 0, problem: null });
  await expect(page.getByRole('row', { name: /Given to a process/ })).toBeVisible();
});

test('the check tells a changed record from a whole one', async ({ start }) => {
  const page = await start({ activity });
  await toActivity(page);
  await page.getByRole('button', { name: 'Check the record' }).click();
  await expect(page.getByText('Nothing was changed')).toBeVisible();
  await page.evaluate(() => {
    window.fakeMain.scenario.activity.report = {
      older: 0,
      lines: 9,
      proven: 8,
      unproven: 0,
      findings: [{ kind: 'missing', file: null, line: null, n: 9 }],
    };
  });
  await page.getByRole('button', { name: 'Check the record' }).click();
  await expect(page.getByRole('alert')).toContainText('The record is not as it was written');
});

test('what is shown is what is taken along, and the path is told', async ({ start }) => {
  const page = await start({ activity });
  await toActivity(page);
  await page.getByText('Tokens', { exact: true }).last().click();
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByRole('status').filter({ hasText: '3 entries saved as /home/amy/dxkey-activity.csv' })).toHaveCount(1);
  expect(await inputsOf(page, 'activity.export')).toMatchObject([{ text: '', kind: 'tokens', format: 'csv' }]);
});

test('entries that cannot be written are told, with how many, also to whoever comes later', async ({ start }) => {
  const waits = { lastN: null, waiting: 2, problem: 'KEYCHAIN_LOCKED' } as const;
  const page = await start({ activity, activityState: waits });
  await toActivity(page);
  await expect(page.getByText(/2 entries are not written yet/)).toBeVisible();
  const written = { lastN: 9, waiting: 0, problem: null };
  await page.evaluate((state) => {
    window.fakeMain.scenario.activityState = state;
  }, written);
  await emit(page, 'activity.changed', written);
  await expect(page.getByText(/not written yet/)).toHaveCount(0);
});

test('by keyboard: search, kind, check and the table are reached in order', async ({ start }) => {
  const page = await start({ activity });
  await toActivity(page);
  await page.getByRole('button', { name: 'Check the record' }).focus();
  for (const name of ['Export CSV', 'Export JSON']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Find' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Tokens' })).toBeChecked();
});
