/** Several accounts on one computer: the switcher, the form beside them, what a dialog says of whose it is. */
import { expect, type Page } from '@playwright/test';
import type { AccountCard } from '../../preload/contract/contract';
import { account, byPassword, byToken, firstStart, idle, leases, list, NOW, platform, signedOut } from './scenario';
import type { View } from './view';

const staging = { ...platform, key: 'staging', name: 'Staging', kind: 'staging' } as const;
export const stagingAmy = { ...account, id: 'staging/user-amy', platform: staging };
const longName = 'dr-anneliese-von-und-zu-der-muehlenbrueck-international';
const lab = { ...platform, key: 'custom', kind: 'custom', name: 'https://api.genomics.institute-of-very-long-names.example' } as const;
const long = { ...account, id: 'custom/user-long', platform: lab, userId: `user-${longName}`, username: longName };
const card = (one: AccountCard['account'], patch: Partial<AccountCard> = {}): AccountCard => ({
  ...{ account: one, status: 'signedIn', openedBy: 'password', idle, ended: null },
  ...patch,
});
export const others: AccountCard[] = [card(stagingAmy), card(long, { status: 'signedOut', openedBy: null, idle: null, ended: 'idle' })];
export const openMenu = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Account amy on DNAnexus' }).click();
  await expect(page.getByRole('menuitem', { name: 'Add an account…' })).toBeVisible();
};
export const openRemoval = async (page: Page): Promise<void> => {
  await openMenu(page);
  await page.getByRole('menuitem', { name: 'Remove account…' }).click();
  await expect(page.getByRole('alertdialog').getByText('kept API token')).toBeVisible();
};

export const accountViews: View[] = [
  { name: 'accounts-menu', patch: { others }, go: openMenu },
  {
    name: 'accounts-removed',
    patch: {
      session: { status: 'signedOut', accountId: null, last: null, ended: null },
      others,
      removed: {
        username: 'amy',
        platformName: 'DNAnexus',
        queuedCount: 2,
        notes: [
          { step: 'destroy', code: 'OFFLINE', isQueued: true },
          { step: 'keychain', code: 'KEYCHAIN_LOCKED', isQueued: false },
        ],
      },
    },
    go: async (page) => {
      await expect(page.getByText('2 revocations wait in the queue')).toBeVisible();
    },
  },
  {
    name: 'accounts-add',
    patch: { session: firstStart, others: [card(account), ...others] },
    go: (page) => expect(page.getByRole('navigation', { name: 'Accounts on this computer' })).toBeVisible(),
  },
  {
    name: 'accounts-remove',
    patch: { others, leases },
    go: openRemoval,
  },
  {
    name: 'accounts-remove-long',
    patch: { session: { ...byPassword, account: long }, others: [card(account)], leases },
    go: async (page) => {
      await page.getByRole('button', { name: /^Account dr-anneliese/ }).click();
      await page.getByRole('menuitem', { name: 'Remove account…' }).click();
      await expect(page.getByText('kept API token')).toBeVisible();
    },
  },
  {
    name: 'accounts-signedOut',
    patch: { session: signedOut, others },
    go: (page) => expect(page.getByLabel('Username')).toHaveValue('amy'),
  },
  {
    name: 'accounts-stillHere',
    patch: {
      session: { ...byPassword, idle: { ...idle, deadlineMs: NOW + 42_000, isWarning: true } },
      others: [card(stagingAmy, { idle: { ...idle, deadlineMs: NOW + 50_000, isWarning: true } })],
    },
    go: (page) => expect(page.getByText('So is amy on Staging.')).toBeVisible(),
  },
  {
    name: 'accounts-tokenOnly',
    patch: { session: { ...byToken, canMint: 'no' }, tokens: list([]) },
    go: (page) => expect(page.getByText('This token cannot make others.').first()).toBeVisible(),
  },
  {
    name: 'shellToken',
    patch: {
      shellToken: {
        asking: {
          id: 'q1',
          account,
          label: 'dxkey workstation-14',
          program: 'snakemake',
          folder: '~/runs/cohort-b',
          untilMs: NOW + 90_000,
        },
      },
    },
    go: (page) => expect(page.getByRole('heading', { name: 'A command wants a token' })).toBeVisible(),
  },
];
