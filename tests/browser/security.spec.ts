/** What the Security screen does besides its looks, which views.spec.ts walks. */
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { BACKUP_CODES } from './fakeTwoFactor';
import { RIGHT_PASSPHRASE } from './fakeParts';
import { expect, inputsOf, test } from './fixtures';
import { account, DAY, NOW, twoFactor } from './scenario';

const PICTURES = join(__dirname, '..', '..', '.screens');

test('a code that is left on the screen by going elsewhere is dropped by main, too', async ({ start }) => {
  const page = await start({ twoFactor: { ...twoFactor, offer: 'browser', authenticator: { keptMs: NOW - DAY, standing: 'live' } } });
  await page.getByRole('button', { name: 'Security', exact: true }).click();
  await page.getByRole('button', { name: 'Show the code' }).click();
  await expect(page.getByText('482 193')).toBeVisible();
  expect(await inputsOf(page, 'twoFactor.dismiss')).toHaveLength(0);
  await page.getByRole('button', { name: /^Tokens/ }).click();
  await expect.poll(() => inputsOf(page, 'twoFactor.dismiss')).toHaveLength(1);
});

/** Goes on by Tab until the control of that name has the focus, as somebody without a pointer does. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const wanted = page
    .getByRole('button', { name, exact: true })
    .or(page.getByRole('textbox', { name, exact: true }))
    .or(page.getByRole('checkbox', { name }));
  for (let presses = 0; presses < 40; presses += 1) {
    if (
      await wanted
        .first()
        .evaluate((element) => element === document.activeElement)
        .catch(() => false)
    )
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(name)}`);
}
const press = async (page: Page, name: string | RegExp) => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
const type = async (page: Page, name: string | RegExp, text: string) => {
  await tabTo(page, name);
  await page.keyboard.type(text);
};

test('by keyboard alone it is turned on, saved, typed back and kept', async ({ start }) => {
  const page = await start();
  await press(page, 'Security');
  await press(page, 'Enable 2FA');
  // Each step puts the focus where the typing begins.
  await expect(page.getByRole('textbox', { name: 'Your password' })).toBeFocused();
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Code from the app' })).toBeFocused();
  await page.keyboard.type('123456');
  await page.keyboard.press('Enter');
  await press(page, 'Copy all');
  await type(page, 'Type one of them back', BACKUP_CODES[0] ?? '');
  await tabTo(page, /Keep them in this computer/);
  await page.keyboard.press('Space');
  await tabTo(page, /Let dxkey show the codes/);
  await page.keyboard.press('Space');
  await press(page, 'Finish');
  await expect(page.getByText('On: a sign-in takes the password and a code.')).toBeVisible();
  expect(await inputsOf(page, 'twoFactor.finish')).toEqual([{ backupCode: BACKUP_CODES[0], keepCodes: true, keepKey: true }]);
});

test('by keyboard alone it is turned off, and what is kept is shown to the lock’s passphrase', async ({ start }) => {
  const kept = { keptMs: NOW - DAY, standing: 'live' } as const;
  const status = { isOn: true, mandatoryFor: null, enabledMs: NOW - DAY, codesLeft: 8 };
  const lock = { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null } as const;
  const page = await start({
    lock,
    twoFactor: { ...twoFactor, status, authenticator: kept, backupCodes: { ...kept, total: 8, used: 1, unsure: 1 } },
  });
  await press(page, 'Security');
  await press(page, 'Show them…');
  await expect(page.getByRole('textbox', { name: 'Passphrase of the app lock' })).toBeFocused();
  await page.keyboard.type(RIGHT_PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByText(BACKUP_CODES[2] ?? '')).toBeVisible();
  await press(page, 'Done');
  expect(await inputsOf(page, 'twoFactor.showCodes')).toEqual([
    { accountId: account.id, proof: { by: 'passphrase', passphrase: RIGHT_PASSPHRASE } },
  ]);
  await press(page, 'Turn off…');
  await page.keyboard.type('right');
  await type(page, /Code from the authenticator/, BACKUP_CODES[2] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Off: the password alone opens the account.')).toBeVisible();
});

test('by keyboard alone key and codes of the platform’s page are taken in', async ({ start }) => {
  const page = await start({ twoFactor: { ...twoFactor, offer: 'browser', status: null } });
  await press(page, 'Security');
  await press(page, 'Set it up with the browser');
  await type(page, /Setup key/, 'gezd gnbv gy3t qojq');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Code from the app' })).toBeFocused();
  await page.keyboard.type('123456');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'The codes of the page' })).toBeFocused();
  await page.keyboard.type(BACKUP_CODES[0] ?? '');
  await page.keyboard.press('Enter');
  await page.keyboard.type(BACKUP_CODES[1] ?? '');
  await press(page, 'Take them in');
  await expect(page.getByRole('list', { name: 'Back-up codes' }).getByRole('listitem')).toHaveCount(2);
  expect(await inputsOf(page, 'twoFactor.takeCodes')).toEqual([{ text: BACKUP_CODES.slice(0, 2).join('\n') }]);
  await press(page, 'Copy all');
  await type(page, 'Type one of them back', BACKUP_CODES[1] ?? '');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This platform sets it up in the browser.')).toBeVisible();
});

test('the printed sheet holds the codes and nothing else', async ({ start }) => {
  const page = await start();
  await page.getByRole('button', { name: 'Security', exact: true }).click();
  await page.getByRole('button', { name: 'Enable 2FA' }).click();
  await page.getByRole('textbox', { name: 'Your password' }).fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Code from the app' }).fill('123456');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Back-up codes' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText(BACKUP_CODES[7] ?? '')).toBeVisible();
  await expect(page.getByText(/^Back-up codes: amy at /)).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expect(page.getByText('Save these back-up codes')).toBeHidden();
  await page.screenshot({ path: join(PICTURES, 'security-sheet.png') });
});
