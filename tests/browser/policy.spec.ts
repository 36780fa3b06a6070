/** Who may use a token: seen, set and taken back by keyboard alone, and live. */
import { consent, askWhoMayUse, MAKE } from './consentViews';
import { openDetails } from './detailViews';
import { emit, expect, inputsOf, test } from './fixtures';
import { account, signatureOf } from './scenario';

const of = { accountId: account.id, signature: signatureOf(1) };
const nothing = { kind: null, allow: [], deny: [], forget: [] };

test('its policy is chosen, programs that asked are let in or kept out, and what was allowed for a while is taken back', async ({
  start,
}) => {
  const page = await start({ consent });
  await page.getByRole('row', { name: 'nextflow-runs' }).first().focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Who may use it…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await expect(dialog).toContainText('not a wall against programs that run as you');

  await dialog.getByRole('button', { name: `Withdraw ${MAKE} in terminal pts/3` }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('region', { name: 'Allowed for now' }).getByRole('listitem')).toHaveCount(1);
  await expect(dialog.getByRole('status')).toContainText(`What was allowed to ${MAKE} is taken back`);
  // The focus stays in the dialog, before its first control.
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: /^Ask me first/ })).toBeFocused();

  const asked = dialog.getByRole('region', { name: 'Programs that asked' });
  await expect(asked.getByRole('listitem')).toHaveCount(2);
  await expect(asked.getByRole('listitem').filter({ hasText: 'bash' })).toContainText('a yes to every script');
  await expect(asked.getByRole('button', { name: 'Always allow /usr/bin/bash' })).toHaveCount(0);
  await asked.getByRole('button', { name: `Always allow ${MAKE}` }).focus();
  await page.keyboard.press('Enter');
  const settled = dialog.getByRole('region', { name: 'Settled programs' });
  await expect(settled.getByRole('listitem')).toHaveCount(3);
  await settled.getByRole('button', { name: 'Remove /usr/bin/curl' }).focus();
  await page.keyboard.press('Enter');
  await expect(settled.getByRole('listitem')).toHaveCount(2);

  await dialog.getByRole('button', { name: /^Ask me first/ }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: /^Listed programs only/ })).toBeFocused();
  expect(await inputsOf(page, 'consent.withdraw')).toEqual([{ ...of, id: 'a1' }]);
  expect(await inputsOf(page, 'consent.change')).toEqual([
    { ...of, ...nothing, allow: [MAKE] },
    { ...of, ...nothing, forget: ['/usr/bin/curl'] },
    { ...of, ...nothing, kind: 'listed' },
  ]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: 'nextflow-runs' }).first()).toBeFocused();
});

test('its details lead there, it follows what main says, and what is refused is said', async ({ start }) => {
  const page = await start({ consent, refusals: { 'consent.withdraw': { code: 'TOKEN_NOT_HELD' } } });
  await openDetails(page, 'nextflow-runs');
  const part = page.getByRole('dialog').getByRole('region', { name: 'Who may use it' });
  await expect(part).toContainText('Ask me first');
  await part.getByRole('button', { name: 'Who may use it…' }).click();
  const forNow = page.getByRole('dialog').getByRole('region', { name: 'Allowed for now' });
  await expect(forNow.getByRole('listitem')).toHaveCount(2);
  await forNow.getByRole('button', { name: /dx in terminal/ }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.evaluate(() => (window.fakeMain.scenario.consent.approvals = []));
  await emit(page, 'consent.changed', { changes: 9 });
  await expect(forNow.getByRole('listitem')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await askWhoMayUse(page, 'ci-upload');
});
