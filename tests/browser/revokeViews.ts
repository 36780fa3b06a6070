/** Revoking several tokens. */
import { expect } from '@playwright/test';
import { byPassword } from './scenario';
import type { View } from './view';

export const revokeViews: readonly View[] = [
  {
    name: 'tokens-chosen',
    patch: { session: byPassword },
    go: async (page) => {
      const boxes = page.getByRole('rowheader').getByRole('checkbox');
      await boxes.nth(0).click();
      await boxes.nth(2).click({ modifiers: ['Shift'] });
      await expect(page.getByText('3 tokens chosen')).toBeVisible();
    },
  },
  {
    name: 'revoke-many',
    patch: { session: byPassword },
    go: async (page) => {
      await page.getByRole('row').nth(1).focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await expect(page.getByRole('button', { name: /Yes, revoke/ })).toBeEnabled();
    },
  },
];
