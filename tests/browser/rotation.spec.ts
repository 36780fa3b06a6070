import { expect, inputsOf, test } from './fixtures';
import { askToRotate, openRotations } from './rotationViews';
import { account, signatureOf } from './scenario';

const asked = { accountId: account.id, scope: null, lengthMs: null };

test('a token is rotated; the old one is revoked when its processes have ended', async ({ start }) => {
  const page = await start();
  await askToRotate(page, 'ci-upload');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(page.locator('.notice')).toContainText('ci-upload ····Tt0a was rotated.');
  expect(await inputsOf(page, 'rotation.start')).toEqual([{ ...asked, signature: signatureOf(3), old: 'revoke', mayRevokeExposed: false }]);
  await expect(page.getByText('replaced', { exact: true })).toBeVisible();
});

test('SECURITY: one that was copied or shown is left to expire, unless a person says that it may be revoked', async ({ start }) => {
  const page = await start({ rotationPreview: { isExposed: true, madeBy: 'session' } });
  await askToRotate(page, 'ci-upload');
  await expect(page.getByRole('radio', { name: 'Leave it until it expires' })).toBeChecked();
  await page.getByText('Revoke it then').click();
  const submit = page.getByRole('button', { name: 'Rotate', exact: true });
  await expect(submit).toBeDisabled();
  await page.getByText('Revoke it although copies may be in use elsewhere').click();
  await submit.click();
  await expect(page.locator('.notice')).toContainText('was rotated');
  expect(await inputsOf(page, 'rotation.start')).toEqual([{ ...asked, signature: signatureOf(3), old: 'revoke', mayRevokeExposed: true }]);
});

test('one whose reach is not known is not rotated before it is chosen, and by nobody where nobody may make tokens', async ({ start }) => {
  const page = await start({ rotationPreview: { isExposed: false, madeBy: null } });
  await askToRotate(page, 'pasted from the browser');
  await expect(page.getByText('Nobody here may make tokens')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rotate', exact: true })).toBeDisabled();
});

test('a rotation that stopped is finished or undone, and one that waits for a yes gets it', async ({ start }) => {
  const page = await start({ rotation: openRotations });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('is unfinished')).toHaveCount(0);
  expect(await inputsOf(page, 'rotation.undo')).toEqual([{ id: 'r1' }]);
  await page.getByRole('button', { name: 'Revoke the old one' }).click();
  await expect(page.getByText('was rotated, and copies')).toHaveCount(0);
  expect(await inputsOf(page, 'rotation.finish')).toEqual([{ id: 'r2', mayRevokeExposed: true }]);
});
