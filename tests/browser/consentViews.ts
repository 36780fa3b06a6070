/** Who may use a token, for views.spec.ts. */
import { expect, type Page } from '@playwright/test';
import type { ConsentOfToken } from '../../preload/contract/contract';
import { HOUR, NOW } from './scenario';
import type { View } from './view';

const long = 'a-folder-with-a-very-long-name/'.repeat(5);
export const MAKE = '/usr/bin/make';
export const consent: ConsentOfToken = {
  policy: {
    kind: 'ask',
    programs: [
      { path: `/opt/${long}nextflow`, isAllowed: true },
      { path: '/usr/bin/curl', isAllowed: false },
    ],
  },
  approvals: [
    {
      ...{ id: 'a1', program: 'make', path: MAKE, terminal: 'pts/3' },
      ...{ reach: 'tenMinutes', sinceMs: NOW, untilMs: NOW + HOUR / 6 },
    },
    { id: 'a2', program: 'dx', path: '/usr/bin/dx', terminal: 'pts/4', reach: 'terminal', sinceMs: NOW, untilMs: null },
  ],
  asked: [MAKE, '/usr/bin/bash', '/usr/bin/curl'],
  scripted: ['/usr/bin/bash'],
};

export async function askWhoMayUse(page: Page, label: string): Promise<void> {
  await page.getByRole('row', { name: label }).first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Who may use it…' }).click();
  await expect(page.getByRole('heading', { name: /^Who may use/ })).toBeVisible();
}

export const consentViews: View[] = [
  {
    name: 'policy',
    patch: { consent },
    go: async (page) => {
      await askWhoMayUse(page, 'nextflow-runs');
      await expect(page.getByRole('button', { name: 'Withdraw /usr/bin/dx in terminal pts/4' })).toBeVisible();
    },
  },
  {
    name: 'policy-nothing',
    patch: {},
    go: async (page) => {
      await askWhoMayUse(page, 'nextflow-runs');
      await expect(page.getByText('No program has asked for it since dxkey started.')).toBeVisible();
    },
  },
];
