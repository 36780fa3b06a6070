/** What a person was told of: lines above the list, each with its way out. */
import { expect } from '@playwright/test';
import { DAY, NOW, rows, type Scenario } from './scenario';
import type { View } from './view';

const ACCOUNT = 'dnanexus/user-amy';
const [row] = rows;
const token = { signature: row?.signature ?? '', label: row?.label ?? '', last4: row?.last4 ?? null };
const shared = { accountId: ACCOUNT, program: null, untilMs: null, atMs: NOW - 60_000 };

export const notices: Scenario['notices'] = {
  open: [
    { ...shared, id: 'n1', kind: 'firstUse', token, program: 'nextflow' },
    { ...shared, id: 'n2', kind: 'tokenExpiring', token, untilMs: NOW + 7 * DAY },
    { ...shared, id: 'n3', kind: 'revokedElsewhere', token: { ...token, label: 'A label as long as labels may be, and then '.repeat(3) } },
    { ...shared, id: 'n4', kind: 'sessionEnding', token: null, untilMs: NOW + 600_000 },
    { ...shared, id: 'n5', kind: 'revokedElsewhere', token, accountId: 'dnanexus/user-other' },
  ],
  pressedId: 'n2',
};

export const noticeViews: View[] = [
  {
    name: 'tokens-notices',
    patch: { notices },
    go: async (page) => {
      await page.getByRole('button', { name: /more notice/ }).click();
      await expect(page.getByText('used', { exact: false }).first()).toBeVisible();
    },
  },
];
