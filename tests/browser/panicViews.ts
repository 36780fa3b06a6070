/** The panic: the choice, the freeze, what it came to. */
import { expect, type Page } from '@playwright/test';
import { byPassword, NOW, signedOut } from './scenario';
import type { View } from './view';

const asked = async (page: Page) => {
  await page.getByRole('button', { name: 'Panic…' }).click();
  await expect(page.getByRole('alertdialog', { name: 'Panic: end everything now?' })).toBeVisible();
};
const shown = (name: string) => async (page: Page) => {
  await expect(page.getByRole('heading', { name })).toBeVisible();
};
const frozen = {
  scope: 'held',
  sinceMs: NOW,
  canUndo: true,
  isUndoing: false,
  isWorking: false,
  total: 5,
  ended: 0,
  nextTryMs: NOW + 8_000,
  problem: 'OFFLINE',
} as const;
const report = {
  scope: 'listed',
  atMs: NOW,
  wasUndone: false,
  revoked: 5,
  waiting: 1,
  needsSignIn: 1,
  refused: 1,
  othersMayExist: true,
} as const;

export const panicViews: readonly View[] = [
  {
    name: 'panic-asked',
    patch: { session: byPassword },
    go: async (page) => {
      await asked(page);
      await expect(page.getByText('This ends')).toBeVisible();
    },
  },
  {
    name: 'panic-locked',
    patch: {
      session: byPassword,
      lock: { isSetUp: true, isLocked: true, lockedBy: 'person', touchId: 'absent', waitUntilMs: null },
      panic: { isAsked: false, current: frozen, last: null },
    },
    go: shown('dxkey is locked'),
  },
  {
    name: 'panic-frozen',
    patch: { session: byPassword, panic: { isAsked: false, current: frozen, last: null } },
    go: shown('dxkey is frozen'),
  },
  {
    name: 'panic-frozenForGood',
    patch: { session: byPassword, panic: { isAsked: false, current: { ...frozen, canUndo: false, ended: 3 }, last: null } },
    go: shown('dxkey is frozen'),
  },
  {
    name: 'panic-over',
    patch: { session: signedOut, panic: { isAsked: false, current: null, last: report } },
    go: shown('The panic is over'),
  },
];
