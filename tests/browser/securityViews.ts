/** The Security screen and its steps, for views.spec.ts. */
import { expect, type Page } from '@playwright/test';
import { DAY, NOW, twoFactor } from './scenario';
import type { View } from './view';

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
const SECURITY = {
  keptMs: NOW - DAY,
  standing: 'live',
} as const;
const onState = { ...twoFactor, status: { isOn: true, mandatoryFor: null, enabledMs: NOW - DAY, codesLeft: 2 } };
const toSecurity = async (page: Page) => {
  await page.getByRole('button', { name: 'Security', exact: true }).click();
  await heading(page, 'Security');
};
async function toScan(page: Page): Promise<void> {
  await toSecurity(page);
  await page.getByRole('button', { name: 'Enable 2FA' }).click();
  await page.getByLabel('Your password', { exact: true }).last().fill('right');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Scan it with your authenticator')).toBeVisible();
}
export const securityViews: View[] = [
  { name: 'security-off', patch: { twoFactor: { ...twoFactor, clockOffsetMs: 240_000 } }, go: toSecurity },
  {
    name: 'security-on',
    patch: {
      twoFactor: {
        ...onState,
        authenticator: SECURITY,
        backupCodes: { ...SECURITY, total: 10, used: 7, unsure: 1 },
        deadCodes: { total: 8, keptMs: NOW },
        isKeyDead: true,
      },
    },
    go: async (page) => {
      await toSecurity(page);
      await page.getByRole('button', { name: 'Show the code' }).click();
      await expect(page.getByText('482 193')).toBeVisible();
    },
  },
  {
    name: 'security-mandatory',
    patch: { twoFactor: { ...onState, status: { ...onState.status, mandatoryFor: 'org-biobank' }, problem: { code: 'OFFLINE' } } },
    go: toSecurity,
  },
  { name: 'security-sso', patch: { twoFactor: { ...twoFactor, offer: 'sso', status: null } }, go: toSecurity },
  {
    name: 'security-scan',
    patch: {},
    go: async (page) => {
      await toScan(page);
      await page.getByRole('textbox', { name: 'Code from the app' }).fill('000000');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await expect(page.getByText('3 more wrong tries lock the account.')).toBeVisible();
    },
  },
  {
    name: 'security-codes',
    patch: {},
    go: async (page) => {
      await toScan(page);
      await page.getByRole('textbox', { name: 'Code from the app' }).fill('123 456');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('button', { name: 'Save as a file…' }).click();
      await expect(page.getByText(/readable by you alone/)).toBeVisible();
    },
  },
  {
    name: 'security-turnOff',
    patch: { twoFactor: onState },
    go: async (page) => {
      await toSecurity(page);
      await page.getByRole('button', { name: 'Turn off…' }).click();
      await expect(page.getByText(/DNAnexus advises against it/)).toBeVisible();
    },
  },
  {
    name: 'security-browser',
    patch: { twoFactor: { ...twoFactor, offer: 'browser', status: null } },
    go: async (page) => {
      await toSecurity(page);
      await page.getByRole('button', { name: 'Set it up with the browser' }).click();
      await page.getByRole('button', { name: 'From an image file…' }).click();
      await expect(page.getByText('482 193')).toBeVisible();
    },
  },
];
