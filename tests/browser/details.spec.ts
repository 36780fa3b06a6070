/** One token's details, and what commands were given. */
import { expect, inputsOf, test } from './fixtures';
import { givenOut, history, openDetails } from './detailViews';
import { account, list, row, rows, running, signatureOf } from './scenario';

const activity = { entries: history, report: { older: 0, lines: 0, proven: 0, unproven: 0, findings: [] } };

test('tells of one token what it reaches, who has it, what stops with it and what was done with it, all by keyboard', async ({ start }) => {
  const child = row(31, { label: 'its child', parentSignature: signatureOf(1) });
  const page = await start({ leases: givenOut, running, childCount: 1, tokens: list([...rows, child]), activity });
  await openDetails(page, 'nextflow-runs');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await expect(dialog.getByRole('region', { name: 'What it reaches' })).toContainText('Reaches 3 projects at CONTRIBUTE');
  await expect(dialog.getByRole('region', { name: 'What it reaches' })).toContainText('this token reaches PHI in 1 project');
  await expect(dialog.getByRole('region', { name: 'What stops when it is revoked' })).toContainText('2 jobs of this account are running.');
  await expect(dialog.getByRole('region', { name: 'What was done with it' }).getByRole('listitem')).toHaveCount(3);
  await dialog.getByRole('button', { name: /its child/ }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { level: 2 })).toContainText('its child');
  await dialog.getByRole('button', { name: /nextflow-runs/ }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('heading', { level: 2 })).toContainText('nextflow-runs');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: 'nextflow-runs' }).first()).toBeFocused();
});

test('what a command was given is taken back on a second press, and the focus stays in the dialog', async ({ start }) => {
  const page = await start({ leases: givenOut });
  await openDetails(page, 'nextflow-runs');
  const has = page.getByRole('region', { name: 'Commands that have it' });
  await has.getByRole('button', { name: 'End… nextflow (4411)' }).focus();
  await page.keyboard.press('Enter');
  await expect(has.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(has).toContainText('told to stop, and killed after 10 s');
  expect(await inputsOf(page, 'leases.end')).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(has.getByRole('status')).toContainText('nextflow (4411) is told to stop.');
  await expect(has.getByRole('listitem')).toHaveCount(1);
  expect(await inputsOf(page, 'leases.end')).toEqual([{ ids: ['lease-1'] }]);
  await page.keyboard.press('Tab');
  await expect(has.getByRole('button', { name: 'End… zsh (812)' })).toBeFocused();
});

test('an action of the details does what the menu does', async ({ start }) => {
  const page = await start();
  await openDetails(page, 'ci-upload');
  await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
  await expect(page.locator('.notice')).toContainText('Copied ci-upload');
  await openDetails(page, 'ci-upload');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke…' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Revoke “ci-upload”?');
  expect(await inputsOf(page, 'tokens.copy')).toEqual([{ accountId: account.id, signature: signatureOf(3) }]);
});

test('all commands with a token stand in one list that names the token and its account', async ({ start }) => {
  const page = await start({ leases: givenOut });
  await page.getByRole('button', { name: '2 commands hold a token now' }).click();
  const first = page.getByRole('dialog').getByRole('listitem').first();
  await expect(first).toContainText('nextflow (4411) by dxkey exec');
  await expect(first).toContainText('nextflow-runs ····x9Qz, amy on DNAnexus');
});
