/** What idle logout adds to the screens. */
import { expect } from '@playwright/test';
import { app, byPassword, idle, leases, NOW, platform } from './scenario';
import type { View } from './view';

export const idleViews: View[] = [
  {
    name: 'signOut-endCommands',
    patch: { leases },
    go: async (page) => {
      await page.getByRole('button', { name: 'Account amy' }).click();
      await page.getByRole('menuitem', { name: 'Sign out…' }).click();
      await page.getByRole('button', { name: /with a token of this account/ }).click();
      await page.getByRole('option', { name: 'end now' }).click();
      await expect(page.getByText(/killed after 10 s/)).toBeVisible();
    },
  },
  {
    name: 'stillHere',
    patch: { session: { ...byPassword, idle: { ...idle, deadlineMs: NOW + 42_000, isWarning: true } } },
    go: (page) => expect(page.getByRole('timer')).toHaveText('42 s'),
  },
  {
    name: 'tokens-idleUnsure',
    patch: {
      app: { ...app, desk: 'untold' },
      session: {
        ...byPassword,
        idle: {
          ...idle,
          from: 'unreadable',
          orgName: 'Institute for the Study of Extremely Long Organisation Names and Their Layout',
          isPolicyRead: false,
          sensor: 'dead',
          activity: 'app',
        },
      },
    },
    go: (page) => expect(page.getByRole('row').nth(1)).toBeVisible(),
  },
  {
    name: 'signIn-idledOut',
    patch: {
      session: {
        status: 'signedOut',
        accountId: 'dnanexus/user-amy',
        last: { platform, username: 'amy' },
        ended: {
          reason: 'idle',
          atMs: NOW,
          username: 'amy',
          notes: [],
          uncopied: [
            { label: 'laptop', isKept: true },
            { label: 'a-label-without-any-space-that-goes-on-for-longer-than-the-whole-card-is-wide', isKept: false },
          ],
        },
      },
    },
    go: (page) => expect(page.getByText('amy was signed out: nobody was there for too long.')).toBeVisible(),
  },
];
