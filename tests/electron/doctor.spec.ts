/** The check of this computer on real parts: keychain, socket, the stand-in over Electron's own network, a mode that is mended, the clipboard. */
import { chmod, stat } from 'node:fs/promises';
import { readClipboard } from './desktop';
import { expect, signIn, test } from './fixtures';
import { openSettings, untilTokensScreen } from './person';

test('looks at this computer, mends what others could read, and copies the list without a secret', async ({
  launch,
  standin,
  dataFolder,
}) => {
  const app = await launch();
  const page = await app.page();
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);
  await chmod(dataFolder, 0o755);
  await openSettings(page);
  await page.getByRole('button', { name: 'Check…' }).click();
  const rows = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  const row = (name: string) => rows.filter({ has: page.getByRole('heading', { name, exact: true }) });
  await expect(row('Keychain')).toContainText('Unlocked.');
  await expect(row('Socket')).toContainText('Commands reach this app.');
  await expect(row('Platform')).toContainText(`${new URL(standin.url).host} answer`);
  await expect(row('Clock')).toContainText('Agrees with the platform’s.');
  await expect(rows.first()).toContainText('Others may read');
  await page.getByRole('button', { name: 'Fix', exact: true }).click();
  await expect(page.getByText('Files and folders of dxkey are yours alone again.')).toBeVisible();
  expect((await stat(dataFolder)).mode & 0o777).toBe(0o700);
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await expect.poll(() => readClipboard()).toContain('OK: Keychain: Unlocked.');
});
