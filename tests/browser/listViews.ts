/** The list of tokens narrowed, one token looked at, and one that is asked whether it outlives a job. */
import { expect } from '@playwright/test';
import { list, row, rows } from './scenario';
import type { View } from './view';

const LONG = 'extremely-long-label-'.repeat(9).slice(0, 190);

export const listViews: View[] = [
  {
    name: 'export-job',
    patch: { tokens: list([rows[2] ?? row(1), row(2, { label: LONG }), row(3, { scope: { kind: 'full' } })]) },
    go: async (page) => {
      await page.getByRole('row', { name: 'ci-upload' }).focus();
      await page.keyboard.press('Control+e');
      await page.getByRole('button', { name: /Needs to last/ }).click();
      await page.getByRole('option', { name: '3 days' }).click();
      await expect(page.getByText('This token ends first')).toBeVisible();
    },
  },
];
