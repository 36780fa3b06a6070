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
const toFlow = async (page: Page, button: string) => {
  await toSecurity(page);
  await page.getByRole('button', { name: button }).click();
};
const inBrowser = { twoFactor: { ...twoFactor, offer: 'browser', status: null } } as const;
async function toPaste(page: Page): Promise<void> {
  await toFlow(page, 'Set it up with the browser');
  await page.getByRole('button', { name: 'From an image file…' }).click();
  await page.getByRole('textbox', { name: 'Code from the app' }).fill('123456');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('textbox', { name: 'The codes of the page' })).toBeVisible();
}
const keptState = { ...onState, authenticator: SECURITY, backupCodes: { ...SECURITY, total: 8, used: 1, unsure: 1 } };
async function prove(page: Page, what: string, typed: string): Promise<void> {
  await page.getByRole('textbox', { name: what }).fill(typed);
  await page.getByRole('button', { name: 'Continue' }).click();
}
const LOCK = { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null } as const;

export const securityViews: View[] = [
  {
    name: 'security-password',
    patch: {},
    go: async (page) => {
      await toFlow(page, 'Enable 2FA');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('Fill this in.')).toBeVisible();
      await page.getByLabel('Your password', { exact: true }).last().fill('wrong');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('That username and password do not match.')).toBeVisible();
    },
  },
  {
    name: 'security-cancelled',
    patch: {},
    go: async (page) => {
      await toScan(page);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await expect(page.getByText('Nothing was changed.')).toBeVisible();
    },
  },
  {
    name: 'security-move',
    patch: { twoFactor: onState },
    go: async (page) => {
      await toFlow(page, 'Move to another authenticator');
      await expect(page.getByRole('textbox', { name: /Code from the authenticator/ })).toBeVisible();
    },
  },
  {
    name: 'security-renew',
    patch: { twoFactor: onState },
    go: async (page) => {
      await toFlow(page, 'New back-up codes');
      await page.getByLabel('Your password', { exact: true }).last().fill('right');
      await page.getByRole('textbox', { name: /Code from the authenticator/ }).fill('123456');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Finish' }).click();
      await expect(page.getByText('Save them first: copy, file or print.')).toBeVisible();
    },
  },
  {
    name: 'security-printed',
    patch: { copyOutcome: 'needsPress' },
    go: async (page) => {
      await page.evaluate(() => {
        window.print = () => undefined;
      });
      await toScan(page);
      await page.getByRole('textbox', { name: 'Code from the app' }).fill('123456');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('button', { name: 'Copy all' }).click();
      await expect(page.getByText(/Copied by the button in the small window/)).toBeVisible();
      await page.getByRole('button', { name: 'Print…' }).click();
      await expect(page.getByText(/Is the sheet printed/)).toBeVisible();
    },
  },
  {
    name: 'security-mismatch',
    patch: {},
    go: async (page) => {
      await toScan(page);
      await page.getByRole('textbox', { name: 'Code from the app' }).fill('123456');
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('button', { name: 'Copy all' }).click();
      await expect(page.getByText(/^Copied\./)).toBeVisible();
      await page.getByRole('textbox', { name: 'Type one of them back' }).fill('short');
      await page.keyboard.press('Enter');
      await expect(page.getByText(/That is not one of the new back-up codes/)).toBeVisible();
    },
  },
  {
    name: 'security-askPassword',
    patch: { twoFactor: keptState },
    go: async (page) => {
      await toFlow(page, 'Add a second device…');
      await prove(page, 'Your password', 'wrong');
      await expect(page.getByText('That username and password do not match.')).toBeVisible();
    },
  },
  {
    name: 'security-askPassphrase',
    patch: { twoFactor: keptState, lock: { ...LOCK, waitUntilMs: NOW + 8_000 } },
    go: async (page) => {
      await toFlow(page, 'Show them…');
      await prove(page, 'Passphrase of the app lock', 'wrong');
      await expect(page.getByText('That is not the passphrase.')).toBeVisible();
      await expect(page.getByText(/The next passphrase is looked at in 8 s/)).toBeVisible();
    },
  },
  {
    name: 'security-secondDevice',
    patch: { twoFactor: keptState },
    go: async (page) => {
      await toFlow(page, 'Add a second device…');
      await prove(page, 'Your password', 'right');
      await expect(page.getByLabel('Cannot scan? Type this key')).toBeVisible();
    },
  },
  {
    name: 'security-codesAgain',
    patch: { twoFactor: keptState },
    go: async (page) => {
      await toFlow(page, 'Show them…');
      await prove(page, 'Your password', 'right');
      await expect(page.getByText('may be used', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'security-notAKey',
    patch: inBrowser,
    go: async (page) => {
      await toFlow(page, 'Set it up with the browser');
      await page.getByRole('textbox', { name: /Setup key/ }).fill('hello');
      await page.keyboard.press('Enter');
      await expect(page.getByText('That is not a setup key.')).toBeVisible();
    },
  },
  {
    name: 'security-noQr',
    patch: { ...inBrowser, refusals: { 'link.open': { code: 'NOT_FOUND' } } },
    go: async (page) => {
      await toFlow(page, 'Set it up with the browser');
      await page.getByRole('button', { name: 'Open the page' }).click();
      await page.getByRole('button', { name: 'From a copied picture' }).click();
      await expect(page.getByText('No QR code was found there.')).toBeVisible();
      await expect(page.getByText(/open it yourself/)).toBeVisible();
    },
  },
  {
    name: 'security-paste',
    patch: { ...inBrowser, refusals: { 'twoFactor.takeCodes': { code: 'INVALID_INPUT', details: { field: 'text' } } } },
    go: async (page) => {
      await toPaste(page);
      await page.getByRole('textbox', { name: 'The codes of the page' }).fill('a sentence\nthat holds none');
      await page.getByRole('button', { name: 'Take them in' }).click();
      await expect(page.getByText('These do not look like back-up codes.')).toBeVisible();
    },
  },
  {
    name: 'security-withoutCodes',
    patch: inBrowser,
    go: async (page) => {
      await toPaste(page);
      await page.getByRole('button', { name: 'I keep them elsewhere' }).click();
      await expect(page.getByText('Let dxkey show the codes as well')).toBeVisible();
    },
  },
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
