import { expect, type Page } from '@playwright/test';
import { leases, list, row } from './scenario';
import type { View } from './view';

export async function askToPause(page: Page, label: string): Promise<void> {
  await page.getByRole('row', { name: label }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Pause' }).click();
}

export const pauseViews: View[] = [
  {
    name: 'pause',
    patch: { leases },
    go: async (page) => {
      await askToPause(page, 'nextflow-runs');
      await expect(page.getByRole('heading', { name: 'Pause “nextflow-runs”?' })).toBeVisible();
      await expect(page.getByText('What a process has already read only a revoke takes back.')).toBeVisible();
    },
  },
  {
    name: 'pause-paused',
    patch: { tokens: list([row(1, { label: 'ci-upload', isPaused: true, worksWhileAway: true }), row(2, { label: 'nightly' })]) },
    go: async (page) => {
      await page.getByRole('row', { name: 'ci-upload' }).click({ button: 'right' });
      await expect(page.getByRole('menuitem', { name: 'Resume' })).toBeVisible();
    },
  },
];
