import { expect, type Page } from '@playwright/test';
import { account, leases, list, row, rows, running, signatureOf } from './scenario';
import type { Scenario } from './scenario';
import type { View } from './view';

export async function askToRotate(page: Page, label: string): Promise<void> {
  await page.getByRole('row', { name: label }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Rotate…' }).click();
  await expect(page.getByRole('heading', { name: `Rotate “${label}”` })).toBeVisible();
}

type Open = Scenario['rotation']['open'][number];
const stopped: Open = {
  ...{ id: 'r1', signature: signatureOf(1), newSignature: null, label: 'nextflow-runs', last4: 'x9Qz' },
  ...{ stage: 'unfinished', isSwitched: false, problem: { code: 'OFFLINE' }, leaseCount: 0 },
};
/** One that stopped on its way, and one that waits for a yes. */
export const openRotations: Scenario['rotation'] = {
  accountId: account.id,
  open: [
    stopped,
    {
      ...{ ...stopped, id: 'r2', signature: signatureOf(3), newSignature: signatureOf(9), label: 'ci-upload', last4: 'Tt0a' },
      ...{ stage: 'asks', isSwitched: true, problem: null },
    },
  ],
};

export const rotationViews: View[] = [
  { name: 'rotate', patch: { leases, running }, go: (page) => askToRotate(page, 'nextflow-runs') },
  {
    name: 'rotate-exposed',
    patch: { rotationPreview: { isExposed: true, madeBy: 'session' } },
    go: async (page) => {
      await askToRotate(page, 'ci-upload');
      await page.getByText('Revoke it then').click();
      await expect(page.getByText('copies may be in use elsewhere')).toBeVisible();
    },
  },
  {
    name: 'rotate-unknown',
    patch: { rotationPreview: { isExposed: true, madeBy: null } },
    go: async (page) => {
      await askToRotate(page, 'pasted from the browser');
      await expect(page.getByText('dxkey does not guess it')).toBeVisible();
    },
  },
  {
    name: 'tokens-rotations',
    patch: {
      rotation: openRotations,
      tokens: list([...rows, row(9, { label: 'ci-upload', last4: 'nEw1' }), row(10, { label: 'nightly', replacedBy: signatureOf(11) })]),
    },
    go: async (page) => {
      await expect(page.getByText('is unfinished')).toBeVisible();
      await expect(page.getByText('replaced', { exact: true })).toBeVisible();
    },
  },
];
